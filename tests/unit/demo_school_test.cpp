// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>

#include <demo_school/draw_scene.hpp>
#include <demo_school/explain.hpp>
#include <demo_school/photo_file.hpp>
#include <demo_school/school.hpp>
#include <demo_school/story.hpp>

#include <consent/image.hpp>
#include <consent/use.hpp>

#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "support/catch.hpp"

using namespace consent;
using namespace consent::demo;

namespace {

const Date a_day = *parse_date("2026-11-20");
const Instant a_morning = start_of(a_day) + std::chrono::hours(9);

double mean_difference(const Raster& a, const Raster& b) {
    REQUIRE(a.rgb.size() == b.rgb.size());
    double sum = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i)
        sum += std::abs(static_cast<int>(a.rgb[i]) - static_cast<int>(b.rgb[i]));
    return sum / static_cast<double>(a.rgb.size());
}

bool has(const std::vector<MetadataItem>& items, const std::string& name) {
    return std::any_of(items.begin(), items.end(), [&](const MetadataItem& item) { return item.name == name; });
}

bool any_text_holds(const std::vector<MetadataItem>& items, const std::string& text) {
    return std::any_of(items.begin(), items.end(),
                       [&](const MetadataItem& item) { return item.text.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("the same scene draws the same pixels, and another take others", "[demo]") {
    const FaceParameters face = face_from_seed(7, Age::child);
    const Drawing once = draw(portrait(face, take_from_seed(1), 120));
    const Drawing again = draw(portrait(face, take_from_seed(1), 120));
    const Drawing other_take = draw(portrait(face, take_from_seed(2), 120));
    CHECK(once.picture.rgb == again.picture.rgb);
    CHECK(mean_difference(once.picture, other_take.picture) > 1);
    const Drawing somebody_else = draw(portrait(face_from_seed(8, Age::child), take_from_seed(1), 120));
    CHECK(mean_difference(once.picture, somebody_else.picture) > 3);
}

TEST_CASE("a drawing keeps the promises of a raster and says where its faces are", "[demo]") {
    std::vector<Sitter> sitters;
    for (std::uint64_t i = 0; i < 5; ++i) {
        Sitter sitter;
        sitter.face = face_from_seed(i, i == 4 ? Age::adult : Age::child);
        sitter.take = take_from_seed(i);
        sitter.face_px = 60;
        sitters.push_back(sitter);
    }
    const Drawing drawing = draw(group(sitters, 2, Background::classroom, 3));
    REQUIRE(drawing.picture.rgb.size() ==
            static_cast<std::size_t>(drawing.picture.width) * static_cast<std::size_t>(drawing.picture.height) * 3);
    REQUIRE(drawing.faces.size() == 5);
    for (const Box& box : drawing.faces) {
        CHECK(box.width == Approx(60));
        CHECK(box.x >= 0);
        CHECK(box.y >= 0);
        CHECK(box.x + box.width <= static_cast<float>(drawing.picture.width));
        CHECK(box.y + box.height <= static_cast<float>(drawing.picture.height));
        for (const Box& other : drawing.faces)
            if (&other != &box)
                CHECK((box.x + box.width <= other.x || other.x + other.width <= box.x ||
                       box.y + box.height <= other.y || other.y + other.height <= box.y));
    }
}

TEST_CASE("every kind of hair, beard and glasses can be drawn at any size", "[demo]") {
    FaceParameters face = face_from_seed(3, Age::adult);
    const float px = GENERATE(6.0F, 40.0F);
    for (int hair = 0; hair <= static_cast<int>(HairStyle::balding); ++hair) {
        face.hair = static_cast<HairStyle>(hair);
        face.beard = static_cast<BeardStyle>(hair % 5);
        face.glasses = static_cast<GlassesStyle>(hair % 5);
        face.hair_band = hair % 2 == 0;
        const Drawing drawing = draw(portrait(face, take_from_seed(static_cast<std::uint64_t>(hair)), px));
        CHECK(drawing.faces.size() == 1);
    }
}

TEST_CASE("a sitter at the border of the picture is cut off there and nothing more", "[demo]") {
    Scene scene = portrait(face_from_seed(5, Age::child), Take{}, 80);
    const float x = GENERATE(-40.0F, 0.0F, 160.0F, 400.0F);
    scene.sitters[0].centre = {x, x};
    const Drawing drawing = draw(scene);
    CHECK(drawing.picture.width == scene.width);
}

TEST_CASE("a photo file carries position, owner, names, comment and thumbnail", "[demo]") {
    const Drawing drawing = draw(portrait(face_from_seed(7, Age::child), Take{}, 60));
    PhotoNotes notes;
    notes.caption = "Zo\u00eb Example at the lighthouse";
    notes.owner = "Ms Example's telephone";
    notes.camera = "Schoolroom 1";
    notes.comment = "a comment";
    notes.position = Position{54.512, -4.978};
    notes.taken = a_day;
    notes.thumbnail = true;
    const Bytes file = photo_file(drawing.picture, notes);
    REQUIRE(sniff(file) == Format::jpeg);
    const auto items = list_metadata(file, Limits{});
    REQUIRE(items);
    CHECK(std::any_of(items->begin(), items->end(), [](const MetadataItem& item) { return tells_position(item); }));
    CHECK(has(*items, "EXIF:ImageDescription"));
    CHECK(has(*items, "EXIF:Artist"));
    CHECK(has(*items, "JPEG:COM"));
    CHECK(any_text_holds(*items, "lighthouse"));
    CHECK(any_text_holds(*items, "Ms Example"));
    CHECK(date_taken(file) == a_day);

    const Bytes bare = photo_file(drawing.picture, {});
    const auto nothing = list_metadata(bare, Limits{});
    REQUIRE(nothing);
    CHECK(!has(*nothing, "EXIF:ImageDescription"));
    CHECK(!any_text_holds(*nothing, "Example"));
}

TEST_CASE("a photo file shows upright whatever way it is stored", "[demo]") {
    const Drawing drawing = draw(portrait(face_from_seed(7, Age::child), Take{}, 60));
    PhotoNotes notes;
    notes.orientation = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    const auto shown = decode(photo_file(drawing.picture, notes, 95), Limits{});
    REQUIRE(shown);
    REQUIRE(shown->shown.width == drawing.picture.width);
    REQUIRE(shown->shown.height == drawing.picture.height);
    CHECK(mean_difference(shown->shown, drawing.picture) < 3);
}

TEST_CASE("the cast has everybody the story needs, under ids and names of their own", "[demo]") {
    std::set<std::string_view> ids;
    std::set<std::string_view> names;
    for (const CastMember& member : cast()) {
        CHECK(member.id.empty() == (member.part == Part::visitor));
        CHECK(ids.insert(member.id).second);
        CHECK(names.insert(member.name).second);
    }
    CHECK(cast().size() >= 8);
    for (const Part part : {Part::cleared, Part::newsletter_only, Part::refused, Part::expired, Part::never_publish,
                            Part::no_biometrics, Part::staff, Part::visitor})
        CHECK(std::any_of(cast().begin(), cast().end(), [part](const CastMember& m) { return m.part == part; }));
}

TEST_CASE("the drawn school's register says what each part means", "[demo]") {
    const auto people = make_memory_register();
    REQUIRE(fill_register(*people, a_morning));
    const auto snapshot = people->snapshot();
    REQUIRE(snapshot);
    CHECK(snapshot->people.size() + 1 == cast().size());
    const auto state = [&](Part part, std::string_view purpose) {
        return consent_state(snapshot->answers, who_plays(part).id, purpose, a_day);
    };
    CHECK(state(Part::cleared, "website") == ConsentState::granted);
    CHECK(state(Part::staff, "website") == ConsentState::granted);
    CHECK(state(Part::refused, "website") == ConsentState::refused);
    CHECK(state(Part::expired, "website") == ConsentState::expired);
    CHECK(state(Part::newsletter_only, "website") == ConsentState::no_answer);
    CHECK(state(Part::newsletter_only, "newsletter_parents") == ConsentState::granted);
    for (const CastMember& member : cast())
        if (member.part != Part::visitor)
            CHECK((consent_state(snapshot->answers, member.id, purpose_biometric, a_day) == ConsentState::granted) ==
                  may_be_enrolled(member));
    for (const Person& person : snapshot->people)
        CHECK(person.never_publish == (person.id == who_plays(Part::never_publish).id));
}

TEST_CASE("the story is the same each time and its roll calls name people of the register", "[demo]") {
    const auto once = story(a_day);
    const auto again = story(a_day);
    REQUIRE(once.size() == again.size());
    std::set<std::string> known;
    for (const CastMember& member : cast()) known.insert(std::string(member.id));
    for (std::size_t i = 0; i < once.size(); ++i) {
        INFO(once[i].file);
        CHECK(once[i].bytes == again[i].bytes);
        for (const std::string& id : once[i].roll_call.present) CHECK(known.count(id) == 1);
        CHECK(!once[i].shows.empty());
    }
}

TEST_CASE("an explained picture is a PNG of the same size", "[demo]") {
    const Drawing drawing = draw(portrait(face_from_seed(7, Age::child), Take{}, 60));
    FaceFinding finding;
    finding.box = drawing.faces[0];
    const Bytes png = explained_png(drawing.picture, std::vector<FaceFinding>{finding});
    REQUIRE(sniff(png) == Format::png);
    const auto shown = decode(png, Limits{});
    REQUIRE(shown);
    CHECK(shown->shown.width == drawing.picture.width);
    CHECK(mean_difference(shown->shown, drawing.picture) > 0);
}
