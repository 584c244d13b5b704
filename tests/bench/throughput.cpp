// SPDX-License-Identifier: Apache-2.0
//
// Whole pictures through the gate, and beside them through the pipeline that most programs of this kind are: dlib's HOG detector and
// dlib's network. Processor time of one thread, both in one run.
//
//     throughput DATA MODELS [--megapixels N] [--people N] [--faces N] [--pictures N]
//
// DATA holds groups.json and groups/. Of its pictures those with at least --faces labelled faces (default 8) are brought to that size
// (default 12 megapixels; 0: as they are) and written as JPEG. The register holds --people people (default 1500) with a
// random template each, who have consented, so that every face is compared with all of them.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <consent/audit.hpp>
#include <consent/detector.hpp>
#include <consent/embedder.hpp>
#include <consent/gate.hpp>
#include <consent/models.hpp>
#include <consent/register.hpp>

#include "base/resample.hpp"
#include "detect/merge_boxes.hpp"
#include "image/decode.hpp"
#include "image/encode.hpp"
#include "sanitise/sanitise.hpp"

using namespace consent;

namespace {

const Date today = *parse_date("2026-11-20");
const Instant now = start_of(today) + std::chrono::hours(9);

struct Options {
    double megapixels = 12;
    int people = 1500;
    int faces = 8;
    int pictures = 8;
};

struct Photo {
    Bytes jpeg;
    Raster pixels;
    std::vector<Box> faces;
};

Bytes read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<Photo> read_photos(const std::filesystem::path& data, const Options& options) {
    std::ifstream stream(data / "groups.json");
    const nlohmann::json labels = nlohmann::json::parse(stream);
    std::vector<Photo> photos;
    for (const auto& [name, label] : labels.items()) {
        if (static_cast<int>(label.at("faces").size()) < options.faces || static_cast<int>(photos.size()) == options.pictures) continue;
        auto picture = decode(read_file(data / "groups" / name), Limits{});
        if (!picture) continue;
        const Raster& from = picture->shown;
        double scale = 1;
        if (options.megapixels > 0) scale = std::sqrt(options.megapixels * 1e6 / (static_cast<double>(from.width) * from.height));
        const auto length = [&](int of) { return static_cast<int>(std::lround(of * scale)); };
        Photo photo;
        auto jpeg = encode_jpeg(resampled(from, {0, 0, from.width, from.height}, length(from.width), length(from.height)));
        if (!jpeg) continue;
        photo.jpeg = *std::move(jpeg);
        auto again = decode(photo.jpeg, Limits{});
        if (!again) continue;
        photo.pixels = std::move(again->shown);
        for (const auto& box : label.at("faces"))
            photo.faces.push_back({box[0].get<float>() * static_cast<float>(scale), box[1].get<float>() * static_cast<float>(scale),
                                   box[2].get<float>() * static_cast<float>(scale), box[3].get<float>() * static_cast<float>(scale)});
        photos.push_back(std::move(photo));
    }
    return photos;
}

Result<std::unique_ptr<Register>> school_of(int people, const EmbedderInfo& model) {
    std::unique_ptr<Register> school = make_memory_register();
    std::mt19937 random(11);
    std::normal_distribution<float> normal;
    for (int i = 0; i < people; ++i) {
        Person person;
        person.id = "P" + std::to_string(i);
        person.name = "Pupil " + std::to_string(i);
        if (auto done = school->add(person, now); !done) return std::move(done).error();
        if (auto done = school->record_notice({person.id, {}, Notice::notified, today}, now); !done)
            return std::move(done).error();
        for (const char* purpose : {"website", "biometric"}) {
            ConsentAnswer answer;
            answer.person = person.id;
            answer.purpose = purpose;
            answer.answer = Answer::grant;
            answer.on = today;
            answer.evidence = "form";
            if (auto done = school->record(answer, now); !done) return std::move(done).error();
        }
        Embedding embedding{model.model, std::vector<float>(static_cast<std::size_t>(model.dimension))};
        float squares = 0;
        for (float& value : embedding.values) {
            value = normal(random);
            squares += value * value;
        }
        for (float& value : embedding.values) value /= std::sqrt(squares);
        if (auto done = school->add_templates({Template{person.id, std::move(embedding), today}}, now); !done) return std::move(done).error();
    }
    return school;
}

// Seconds of processor time a picture; every picture once before, so that networks are built for its size.
template <typename Body>
double seconds_each(const std::vector<Photo>& photos, Body&& body) {
    for (const Photo& photo : photos) body(photo);
    const std::clock_t start = std::clock();
    for (const Photo& photo : photos) body(photo);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / static_cast<double>(photos.size());
}

int found_of(const Photo& photo, const std::vector<DetectedFace>& seen) {
    return static_cast<int>(std::count_if(photo.faces.begin(), photo.faces.end(), [&](const Box& face) {
        return std::any_of(seen.begin(), seen.end(), [&](const DetectedFace& one) { return overlap(one.box, face) >= 0.4F; });
    }));
}

// HOG gives no points: those of an average face in its box.
Landmarks points_of(const Box& box) {
    const auto at = [&](float x, float y) { return Point{box.x + x * box.width, box.y + y * box.height}; };
    return {at(0.31F, 0.36F), at(0.69F, 0.36F), at(0.5F, 0.58F), at(0.35F, 0.77F), at(0.65F, 0.77F)};
}

int fail(const Error& error) {
    std::fprintf(stderr, "throughput: %s\n", error.message.c_str());
    return 65;
}

int measure(const std::vector<Photo>& photos, const ModelStore& models, const Options& options) {
    auto detector = make_detector(models, "yunet_2023mar");
    auto embedder = make_embedder(models, "mobilefacenet");
    auto net = make_detector(models, "ultralight_rfb_640");
    if (!detector) return fail(detector.error());
    if (!embedder) return fail(embedder.error());
    auto school = school_of(options.people, (*embedder)->info());
    if (!school) return fail(school.error());

    int faces = 0;
    int found = 0;
    int found_by_hog = 0;
    std::vector<std::vector<DetectedFace>> seen;
    for (const Photo& photo : photos) {
        auto one = (*detector)->detect(photo.pixels);
        if (!one) return fail(one.error());
        faces += static_cast<int>(photo.faces.size());
        found += found_of(photo, *one);
        seen.push_back(*std::move(one));
    }
    const auto index = [&](const Photo& photo) { return static_cast<std::size_t>(&photo - photos.data()); };
    const double decoding = seconds_each(photos, [](const Photo& photo) { static_cast<void>(decode(photo.jpeg, Limits{})); });
    const double cleaning = seconds_each(photos, [](const Photo& photo) {
        if (auto copy = sanitise(photo.jpeg, Limits{})) static_cast<void>(prove_clean(copy->bytes, Limits{}));
    });
    const double detecting = seconds_each(photos, [&](const Photo& photo) { static_cast<void>((*detector)->detect(photo.pixels)); });
    const double second_look =
        net ? seconds_each(photos, [&](const Photo& photo) { static_cast<void>((*net)->detect(photo.pixels)); }) : 0;
    const double embedding = seconds_each(photos, [&](const Photo& photo) {
        for (const DetectedFace& face : seen[index(photo)])
            if (face.landmarks) static_cast<void>((*embedder)->embed(photo.pixels, face));
    });

    Parts parts;
    parts.people = *std::move(school);
    parts.audit = make_memory_audit_log();
    parts.detector = *std::move(detector);
    parts.embedder = *std::move(embedder);
    if (net) parts.safety_net = *std::move(net);
    auto gate = Gate::open(std::move(parts));
    if (!gate) return fail(gate.error());
    const double whole = seconds_each(photos, [&](const Photo& photo) {
        Candidate candidate;
        candidate.bytes = photo.jpeg;
        static_cast<void>(gate->check(candidate, Use{"website", ""}, now));
    });

    auto hog = make_hog_detector();
    auto densenet = make_embedder(models, "dlib_densenet_v1");
    if (!hog) return fail(hog.error());
    const double plain = seconds_each(photos, [&](const Photo& photo) {
        auto picture = decode(photo.jpeg, Limits{});
        if (!picture) return;
        auto boxes = (*hog)->detect(picture->shown);
        if (!boxes || !densenet) return;
        for (DetectedFace& face : *boxes) {
            face.landmarks = points_of(face.box);
            static_cast<void>((*densenet)->embed(picture->shown, face));
        }
    });
    for (const Photo& photo : photos)
        if (auto boxes = (*hog)->detect(photo.pixels)) found_by_hog += found_of(photo, *boxes);

    const auto count = static_cast<double>(photos.size());
    std::printf("%zu pictures of %.1f megapixels with %.1f faces, %d people in the register; ms of processor time a picture\n",
                photos.size(), static_cast<double>(photos[0].pixels.width) * photos[0].pixels.height / 1e6, faces / count, options.people);
    std::printf("  decode %.0f   clean and prove %.0f   detect %.0f   second detector %.0f   embed %.0f\n", decoding * 1e3,
                cleaning * 1e3, detecting * 1e3, second_look * 1e3, embedding * 1e3);
    std::printf("  gate, end to end        %6.0f ms   %5.2f pictures/s   %3d of %d faces\n", whole * 1e3, 1 / whole, found, faces);
    std::printf("  decode + HOG + densenet %6.0f ms   %5.2f pictures/s   %3d of %d faces%s\n", plain * 1e3, 1 / plain, found_by_hog, faces,
                densenet ? "" : "   (no file for the network: HOG alone)");
    std::printf("  the gate: %.1f times the pictures a second, %.2f times the faces\n", plain / whole,
                static_cast<double>(found) / std::max(1, found_by_hog));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 3; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--megapixels") options.megapixels = std::atof(argv[i + 1]);
        if (name == "--people") options.people = std::atoi(argv[i + 1]);
        if (name == "--faces") options.faces = std::atoi(argv[i + 1]);
        if (name == "--pictures") options.pictures = std::atoi(argv[i + 1]);
    }
    if (argc < 3 || argc % 2 == 0) {
        std::fprintf(stderr, "usage: throughput DATA MODELS [--megapixels N] [--people N] [--faces N] [--pictures N]\n");
        return 64;
    }
    const Result<ModelStore> models = ModelStore::open(argv[2]);
    const std::vector<Photo> photos = read_photos(argv[1], options);
    if (!models || photos.empty()) {
        std::fprintf(stderr, "throughput: no labelled pictures in %s, or no models\n", argv[1]);
        return 65;
    }
    return measure(photos, *models, options);
}
