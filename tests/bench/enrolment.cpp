// SPDX-License-Identifier: Apache-2.0
//
// What reference photos are worth: mirrored or not, and how far a person's photos are alike. Terms as in ISO/IEC 19795-1.
//
//     enrolment DATA MODELS [MODEL]
//
// DATA holds lfw.tsv with its photographs, MODELS the weights. People with four photographs and more are members.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <consent/models.hpp>

#include "labelled_photos.hpp"

using namespace consent;
using namespace consent::bench;

namespace {

using Vector = std::vector<float>;

struct Sample {
    Vector plain;     // embed()
    Vector mirrored;  // embed_reference()
};

using Kind = Vector Sample::*;

struct People {
    std::vector<std::vector<Sample>> members;
    std::vector<Sample> strangers;
};

constexpr std::size_t rounds = 4;

Vector mean_of(const std::vector<Vector>& vectors) {
    Vector sum(vectors.front().size());
    double squares = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        for (const Vector& one : vectors) sum[i] += one[i];
        squares += static_cast<double>(sum[i]) * static_cast<double>(sum[i]);
    }
    for (float& value : sum) value /= static_cast<float>(std::sqrt(squares));
    return sum;
}

double cosine(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

People read_people(const std::vector<LabelledPhoto>& photos, Detector& detector, Embedder& embedder) {
    std::map<int, std::vector<Sample>> by_person;
    for (const LabelledPhoto& photo : photos) {
        const auto picture = read_picture(photo.path);
        if (!picture) continue;
        const Point middle{static_cast<float>(picture->width) / 2, static_cast<float>(picture->height) / 2};
        const auto face = face_nearest(detector, *picture, middle);
        if (!face) continue;
        auto plain = embedder.embed(*picture, *face);
        auto mirrored = embedder.embed_reference(*picture, *face);
        if (plain && mirrored)
            by_person[photo.person].push_back({std::move(plain->embedding.values), std::move(mirrored->embedding.values)});
    }
    People people;
    for (auto& [person, samples] : by_person) {
        if (samples.size() >= 4)
            people.members.push_back(std::move(samples));
        else
            std::move(samples.begin(), samples.end(), std::back_inserter(people.strangers));
    }
    return people;
}

// FNIR at an FPIR, over `rounds` choices of the references.
void print_mirrors(const People& people, std::size_t references, Kind reference, Kind probe, const char* what) {
    std::vector<double> strangers;
    std::vector<std::pair<double, double>> members;  // own, best other
    for (std::size_t round = 0; round < rounds; ++round) {
        std::vector<Vector> gallery;
        for (const auto& samples : people.members) {
            std::vector<Vector> chosen;
            for (std::size_t i = 0; i < references; ++i) chosen.push_back(samples[(round + i) % samples.size()].*reference);
            gallery.push_back(mean_of(chosen));
        }
        const auto best = [&](const Vector& vector, std::size_t but) {
            double found = -1;
            for (std::size_t i = 0; i < gallery.size(); ++i)
                if (i != but) found = std::max(found, cosine(gallery[i], vector));
            return found;
        };
        for (const Sample& stranger : people.strangers) strangers.push_back(best(stranger.*probe, gallery.size()));
        for (std::size_t person = 0; person < people.members.size(); ++person) {
            const auto& samples = people.members[person];
            for (std::size_t i = references; i < samples.size(); ++i) {
                const Vector& vector = samples[(round + i) % samples.size()].*probe;
                members.emplace_back(cosine(gallery[person], vector), best(vector, person));
            }
        }
    }
    std::sort(strangers.begin(), strangers.end());
    std::printf("  %zu  %-28s", references, what);
    for (const double fpir : {0.01, 0.001}) {
        const double threshold = strangers[strangers.size() - 1 - static_cast<std::size_t>(fpir * static_cast<double>(strangers.size()))];
        const auto missed = std::count_if(members.begin(), members.end(), [&](const auto& m) {
            return !(m.first > threshold && m.first > m.second);
        });
        std::printf("  %.4f", static_cast<double>(missed) / static_cast<double>(members.size()));
    }
    std::printf("\n");
}

// A photo against the mean of `others` more of the same person, and of somebody else.
void print_fit(const People& people, std::size_t others, double deny) {
    std::mt19937 random(1);
    int own = 0;
    int own_below = 0;
    int strangers = 0;
    int strangers_above = 0;
    for (const auto& samples : people.members)
        for (std::size_t i = 0; i < samples.size(); ++i) {
            std::vector<Vector> rest;
            for (std::size_t j = 0; j < samples.size(); ++j)
                if (j != i) rest.push_back(samples[j].mirrored);
            std::shuffle(rest.begin(), rest.end(), random);
            if (rest.size() < others) continue;
            rest.resize(others);
            const Vector mean = mean_of(rest);
            ++own;
            own_below += cosine(mean, samples[i].mirrored) < deny ? 1 : 0;
            for (const Sample& stranger : people.strangers) {
                ++strangers;
                strangers_above += cosine(mean, stranger.mirrored) >= deny ? 1 : 0;
            }
        }
    std::printf("  %zu others: %.4f of %d refused; %.5f of %d photographs of strangers let in\n", others,
                static_cast<double>(own_below) / own, own, static_cast<double>(strangers_above) / strangers, strangers);
}

void print_copies(const People& people) {
    std::vector<double> alike;
    for (const auto& samples : people.members)
        for (std::size_t i = 0; i < samples.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) alike.push_back(cosine(samples[i].mirrored, samples[j].mirrored));
    std::sort(alike.begin(), alike.end());
    std::printf("\nTwo photographs of one person: %zu pairs, at most %.3f, nine in ten below %.3f\n", alike.size(), alike.back(),
                alike[alike.size() * 9 / 10]);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: enrolment DATA MODELS [MODEL]\n");
        return 64;
    }
    const std::vector<LabelledPhoto> photos = read_labels(argv[1]);
    const Result<ModelStore> store = ModelStore::open(argv[2]);
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
    const People people = read_people(photos, **detector, **embedder);
    const Thresholds& thresholds = (*embedder)->info().thresholds;
    std::printf("%zu members, %zu strangers\n\nMembers not recognised at an FPIR of .01 and of .001\n", people.members.size(),
                people.strangers.size());
    for (const std::size_t references : {std::size_t{1}, std::size_t{3}}) {
        print_mirrors(people, references, &Sample::plain, &Sample::plain, "nothing mirrored");
        print_mirrors(people, references, &Sample::mirrored, &Sample::plain, "references mirrored");
        print_mirrors(people, references, &Sample::mirrored, &Sample::mirrored, "references and probes");
    }
    std::printf("\nA reference photo is refused that its person's others would miss at deny (%.3f)\n",
                static_cast<double>(thresholds.deny));
    for (const std::size_t others : {std::size_t{1}, std::size_t{2}, std::size_t{3}})
        print_fit(people, others, static_cast<double>(thresholds.deny));
    print_copies(people);
    return 0;
}
