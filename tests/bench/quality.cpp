// SPDX-License-Identifier: Apache-2.0
//
// What R-07 rests on: how matching depends on each number of consent::Quality, and which spoilt photographs it holds back.
// Terms as in ISO/IEC 19795-1.
//
//     quality DATA MODELS [MODEL [EVERY]]
//
// DATA holds lfw.tsv with its photographs, and `groups` with pictures of which those named "masked" show people in masks;
// MODELS holds the weights. Each member's photograph is spoilt in known ways and compared with the mean of that person's
// others, as they are, and with everybody else's. EVERY: take only every so many-th photograph (default 1: all; an hour).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <consent/models.hpp>
#include <consent/policy.hpp>

#include "labelled_photos.hpp"
#include "photo_damage.hpp"
#include "policy/flaw.hpp"

using namespace consent;
using namespace consent::bench;

namespace {

using Vector = std::vector<float>;

constexpr std::size_t member_photos = 4;  // people with as many are members, the others strangers
constexpr int strangers_every = 5;

struct Reference {
    std::size_t photo = 0;
    Vector vector;
};

using References = std::map<int, std::vector<Reference>>;  // of each member

struct Probe {
    std::string_view kind;
    double amount = 0;
    bool member = false;
    Quality quality;
    float mate = -1;              // with the mean of the person's others
    double missed_by_single = 0;  // share of the person's others that, alone, would miss it at deny
    float other = -1;             // the best of everybody else
    double suspected = 0;         // share of everybody else at or above deny
    bool refused = false;         // by R-07
};

struct Lost {
    std::map<std::pair<std::string_view, double>, int> count;
};

Vector sum_of(const std::vector<Reference>& references, std::size_t without) {
    Vector sum;
    for (const Reference& one : references) {
        if (one.photo == without) continue;
        if (sum.empty()) sum.resize(one.vector.size());
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one.vector[i];
    }
    return sum;
}

float cosine(const Vector& a, const Vector& b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        dot += static_cast<double>(a[i]) * static_cast<double>(b[i]);
        aa += static_cast<double>(a[i]) * static_cast<double>(a[i]);
        bb += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    return static_cast<float>(dot / std::sqrt(aa * bb));
}

class Comparison {
public:
    Comparison(const References& references, const Thresholds& thresholds) : references_(references), thresholds_(thresholds) {
        for (const auto& [person, of_person] : references) means_[person] = sum_of(of_person, no_photo);
    }

    void compare(const Vector& vector, int person, std::size_t photo, Probe& probe) const {
        const auto own = references_.find(person);
        if (own != references_.end()) {
            const Vector others = sum_of(own->second, photo);
            if (!others.empty()) probe.mate = cosine(vector, others);
            int singles = 0;
            for (const Reference& one : own->second) {
                if (one.photo == photo) continue;
                ++singles;
                probe.missed_by_single += cosine(vector, one.vector) < thresholds_.deny ? 1 : 0;
            }
            probe.missed_by_single /= std::max(1, singles);
        }
        int compared = 0;
        for (const auto& mean : means_) {
            if (mean.first == person) continue;
            const float similarity = cosine(vector, mean.second);
            probe.other = std::max(probe.other, similarity);
            probe.suspected += similarity >= thresholds_.deny ? 1 : 0;
            ++compared;
        }
        probe.suspected /= std::max(1, compared);
    }

private:
    static constexpr std::size_t no_photo = static_cast<std::size_t>(-1);

    const References& references_;
    Thresholds thresholds_;
    std::map<int, Vector> means_;
};

using Probes = std::vector<const Probe*>;

double share(const Probes& probes, const std::function<bool(const Probe&)>& of) {
    const auto count = std::count_if(probes.begin(), probes.end(), [&](const Probe* p) { return of(*p); });
    return probes.empty() ? 0 : static_cast<double>(count) / static_cast<double>(probes.size());
}

Probes those(const std::vector<Probe>& probes, const std::function<bool(const Probe&)>& of) {
    Probes chosen;
    for (const Probe& probe : probes)
        if (of(probe)) chosen.push_back(&probe);
    return chosen;
}

struct Curve {
    const char* title;
    std::vector<std::string_view> kinds;  // besides photographs as they are
    std::function<float(const Quality&)> number;
    std::vector<float> edges;
};

std::vector<Curve> curves() {
    return {
        {"width_px", {"size"}, [](const Quality& q) { return q.width_px; }, {16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 48, 60, 200}},
        {"sharpness, blurred", {"blur"}, [](const Quality& q) { return q.sharpness; }, {4, 5, 6, 6.5F, 7, 7.5F, 8, 9, 10, 12, 15, 20, 40}},
        {"sharpness, smeared", {"motion"}, [](const Quality& q) { return q.sharpness; }, {3, 4, 5, 6, 6.5F, 7, 7.5F, 8, 9, 10, 12, 15, 20, 40}},
        {"sharpness, grainy", {"noise"}, [](const Quality& q) { return q.sharpness; }, {10, 20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 80, 200}},
        {"contrast", {"dark", "haze"}, [](const Quality& q) { return q.contrast; }, {3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 127}},
        {"blown", {"bright"}, [](const Quality& q) { return q.blown; }, {0, 0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.7F, 0.8F, 1.1F}},
        {"outside", {"cut_left", "cut_top", "cut_bottom"}, [](const Quality& q) { return q.outside; },
         {0, 0.01F, 0.05F, 0.1F, 0.15F, 0.2F, 0.25F, 0.3F, 0.4F, 1.1F}},
        {"eyes", {"glasses", "side"}, [](const Quality& q) { return q.eyes; }, {0, 0.02F, 0.05F, 0.08F, 0.1F, 0.12F, 0.15F, 0.2F, 0.3F, 2}},
        {"mouth", {"mask"}, [](const Quality& q) { return q.mouth; }, {0, 0.02F, 0.05F, 0.08F, 0.11F, 0.15F, 0.2F, 0.3F, 2}},
        {"yaw", {}, [](const Quality& q) { return q.yaw; }, {0, 0.15F, 0.3F, 0.45F, 0.6F, 0.75F, 0.9F, 3}},
        {"pitch", {}, [](const Quality& q) { return q.pitch; }, {-1, -0.1F, -0.05F, 0, 0.05F, 0.1F, 1}},
    };
}

void print_curve(const std::vector<Probe>& probes, const Curve& curve, const Thresholds& thresholds) {
    std::printf("\n%s\n  %7s %7s %6s %8s %8s %8s %10s\n", curve.title, "from", "to", "probes", "right", "missed", "by one", "suspected");
    for (std::size_t i = 0; i + 1 < curve.edges.size(); ++i) {
        const Probes within = those(probes, [&](const Probe& p) {
            const float value = curve.number(p.quality);
            const bool of_kind = p.kind == "none" || std::find(curve.kinds.begin(), curve.kinds.end(), p.kind) != curve.kinds.end();
            return p.member && of_kind && value >= curve.edges[i] && value < curve.edges[i + 1];
        });
        if (within.size() < 8) continue;
        double by_single = 0;
        double suspected = 0;
        for (const Probe* p : within) {
            by_single += p->missed_by_single / static_cast<double>(within.size());
            suspected += p->suspected / static_cast<double>(within.size());
        }
        std::printf("  %7.2f %7.2f %6zu %8.4f %8.4f %8.4f %10.5f\n", static_cast<double>(curve.edges[i]),
                    static_cast<double>(curve.edges[i + 1]), within.size(),
                    share(within, [&](const Probe& p) { return p.mate >= thresholds.clear && p.mate > p.other; }),
                    share(within, [&](const Probe& p) { return p.mate < thresholds.deny; }), by_single, suspected);
    }
}

void print_damages(const std::vector<Probe>& probes, Lost& lost, const Thresholds& thresholds) {
    std::printf("\nEach damage: faces lost by the detector, right at clear, missed at deny, taken for somebody else; what R-07 lets\n"
                "through, and how many of those are missed and mistaken\n");
    std::printf("  %-11s %6s %6s %6s %8s %8s %8s %8s %8s %8s %8s\n", "damage", "amount", "probes", "lost", "right", "missed", "mistaken",
                "FPIR", "passed", "missed", "mistaken");
    for (const DamageKind& kind : damage_kinds())
        for (const double amount : kind.amounts) {
            const auto here = [&](const Probe& p) { return p.kind == kind.kind && std::abs(p.amount - amount) < 1e-9; };
            const Probes members = those(probes, [&](const Probe& p) { return p.member && here(p); });
            const Probes strangers = those(probes, [&](const Probe& p) { return !p.member && here(p); });
            const Probes passed = those(probes, [&](const Probe& p) { return p.member && here(p) && !p.refused; });
            if (members.empty()) continue;
            const auto missed = [&](const Probe& p) { return p.mate < thresholds.deny; };
            const auto mistaken = [&](const Probe& p) { return p.other >= thresholds.clear && p.other > p.mate; };
            std::printf("  %-11s %6.2f %6zu %6d %8.4f %8.4f %8.4f %8.4f %8.4f %8.4f %8.4f\n", std::string(kind.kind).c_str(), amount,
                        members.size(), lost.count[{kind.kind, amount}],
                        share(members, [&](const Probe& p) { return p.mate >= thresholds.clear && p.mate > p.other; }),
                        share(members, missed),
                        share(members, mistaken),
                        share(strangers, [&](const Probe& p) { return p.other >= thresholds.clear; }),
                        static_cast<double>(passed.size()) / static_cast<double>(members.size()), share(passed, missed),
                        share(passed, mistaken));
        }
}

// Whether R-07 refuses darker faces more often: light as much as skin, for the data has no better label.
void print_by_brightness(const std::vector<Probe>& probes) {
    Probes plain = those(probes, [](const Probe& p) { return p.member && p.kind == "none"; });
    std::sort(plain.begin(), plain.end(),
              [](const Probe* a, const Probe* b) { return a->quality.brightness < b->quality.brightness; });
    std::printf("\nRefused by R-07 as they are, by quarter of brightness, darkest first:");
    for (std::size_t quarter = 0; quarter < 4; ++quarter) {
        const auto from = plain.begin() + static_cast<std::ptrdiff_t>(plain.size() * quarter / 4);
        const auto to = plain.begin() + static_cast<std::ptrdiff_t>(plain.size() * (quarter + 1) / 4);
        std::printf(" %.3f", share(Probes(from, to), [](const Probe& p) { return p.refused; }));
    }
    std::printf("\n");
}

// Where the face must lie once the damage is done.
Point expected_place(const DetectedFace& face, const Raster& before, const Raster& after, const Damage& damage) {
    Point place = middle_of(face.box);
    if (damage.kind == "size") {
        place.x *= static_cast<float>(damage.amount);
        place.y *= static_cast<float>(damage.amount);
    }
    if (damage.kind == "cut_left") place.x -= static_cast<float>(before.width - after.width);
    if (damage.kind == "cut_top") place.y -= static_cast<float>(before.height - after.height);
    return place;
}

void print_masks(Detector& detector, Embedder& embedder, const std::filesystem::path& folder, const Policy& policy) {
    std::map<bool, std::vector<float>> mouths;
    if (!std::filesystem::exists(folder)) return;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto picture = read_picture(entry.path());
        if (!picture) continue;
        const auto faces = detector.detect(*picture);
        if (!faces) continue;
        for (const DetectedFace& face : *faces) {
            if (!face.landmarks || std::min(face.box.width, face.box.height) < 40) continue;
            const auto seen = embedder.embed(*picture, face);
            if (seen) mouths[entry.path().filename().string().find("masked") != std::string::npos].push_back(seen->quality.mouth);
        }
    }
    std::printf("\nGroup pictures, faces from 40 px: mouth below %.2f\n", static_cast<double>(policy.match_mouth));
    for (const auto& [masked, values] : mouths) {
        const auto below = std::count_if(values.begin(), values.end(), [&](float value) { return value < policy.match_mouth; });
        std::printf("  %-28s %4zu faces, %ld below\n", masked ? "pictures of people in masks" : "other pictures", values.size(),
                    static_cast<long>(below));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: quality DATA MODELS [MODEL [EVERY]]\n");
        return 64;
    }
    const std::vector<LabelledPhoto> photos = read_labels(argv[1]);
    const Result<ModelStore> store = ModelStore::open(argv[2]);
    const std::size_t every = argc > 4 ? static_cast<std::size_t>(std::max(1, std::atoi(argv[4]))) : 1;
    if (photos.empty() || !store) {
        std::fprintf(stderr, "no photographs in %s, or no models\n", argv[1]);
        return 65;
    }
    auto detector = make_detector(*store, "yunet_2023mar");
    auto embedder = make_embedder(*store, argc > 3 ? argv[3] : "mobilefacenet");
    if (!detector || !embedder) {
        std::fprintf(stderr, "%s\n", (!detector ? detector.error() : embedder.error()).message.c_str());
        return 69;
    }
    const Thresholds& thresholds = (*embedder)->info().thresholds;
    const Policy policy;

    std::map<int, std::size_t> photos_of;
    for (const LabelledPhoto& photo : photos) ++photos_of[photo.person];
    References references;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        if (photos_of[photos[i].person] < member_photos) continue;
        const auto picture = read_picture(photos[i].path);
        if (!picture) continue;
        const Point middle{static_cast<float>(picture->width) / 2, static_cast<float>(picture->height) / 2};
        const auto face = face_nearest(**detector, *picture, middle);
        if (!face) continue;
        auto seen = (*embedder)->embed(*picture, *face);
        if (seen) references[photos[i].person].push_back({i, std::move(seen->embedding.values)});
    }

    const Comparison comparison(references, thresholds);
    std::vector<Probe> probes;
    Lost lost;
    int strangers = 0;
    std::size_t members = 0;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        const bool member = photos_of[photos[i].person] >= member_photos;
        if (member ? members++ % every != 0 : strangers++ % (strangers_every * static_cast<int>(every)) != 0) continue;
        const auto picture = read_picture(photos[i].path);
        if (!picture) continue;
        const Point middle{static_cast<float>(picture->width) / 2, static_cast<float>(picture->height) / 2};
        const auto whole = face_nearest(**detector, *picture, middle);
        if (!whole) continue;
        for (const DamageKind& kind : damage_kinds())
            for (const double amount : kind.amounts) {
                const Damage damage{kind.kind, amount};
                const Raster spoilt = damaged(*picture, *whole, damage);
                const Point place = expected_place(*whole, *picture, spoilt, damage);
                const auto face = face_nearest(**detector, spoilt, place);
                const float far = whole->box.width * 0.6F;
                if (!face || std::hypot(middle_of(face->box).x - place.x, middle_of(face->box).y - place.y) > far) {
                    lost.count[{kind.kind, amount}] += member ? 1 : 0;
                    continue;
                }
                const auto seen = (*embedder)->embed(spoilt, *face);
                if (!seen) continue;
                Probe probe;
                probe.kind = kind.kind;
                probe.amount = amount;
                probe.member = member;
                probe.quality = seen->quality;
                probe.refused = flaw_of(seen->quality, policy) != nullptr;
                comparison.compare(seen->embedding.values, photos[i].person, i, probe);
                if (member && probe.mate <= -1) continue;
                probes.push_back(probe);
            }
    }
    std::printf("%s at clear %.3f and deny %.3f, %zu members\n", argc > 3 ? argv[3] : "mobilefacenet",
                static_cast<double>(thresholds.clear), static_cast<double>(thresholds.deny), references.size());
    print_damages(probes, lost, thresholds);
    print_by_brightness(probes);
    std::printf("\nMatching against each number. missed: at deny, by the mean of the person's others; by one: by one reference alone;\n"
                "suspected: by one person who is somebody else\n");
    for (const Curve& curve : curves()) print_curve(probes, curve, thresholds);
    print_masks(**detector, **embedder, std::filesystem::path(argv[1]) / "groups", policy);
    return 0;
}
