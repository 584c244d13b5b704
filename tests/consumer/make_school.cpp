// SPDX-License-Identifier: Apache-2.0
//
// Makes FOLDER/register.db, with one pupil who may be on the website and one who may not, and FOLDER/photo.jpg, a drawn face that
// the detector built into dlib finds, so that the C program needs no model; the file says who it is and where.
//
//     consumer_make_school FOLDER
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include <consent/consent.hpp>

#include "demo_school/draw_scene.hpp"
#include "demo_school/face_parameters.hpp"
#include "demo_school/photo_file.hpp"

namespace {

using namespace consent;

int fail(const std::string& what) {
    std::cerr << what << '\n';
    return 1;
}

Result<void> add_pupil(Register& people, const char* id, const char* name, Answer answer, Instant now) {
    Person person;
    person.id = id;
    person.name = name;
    if (auto added = people.add(person, now); !added) return added;
    ConsentAnswer given;
    given.person = id;
    given.purpose = "website";
    given.answer = answer;
    given.on = date_of(now);
    given.evidence = "form 7";
    return people.record(given, now);
}

// A JPEG of the first drawn child in whom the detector finds one face.
Result<Bytes> picture() {
    auto detector = make_hog_detector();
    if (!detector) return detector.error();
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        const Raster drawn = demo::draw(demo::portrait(demo::face_from_seed(seed, demo::Age::child),
                                                       demo::take_from_seed(seed, 0), 300)).picture;
        const auto faces = (*detector)->detect(drawn);
        if (!faces) return faces.error();
        if (faces->size() != 1) continue;
        demo::PhotoNotes notes;
        notes.caption = "Amahle Dlamini at the egg race";
        notes.position = demo::Position{53.38, -1.47};
        notes.taken = *parse_date("2026-11-18");
        notes.orientation = 6;
        notes.thumbnail = true;
        return demo::photo_file(drawn, notes);
    }
    return Error{ErrorCode::internal, "No drawn face is found by the detector built into dlib."};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return fail("usage: consumer_make_school FOLDER");
    const std::filesystem::path folder = argv[1];
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) return fail(failed.message());

    const Instant now = start_of(*parse_date("2026-11-20")) + std::chrono::hours(9);
    const auto people = create_register((folder / "register.db").string(), now);
    if (!people) return fail(people.error().message);
    if (auto added = add_pupil(**people, "P-yes", "Amahle Dlamini", Answer::grant, now); !added)
        return fail(added.error().message);
    if (auto added = add_pupil(**people, "P-no", "Bohdan Melnyk", Answer::refuse, now); !added)
        return fail(added.error().message);

    const auto photo = picture();
    if (!photo) return fail(photo.error().message);
    std::ofstream file(folder / "photo.jpg", std::ios::binary);
    file.write(reinterpret_cast<const char*>(photo->data()), static_cast<std::streamsize>(photo->size()));
    file.close();
    return file ? 0 : fail("The picture could not be written.");
}
