// SPDX-License-Identifier: Apache-2.0
//
// How well the recognition models tell people apart, on labelled photographs of adults. Terms as in ISO/IEC 19795-1.
//
//     recognition DATA MODELS [MODEL...]
//
// DATA holds lfw.tsv (file, identity) and the photographs it names; MODELS holds the weights. For each embedder whose
// file is there: the impostor table for the manifest, what several reference photos are worth, comparisons of all pairs (FMR,
// FNMR), open-set identification with one reference photo a member (FPIR, FNIR), and what the look-alike margin does.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <consent/detector.hpp>
#include <consent/embedder.hpp>
#include <consent/models.hpp>

#include "image/decode.hpp"
#include "recognition_templates.hpp"

using namespace consent;

namespace {

struct Photo {
    std::filesystem::path path;
    int person = 0;
};

struct Sample {
    int person = 0;
    std::vector<float> vector;
};

using Similarities = std::vector<float>;  // sorted

double share_at_or_above(const Similarities& sorted, float threshold) {
    if (sorted.empty()) return 0;
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), threshold);
    return static_cast<double>(std::distance(first, sorted.end())) / static_cast<double>(sorted.size());
}

// The lowest threshold at which no more than `share` of the similarities stay at or above it.
float threshold_for(const Similarities& sorted, double share) {
    const auto allowed = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
    return allowed >= sorted.size() ? -1.0F : std::nextafter(sorted[sorted.size() - 1 - allowed], 2.0F);
}

float similarity(const Sample& a, const Sample& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.vector.size(); ++i)
        sum += static_cast<double>(a.vector[i]) * static_cast<double>(b.vector[i]);
    return static_cast<float>(sum);
}

std::vector<Photo> read_list(const std::filesystem::path& data) {
    std::ifstream stream(data / "lfw.tsv");
    std::map<std::string, int> numbers;
    std::vector<Photo> photos;
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        const std::size_t tab = line.find('\t');
        const auto number = numbers.try_emplace(line.substr(tab + 1), static_cast<int>(numbers.size())).first->second;
        photos.push_back({data / line.substr(0, tab), number});
    }
    return photos;
}

std::optional<Raster> read_picture(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(stream), {}};
    Result<Picture> picture = decode(bytes, Limits{});
    if (!picture) return std::nullopt;
    return std::move(picture->shown);
}

// The photographs are centred on the person they are labelled with.
std::optional<DetectedFace> central_face(Detector& detector, const Raster& picture) {
    const auto faces = detector.detect(picture);
    if (!faces || faces->empty()) return std::nullopt;
    const auto off_centre = [&](const DetectedFace& face) {
        return std::hypot(face.box.x + (face.box.width - static_cast<float>(picture.width)) / 2,
                          face.box.y + (face.box.height - static_cast<float>(picture.height)) / 2);
    };
    return *std::min_element(faces->begin(), faces->end(), [&](const DetectedFace& a, const DetectedFace& b) {
        return off_centre(a) < off_centre(b);
    });
}

std::optional<Sample> sample_of(Detector& detector, Embedder& embedder, const Raster& picture, int person) {
    const auto face = central_face(detector, picture);
    if (!face) return std::nullopt;
    Result<EmbeddedFace> embedded = embedder.embed(picture, *face);
    if (!embedded) return std::nullopt;
    return Sample{person, std::move(embedded->embedding.values)};
}

// Members have several photographs, strangers one. The n-th photograph of each member is the reference in the n-th round.
struct Roster {
    std::vector<std::vector<Sample>> members;
    std::vector<Sample> strangers;
};

Roster roster_of(std::vector<Sample> samples) {
    std::map<int, std::vector<Sample>> people;
    for (Sample& sample : samples) people[sample.person].push_back(std::move(sample));
    Roster roster;
    for (auto& [person, of_person] : people) {
        if (of_person.size() >= 4)
            roster.members.push_back(std::move(of_person));
        else
            std::move(of_person.begin(), of_person.end(), std::back_inserter(roster.strangers));
    }
    return roster;
}

void print_pairs(const Roster& roster) {
    std::vector<const Sample*> all;
    for (const auto& member : roster.members)
        for (const Sample& sample : member) all.push_back(&sample);
    for (const Sample& sample : roster.strangers) all.push_back(&sample);
    Similarities genuine;
    Similarities impostor;
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            (all[i]->person == all[j]->person ? genuine : impostor).push_back(similarity(*all[i], *all[j]));
    std::sort(genuine.begin(), genuine.end());
    std::sort(impostor.begin(), impostor.end());
    std::printf("\nAll pairs: %zu genuine, %zu impostor comparisons\n", genuine.size(), impostor.size());
    std::printf("  %10s %10s %10s\n", "FMR", "threshold", "FNMR");
    for (const double rate : {1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6}) {
        const float threshold = threshold_for(impostor, rate);
        std::printf("  %10.6f %10.5f %10.4f\n", rate, static_cast<double>(threshold), 1 - share_at_or_above(genuine, threshold));
    }
}

struct Probe {
    float mate = -1;   // similarity to the person's own reference; -1: a stranger
    float other = -1;  // best similarity to anybody else's
};

Probe probe(const Sample& sample, const std::vector<std::vector<Sample>>& members, std::size_t round) {
    Probe result;
    for (const auto& member : members) {
        const Sample& reference = member[round % member.size()];
        float& best = reference.person == sample.person ? result.mate : result.other;
        best = std::max(best, similarity(sample, reference));
    }
    return result;
}

constexpr std::size_t rounds = 4;

struct OpenSet {
    std::vector<Probe> members;
    std::vector<Probe> strangers;
};

OpenSet identify(const Roster& roster) {
    OpenSet set;
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const auto& member : roster.members)
            for (std::size_t i = 0; i < member.size(); ++i)
                if (i != round % member.size()) set.members.push_back(probe(member[i], roster.members, round));
        for (const Sample& stranger : roster.strangers) set.strangers.push_back(probe(stranger, roster.members, round));
    }
    return set;
}

template <typename Condition>
double share(const std::vector<Probe>& probes, Condition condition) {
    if (probes.empty()) return 0;
    return static_cast<double>(std::count_if(probes.begin(), probes.end(), condition)) / static_cast<double>(probes.size());
}

void print_open_set_row(const OpenSet& set, float threshold, const Similarities& single) {
    const double missed = share(set.members, [&](const Probe& p) { return p.mate < threshold; });
    const double mistaken = share(set.members, [&](const Probe& p) { return p.other >= threshold && p.other > p.mate; });
    const double right = share(set.members, [&](const Probe& p) { return p.mate >= threshold && p.mate > p.other; });
    const double false_positive = share(set.strangers, [&](const Probe& p) { return p.other >= threshold; });
    std::printf("  %9.5f %9.4f %9.4f %9.4f %9.5f %9.6f\n", static_cast<double>(threshold), right, missed, mistaken, false_positive,
                share_at_or_above(single, threshold));
}

void print_open_set(const Roster& roster, const OpenSet& set, const Thresholds& thresholds) {
    // One comparison: strangers against single references, for lists shorter than the whole register.
    Similarities single;
    Similarities best;
    for (const Sample& stranger : roster.strangers)
        for (const auto& member : roster.members) single.push_back(similarity(stranger, member.front()));
    for (const Probe& p : set.strangers) best.push_back(p.other);
    std::sort(single.begin(), single.end());
    std::sort(best.begin(), best.end());

    std::printf("\nOpen set: %zu members with one reference each, %zu rounds, %zu member probes, %zu stranger probes\n",
                roster.members.size(), rounds, set.members.size(), set.strangers.size());
    std::printf("  %9s %9s %9s %9s %9s %9s\n", "threshold", "right", "missed", "mistaken", "FPIR", "FMR");
    const float lowest = threshold_for(best, 0.9);
    const float highest = threshold_for(best, 0.0002);
    constexpr int steps = 24;
    for (int i = 0; i <= steps; ++i)
        print_open_set_row(set, lowest + (highest - lowest) * static_cast<float>(i) / steps, single);

    std::printf("\n  clear: the lowest threshold with an FPIR of at most\n");
    for (const double rate : {0.01, 0.003, 0.001, 0.0005, 0.0002}) {
        std::printf("  %7.4f:", rate);
        print_open_set_row(set, threshold_for(best, rate), single);
    }
    Similarities mates;
    for (const Probe& p : set.members) mates.push_back(p.mate);
    std::sort(mates.begin(), mates.end());
    std::printf("\n  deny: the highest threshold that misses at most this share of the people on a list\n");
    for (const double rate : {0.005, 0.01, 0.02, 0.03, 0.05}) {
        std::printf("  %7.4f:", rate);
        print_open_set_row(set, mates[static_cast<std::size_t>(rate * static_cast<double>(mates.size()))], single);
    }
    std::printf("\n  the manifest's clear and deny\n");
    for (const float threshold : {thresholds.clear, thresholds.deny}) {
        std::printf("          ");
        print_open_set_row(set, threshold, single);
    }
}

// A member who must not be shown is mistaken for one who may when another's similarity is at or above the clear threshold and
// beats the member's own by the margin, or the member's own is not even suspicious. The price: members sent to review.
void print_margins(const OpenSet& set, const Thresholds& thresholds) {
    std::printf("\nMargin, at clear %.4f and deny %.4f\n  %9s %12s %12s\n", static_cast<double>(thresholds.clear),
                static_cast<double>(thresholds.deny), "margin", "mistaken", "review");
    const float spread = std::max(0.0001F, thresholds.clear - thresholds.deny);
    for (const float part : {0.0F, 0.1F, 0.25F, 0.5F, 0.75F, 1.0F, 1.5F}) {
        const float margin = spread * part;
        const double mistaken = share(set.members, [&](const Probe& p) {
            return p.other >= thresholds.clear && (p.other - p.mate >= margin || p.mate < thresholds.deny);
        });
        const double review = share(set.members, [&](const Probe& p) {
            return p.mate >= thresholds.clear && p.mate > p.other && p.mate - p.other < margin;
        });
        std::printf("  %9.4f %12.6f %12.4f\n", static_cast<double>(margin), mistaken, review);
    }
}

void measure(Detector& detector, Embedder& embedder, const std::vector<Photo>& photos) {
    std::vector<Sample> samples;
    for (const Photo& photo : photos) {
        const auto picture = read_picture(photo.path);
        if (!picture) continue;
        if (auto sample = sample_of(detector, embedder, *picture, photo.person)) samples.push_back(std::move(*sample));
    }
    std::printf("\n== %s: %zu of %zu photographs with a face\n", embedder.info().model.c_str(), samples.size(), photos.size());
    const Roster roster = roster_of(std::move(samples));
    std::vector<bench::Photographs> people;
    for (const auto& member : roster.members) {
        people.emplace_back();
        for (const Sample& sample : member) people.back().push_back(sample.vector);
    }
    std::map<int, bench::Photographs> strangers;
    for (const Sample& sample : roster.strangers) strangers[sample.person].push_back(sample.vector);
    for (auto& [person, photographs] : strangers) people.push_back(std::move(photographs));
    bench::print_impostor_table(people, "Labeled Faces in the Wild, adults");
    bench::print_template_methods(people);
    bench::print_thresholds_in_force(people, embedder.info());
    std::fflush(stdout);
    const OpenSet set = identify(roster);
    print_pairs(roster);
    print_open_set(roster, set, embedder.info().thresholds);
    print_margins(set, embedder.info().thresholds);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: recognition DATA MODELS [MODEL...]\n");
        return 64;
    }
    const std::vector<Photo> photos = read_list(argv[1]);
    const Result<ModelStore> store = ModelStore::open(argv[2]);
    if (photos.empty() || !store) {
        std::fprintf(stderr, "no photographs in %s, or no models\n", argv[1]);
        return 65;
    }
    auto detector = make_detector(*store, "yunet_2023mar");
    if (!detector) {
        std::fprintf(stderr, "%s\n", detector.error().message.c_str());
        return 69;
    }
    std::vector<std::string> wanted(argv + 3, argv + argc);
    for (const ModelSpec& spec : store->specs()) {
        if (spec.task != ModelTask::embed) continue;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), spec.id) == wanted.end()) continue;
        auto embedder = make_embedder(*store, spec.id);
        if (embedder)
            measure(**detector, **embedder, photos);
        else
            std::printf("\n== %s: not measured. %s\n", spec.id.c_str(), embedder.error().message.c_str());
    }
    return 0;
}
