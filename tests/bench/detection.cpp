// SPDX-License-Identifier: Apache-2.0
//
// How many faces the detectors find in labelled group pictures, by size, and what they see that is none.
//
//     detection DATA MODELS [--megapixels N] [--turn DEGREES] [--only ID]
//
// DATA holds groups.json (faces and regions to ignore, x, y, width, height) and groups/. Every picture is first brought to that
// size and turned by that angle. A face counts as found where a box overlaps its label by .4 (intersection over union) at the
// score of the row or above; in turned pictures, where boxes fit no face closely, where the centres lie within .45 of the
// face's size and neither box is twice as large as the other. Boxes whose centre lies in a region to ignore count neither way.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <consent/detector.hpp>
#include <consent/models.hpp>

#include "base/resample.hpp"
#include "detect/merge_boxes.hpp"
#include "detect/turned_view.hpp"
#include "image/decode.hpp"

using namespace consent;

namespace {

struct Wanted {
    double megapixels = 0;  // 0: as it is
    double turn = 0;        // degrees, clockwise
    std::string only;       // one detector; empty: all
};

struct Labelled {
    Raster picture;
    bool turned = false;
    std::vector<Box> faces;
    std::vector<Box> ignore;
};

constexpr std::array scores{0.0F, 0.3F, 0.4F, 0.45F, 0.5F, 0.6F, 0.7F, 0.8F, 0.9F};
constexpr std::array sizes{0.0F, 16.0F, 20.0F, 28.0F, 40.0F, 80.0F, 160.0F, 320.0F, 1e9F};

Box box_from(const nlohmann::json& numbers, float scale) {
    return {numbers[0].get<float>() * scale, numbers[1].get<float>() * scale, numbers[2].get<float>() * scale,
            numbers[3].get<float>() * scale};
}

// The label of a face in the picture turned by that angle: as large, about the same centre.
Box turned_label(const Box& box, const TurnedView& view) {
    const Similarity& map = view.to_picture;  // a rotation and a shift: its inverse turns the other way
    const float x = box.x + box.width / 2 - static_cast<float>(map.tx);
    const float y = box.y + box.height / 2 - static_cast<float>(map.ty);
    const auto a = static_cast<float>(map.a);
    const auto b = static_cast<float>(map.b);
    return {a * x + b * y - box.width / 2, a * y - b * x - box.height / 2, box.width, box.height};
}

std::vector<Labelled> read_pictures(const std::filesystem::path& data, double megapixels, double turn) {
    std::ifstream stream(data / "groups.json");
    const nlohmann::json labels = nlohmann::json::parse(stream);
    std::vector<Labelled> pictures;
    for (const auto& [name, label] : labels.items()) {
        std::ifstream file(data / "groups" / name, std::ios::binary);
        const Bytes bytes{std::istreambuf_iterator<char>(file), {}};
        Result<Picture> picture = decode(bytes, Limits{});
        if (!picture) continue;
        Labelled labelled{std::move(picture->shown), turn != 0, {}, {}};
        double scale = 1;
        if (megapixels > 0) {
            scale = std::sqrt(megapixels * 1e6 / (static_cast<double>(labelled.picture.width) * labelled.picture.height));
            labelled.picture = resampled(labelled.picture, {0, 0, labelled.picture.width, labelled.picture.height},
                                         static_cast<int>(std::lround(labelled.picture.width * scale)),
                                         static_cast<int>(std::lround(labelled.picture.height * scale)));
        }
        for (const auto& numbers : label.at("faces")) labelled.faces.push_back(box_from(numbers, static_cast<float>(scale)));
        for (const auto& numbers : label.at("ignore")) labelled.ignore.push_back(box_from(numbers, static_cast<float>(scale)));
        if (turn != 0) {
            TurnedView view = turned(labelled.picture, turn);
            for (Box& box : labelled.faces) box = turned_label(box, view);
            for (Box& box : labelled.ignore) box = turned_label(box, view);
            labelled.picture = std::move(view.raster);
        }
        pictures.push_back(std::move(labelled));
    }
    return pictures;
}

bool centre_within(const Box& inner, const Box& outer) {
    const float x = inner.x + inner.width / 2;
    const float y = inner.y + inner.height / 2;
    return x > outer.x && x < outer.x + outer.width && y > outer.y && y < outer.y + outer.height;
}

// 1 where they fit exactly, 0 where they are not the same face.
float fit(const Box& label, const Box& box, bool turned) {
    if (!turned) return overlap(label, box) >= 0.4F ? overlap(label, box) : 0;
    const float size = std::sqrt(label.width * label.height);
    const float ratio = std::sqrt(box.width * box.height) / size;
    const float distance = std::hypot(label.x + label.width / 2 - box.x - box.width / 2,
                                      label.y + label.height / 2 - box.y - box.height / 2) / size;
    return distance < 0.45F && ratio > 0.5F && ratio < 2 ? 1 - distance : 0;
}

std::size_t size_class(const Box& face) {
    const float size = std::min(face.width, face.height);
    return static_cast<std::size_t>(std::upper_bound(sizes.begin(), sizes.end(), size) - sizes.begin() - 1);
}

struct Tally {
    std::array<int, sizes.size()> faces{};
    std::array<int, sizes.size()> found{};
    int spurious = 0;
    int whole = 0;  // pictures in which every face was found
};

void count(const Labelled& labelled, const std::vector<DetectedFace>& seen, float score, Tally& tally) {
    std::vector<Box> wanted = labelled.faces;
    for (const Box& face : wanted) ++tally.faces[size_class(face)];
    for (const DetectedFace& face : seen) {
        if (face.score < score) continue;
        const auto best = std::max_element(wanted.begin(), wanted.end(), [&](const Box& a, const Box& b) {
            return fit(a, face.box, labelled.turned) < fit(b, face.box, labelled.turned);
        });
        if (best != wanted.end() && fit(*best, face.box, labelled.turned) > 0) {
            ++tally.found[size_class(*best)];
            wanted.erase(best);
        } else if (std::none_of(labelled.ignore.begin(), labelled.ignore.end(),
                                [&](const Box& region) { return centre_within(face.box, region); })) {
            ++tally.spurious;
        }
    }
    tally.whole += wanted.empty() ? 1 : 0;
}

double total(const std::array<int, sizes.size()>& counts, std::size_t from) {
    int sum = 0;
    for (std::size_t i = from; i < counts.size(); ++i) sum += counts[i];
    return sum;
}

void measure(Detector& detector, const std::vector<Labelled>& pictures) {
    std::array<Tally, scores.size()> tallies;
    double seconds = 0;
    double megapixels = 0;
    for (const Labelled& labelled : pictures) {
        const std::clock_t start = std::clock();
        const auto seen = detector.detect(labelled.picture);
        seconds += static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        megapixels += static_cast<double>(labelled.picture.width) * labelled.picture.height / 1e6;
        if (!seen) {
            std::printf("%s\n", seen.error().message.c_str());
            return;
        }
        for (std::size_t i = 0; i < scores.size(); ++i) count(labelled, *seen, scores[i], tallies[i]);
    }
    const auto number = static_cast<double>(pictures.size());
    std::printf("\n== %s: %zu pictures, %.1f megapixels on average, %.0f ms of processor time a picture, %.0f a megapixel\n",
                std::string(detector.id()).c_str(), pictures.size(), megapixels / number, seconds * 1000 / number,
                seconds * 1000 / megapixels);
    std::printf("  %6s %8s %10s %14s %16s\n", "score", "recall", "from 20 px", "false/picture", "pictures whole");
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const Tally& tally = tallies[i];
        std::printf("  %6.2f %8.4f %10.4f %14.2f %16.3f\n", static_cast<double>(scores[i]),
                    total(tally.found, 0) / total(tally.faces, 0), total(tally.found, 2) / total(tally.faces, 2),
                    tally.spurious / number, tally.whole / number);
    }
    std::printf("  as it is, by the smaller side of the face:\n");
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i)
        if (tallies[0].faces[i] > 0)
            std::printf("  from %3.0f px: %4d faces, recall %.3f\n", static_cast<double>(sizes[i]), tallies[0].faces[i],
                        static_cast<double>(tallies[0].found[i]) / tallies[0].faces[i]);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    Wanted wanted;
    for (int i = 3; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        if (option == "--megapixels") wanted.megapixels = std::atof(argv[i + 1]);
        if (option == "--turn") wanted.turn = std::atof(argv[i + 1]);
        if (option == "--only") wanted.only = argv[i + 1];
    }
    if (argc < 3 || argc % 2 == 0) {
        std::fprintf(stderr, "usage: detection DATA MODELS [--megapixels N] [--turn DEGREES] [--only ID]\n");
        return 64;
    }
    const Result<ModelStore> store = ModelStore::open(argv[2]);
    const std::vector<Labelled> pictures = read_pictures(argv[1], wanted.megapixels, wanted.turn);
    if (pictures.empty() || !store) {
        std::fprintf(stderr, "no pictures in %s, or no models\n", argv[1]);
        return 65;
    }
    for (const ModelSpec& spec : store->specs()) {
        if (spec.task != ModelTask::detect || (!wanted.only.empty() && wanted.only != spec.id)) continue;
        auto detector = make_detector(*store, spec.id);
        if (detector)
            measure(**detector, pictures);
        else
            std::printf("\n== %s: not measured. %s\n", spec.id.c_str(), detector.error().message.c_str());
    }
    auto hog = make_hog_detector();
    if (hog && (wanted.only.empty() || wanted.only == "dlib_hog")) measure(**hog, pictures);
    return 0;
}
