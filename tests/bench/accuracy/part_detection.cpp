// SPDX-License-Identifier: Apache-2.0
//
// Faces found: by the detector alone, and by all that the gate looks with (every way up, the safety net), which decides.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include <consent/open.hpp>

#include "backdrops.hpp"
#include "base/resample.hpp"
#include "camera.hpp"
#include "detection_tally.hpp"
#include "draws.hpp"
#include "embed/quality.hpp"
#include "gate/look.hpp"
#include "heads.hpp"
#include "options.hpp"
#include "photos.hpp"
#include "plot.hpp"
#include "table.hpp"

namespace consent::accuracy {

namespace {

struct Labelled {
    Raster picture;
    std::vector<LabelledFace> faces;
    std::vector<Box> ignore;
};

struct Both {
    DetectionTally alone;
    DetectionTally gate;
};

struct Eyesight {
    Parts parts;
    bool failed = false;

    void look_at(const Labelled& labelled, Both& both) {
        std::vector<SeenBox> seen;
        const auto faces = parts.detector->detect(labelled.picture);
        failed = failed || !faces;
        if (faces)
            for (const DetectedFace& face : *faces) seen.push_back({face.box, face.score});
        both.alone.add(labelled.faces, labelled.ignore, std::move(seen));

        seen.clear();
        const Eyes eyes{*parts.detector, parts.safety_net.get(), nullptr, nullptr, {}};
        const auto looked = look({labelled.picture, {}, {}}, eyes, counted_px, Limits{});
        failed = failed || !looked;
        if (looked)
            for (const FaceEvidence& face : *looked) seen.push_back({face.box, face.score});
        both.gate.add(labelled.faces, labelled.ignore, std::move(seen));
    }
};

// The turn of the head, from the detector's own points in a crop in which the face is of middling size. Below 0: no face there.
float yaw_seen(const Raster& picture, const Box& face, Detector& detector) {
    constexpr float face_px = 90;
    constexpr int crop_px = 256;
    const double scale = static_cast<double>(std::max(face.width, face.height)) / static_cast<double>(face_px);
    const Similarity to_picture{scale, 0, static_cast<double>(face.x + face.width / 2) - scale * crop_px / 2,
                                static_cast<double>(face.y + face.height / 2) - scale * crop_px / 2};
    const auto seen = detector.detect(warped(picture, to_picture, crop_px, crop_px));
    if (!seen) return -1;
    for (const DetectedFace& one : *seen) {
        const float x = one.box.x + one.box.width / 2 - crop_px / 2.0F;
        const float y = one.box.y + one.box.height / 2 - crop_px / 2.0F;
        if (one.landmarks && std::hypot(x, y) < face_px / 3) return yaw_of(*one.landmarks);
    }
    return -1;
}

std::vector<Labelled> labelled_groups(std::vector<GroupPicture> groups, Detector& detector) {
    std::vector<Labelled> pictures;
    for (GroupPicture& group : groups) {
        Labelled labelled{std::move(group.picture), {}, std::move(group.ignore)};
        for (const Box& face : group.faces)
            labelled.faces.push_back(
                {face, std::min(face.width, face.height), yaw_seen(labelled.picture, face, detector), group.masked});
        pictures.push_back(std::move(labelled));
    }
    return pictures;
}

Labelled turned_by(const Labelled& labelled, float degrees) {
    Labelled out{turned(labelled.picture, degrees), {}, {}};
    for (LabelledFace face : labelled.faces) {
        face.box = turned(face.box, labelled.picture, out.picture, degrees);
        out.faces.push_back(face);
    }
    for (const Box& region : labelled.ignore)
        out.ignore.push_back(turned(region, labelled.picture, out.picture, degrees));
    return out;
}

// One large face, or three beside each other, in a frame of that size.
std::optional<Labelled> large_faces(int width, int height, int number, const People& people,
                                    const std::vector<Raster>& backdrops, Detector& detector,
                                    demo::RandomSource& random) {
    Labelled labelled{cut_from(choose_backdrop(backdrops, width, height, random), width, height, random), {}, {}};
    const int count = number % 3 == 0 ? 1 : 3;
    const float strip = static_cast<float>(width) / static_cast<float>(count);
    for (int i = 0; i < count; ++i) {
        std::optional<Head> head;
        while (!head) {
            const auto& photos = people.photos[random.below(people.photos.size())];
            head = read_head(photos[random.below(photos.size())], detector);
        }
        // At most 80 % of the picture's height, and a head within its strip.
        const float narrow = std::min(head->face.width, head->face.height);
        const float most = std::min(0.8F * static_cast<float>(height) * narrow / head->face.height,
                                    strip * narrow / (2 * head_half_width * head->face.width));
        const float px = std::exp(random.uniform(std::log(300.0F), std::log(most)));
        const Point centre{strip * (static_cast<float>(i) + 0.5F),
                           static_cast<float>(height) * random.uniform(0.45F, 0.55F)};
        labelled.faces.push_back({paste(*head, {centre, px, random.around(0, 7)}, labelled.picture), px, -1, false});
    }
    add_noise(labelled.picture, 2, random);
    return labelled;
}

struct Report {
    Table conditions{"detection_conditions",
                     "Faces from 20 px found (95 %: Wilson), by the detector alone and by the gate's whole look",
                     {"pictures", "faces", "alone", "95 %", "false/picture", "gate", "95 %", "with any box",
                      "false/picture", "all found in", "95 %"}};
    Table classes{"detection_classes",
                  "Group pictures as they are: faces found by kind of face (pose: the detector's own points in an "
                  "enlarged crop)",
                  {"faces", "number", "alone", "95 %", "gate", "95 %"}};

    void condition(const std::string& name, const Both& both) {
        const auto pictures = static_cast<double>(std::max(1L, both.gate.pictures.trials));
        conditions.row(
            {name, number(both.gate.counted.trials), share(both.alone.counted.share()),
             range(wilson(both.alone.counted)), number(static_cast<double>(both.alone.false_boxes) / pictures, 2),
             share(both.gate.counted.share()), range(wilson(both.gate.counted)), share(both.gate.touched.share()),
             number(static_cast<double>(both.gate.false_boxes) / pictures, 2), share(both.gate.pictures.share()),
             range(wilson(both.gate.pictures))});
        std::printf("  %s\n", name.c_str());
        std::fflush(stdout);
    }

    void of_class(const std::string& name, const Count& alone, const Count& gate) {
        if (gate.trials > 0)
            classes.row({name, number(gate.trials), share(alone.share()), range(wilson(alone)), share(gate.share()),
                         range(wilson(gate))});
    }

    void of_classes(const Both& both) {
        for (std::size_t i = 0; i < size_classes.size(); ++i)
            of_class("from " + number(static_cast<long>(size_classes[i])) + " px", both.alone.by_size[i],
                     both.gate.by_size[i]);
        for (std::size_t i = 0; i < yaw_classes.size(); ++i)
            of_class("turned (yaw) from " + number(static_cast<double>(yaw_classes[i]), 1), both.alone.by_yaw[i],
                     both.gate.by_yaw[i]);
        of_class("turn not known", both.alone.by_yaw.back(), both.gate.by_yaw.back());
        of_class("without a mask", both.alone.by_mask[0], both.gate.by_mask[0]);
        of_class("in pictures of people in masks", both.alone.by_mask[1], both.gate.by_mask[1]);
    }
};

Plot size_plot(const Both& both) {
    Plot plot;
    plot.title = "Faces found, by size";
    plot.note = "Group pictures; bars: 95 % intervals (Wilson)";
    plot.x = {"smaller side of the face, px", 10, 640, true, {16, 20, 28, 40, 80, 160, 320, 640}};
    plot.y = {"share found", 0.5, 1, false, {}};
    plot.series = {{"detector alone", {}, true}, {"gate", {}, true}};
    for (std::size_t i = 0; i < size_classes.size(); ++i) {
        const double low = std::max(10.0, static_cast<double>(size_classes[i]));
        const double high = i + 1 < size_classes.size() ? static_cast<double>(size_classes[i + 1]) : 640;
        const double middle = std::sqrt(low * high);
        // The second beside the first, so that their bars can be told apart.
        if (both.alone.by_size[i].trials > 0)
            plot.series[0].points.push_back(
                {middle * 0.98, both.alone.by_size[i].share(), wilson(both.alone.by_size[i])});
        if (both.gate.by_size[i].trials > 0)
            plot.series[1].points.push_back(
                {middle * 1.02, both.gate.by_size[i].share(), wilson(both.gate.by_size[i])});
    }
    return plot;
}

bool measure(const Options& options, Eyesight& sight, const std::vector<Labelled>& groups, const People& people,
             const std::vector<Raster>& backdrops) {
    Report report;
    const auto each = [&](const std::string& name, const std::function<Labelled(const Labelled&)>& change) {
        Both both;
        for (const Labelled& labelled : groups) sight.look_at(change(labelled), both);
        report.condition(name, both);
        return both;
    };
    Plot turning;
    turning.title = "Faces found, by how far the picture is turned";
    turning.note = "Group pictures, faces from 20 px; bars: 95 % intervals (Wilson)";
    turning.x = {"degrees clockwise", 0, 270, false, {0, 15, 30, 45, 90, 135, 180, 270}};
    turning.y = {"share found", 0, 1, false, {}};
    turning.series = {{"detector alone", {}, true}, {"gate", {}, true}};
    std::string size_svg;
    for (const float degrees : {0.0F, 15.0F, 30.0F, 45.0F, 90.0F, 135.0F, 180.0F, 270.0F}) {
        const Both both = each(degrees == 0 ? "as they are" : "turned " + number(static_cast<long>(degrees)),
                               [&](const Labelled& labelled) { return turned_by(labelled, degrees); });
        if (degrees == 0) {
            report.of_classes(both);
            size_svg = to_svg(size_plot(both));
        }
        turning.series[0].points.push_back(
            {static_cast<double>(degrees), both.alone.counted.share(), wilson(both.alone.counted)});
        turning.series[1].points.push_back(
            {static_cast<double>(degrees), both.gate.counted.share(), wilson(both.gate.counted)});
    }
    demo::RandomSource random(seed_of(options.seed, 11, 0));
    const auto changed = [&](const std::string& name, const std::function<void(Raster&)>& change) {
        each(name, [&](const Labelled& labelled) {
            Labelled copy = labelled;
            change(copy.picture);
            return copy;
        });
    };
    changed("dark, noisy", [&](Raster& picture) { darken(picture, 0.12F), add_noise(picture, 3, random); });
    changed("overexposed", [](Raster& picture) { overexpose(picture, 1.7F); });
    changed("grey", turn_grey);
    changed("like infrared", [&](Raster& picture) {
        turn_infrared(picture), blur_slightly(picture, 0.7F), add_noise(picture, 5, random);
    });

    const auto large = [&](const std::string& name, int width, int height, int count) {
        Both both;
        for (int i = 0; i < count && !people.photos.empty() && !backdrops.empty(); ++i)
            if (const auto labelled = large_faces(width, height, i, people, backdrops, *sight.parts.detector, random))
                sight.look_at(*labelled, both);
        report.condition(name, both);
    };
    large("12 MP, faces from 300 px", 4000, 3000, 15);
    large("24 MP, faces from 300 px", 6000, 4000, 9);

    bool good = report.conditions.put(options.out);
    good = report.classes.put(options.out) && good;
    good = write_file(options.out / "detection_size.svg", size_svg) && good;
    return write_file(options.out / "detection_rotation.svg", to_svg(turning)) && good;
}

}  // namespace

bool measure_detection(const Options& options) {
    Setup setup = options.setup();
    setup.embedder = "none";
    auto parts = open_parts(setup);
    auto groups = read_groups(options.data);
    if (!parts || groups.empty()) {
        std::fprintf(stderr, "%s\n", parts ? "no group pictures" : parts.error().message.c_str());
        return false;
    }
    std::printf("\n== Detection: %zu group pictures, %s%s%s\n", groups.size(),
                std::string(parts->detector->id()).c_str(), parts->safety_net ? " and " : "",
                parts->safety_net ? std::string(parts->safety_net->id()).c_str() : "");
    demo::RandomSource random(seed_of(options.seed, 12, 0));
    std::vector<Raster> backdrops = empty_regions(groups, random);
    for (Raster& drawn : drawn_backdrops(3, random)) backdrops.push_back(std::move(drawn));
    Eyesight sight{*std::move(parts)};
    const std::vector<Labelled> labelled = labelled_groups(std::move(groups), *sight.parts.detector);
    const bool good = measure(options, sight, labelled, read_people(options.data), backdrops);
    if (sight.failed) std::fprintf(stderr, "a detector failed on a picture\n");
    return good && !sight.failed;
}

}  // namespace consent::accuracy
