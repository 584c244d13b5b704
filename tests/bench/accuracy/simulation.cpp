// SPDX-License-Identifier: Apache-2.0
#include "simulation.hpp"

#include <cstdio>
#include <utility>

#include "backdrops.hpp"
#include "gate/look.hpp"
#include "scenes.hpp"

namespace consent::accuracy {

namespace {

enum SeedKind : std::uint64_t { of_school = 1, of_forbidden = 2, of_cleared = 3, of_backdrops = 4 };

constexpr int drawn = 9;

}  // namespace

Simulation::Simulation(const People& people, std::vector<Raster> backdrops, SimulationSettings settings)
    : people_(people),
      backdrops_(std::move(backdrops)),
      settings_(std::move(settings)),
      photo_counts_(people.photo_counts()) {}

Simulation::~Simulation() = default;

Result<void> Simulation::open_school_of(int number) {
    const int wanted = number / settings_.pictures_a_school;
    if (wanted == school_number_) return {};
    if (!cutter_) {
        Setup setup = settings_.setup;
        setup.register_url = "memory:";
        auto parts = open_parts(setup);
        if (!parts) return std::move(parts).error();
        cutter_ = std::move(parts->detector);
    }
    demo::RandomSource random(seed_of(settings_.seed, of_school, static_cast<std::uint64_t>(wanted)));
    school_ = assign_roles(draw_roster(photo_counts_, settings_.members, settings_.references, true, random), random);
    auto gate = open_school(school_, people_, settings_.setup, settings_.policy, memory_);
    if (!gate) return std::move(gate).error();
    gate_ = std::make_unique<Gate>(*std::move(gate));
    school_number_ = wanted;
    return {};
}

const std::filesystem::path& Simulation::path_of(int person, int photo) const {
    return people_.photos[static_cast<std::size_t>(person)][static_cast<std::size_t>(photo)];
}

const std::optional<Box>& Simulation::face_of(int person, int photo) {
    const auto [at, added] = faces_.try_emplace({person, photo});
    if (added)
        if (const auto head = read_head(path_of(person, photo), *cutter_)) at->second = head->face;
    return at->second;
}

Result<Simulation::Judged> Simulation::judge(Kind kind, int number) {
    if (auto opened = open_school_of(kind == Kind::forbidden ? number : 3 * number); !opened)
        return std::move(opened).error();
    demo::RandomSource random(seed_of(settings_.seed, kind == Kind::forbidden ? of_forbidden : of_cleared,
                                      static_cast<std::uint64_t>(number)));
    Shape shape = shape_of(kind, number, settings_.most_faces, random);
    shape.largest_px = settings_.largest_px;
    const std::vector<Part> cast = draw_cast(school_, photo_counts_, shape, random, [&](int person, int photo) {
        return face_of(person, photo).has_value();
    });
    std::vector<Head> heads;
    heads.reserve(cast.size());
    std::vector<Actor> actors;
    Judged judged;
    judged.trial.picture = number;
    for (const Part& part : cast) {
        auto photo = read_picture(path_of(part.person, part.photo));
        if (!photo) return Error{ErrorCode::unreadable, "A photograph is gone."};
        heads.push_back({*std::move(photo), *face_of(part.person, part.photo)});
        actors.push_back({&heads.back(), part.width_px});
        Shown shown;
        shown.role = part.role;
        shown.id = part.id;
        shown.photo = path_of(part.person, part.photo).filename().string();
        shown.width_px = part.width_px;
        judged.trial.people.push_back(std::move(shown));
    }
    const Scene scene = compose(actors, shape.crowded, backdrops_, random);
    for (std::size_t i = 0; i < scene.faces.size(); ++i) judged.trial.people[i].box = scene.faces[i];
    Candidate candidate;
    candidate.bytes = as_file(scene.picture, random);
    const auto decision = gate_->check(candidate, school_use(), school_time());
    if (!decision) return decision.error();
    judge_outcomes(*decision, judged.trial);
    judged.file = std::move(candidate.bytes);
    return judged;
}

Result<std::vector<Raster>> make_backdrops(const std::vector<GroupPicture>& groups, const Setup& setup,
                                           std::uint64_t seed) {
    demo::RandomSource random(seed_of(seed, of_backdrops, 0));
    std::vector<Raster> all = drawn_backdrops(drawn, random);
    for (Raster& region : empty_regions(groups, random)) all.push_back(std::move(region));
    Setup in_memory = setup;
    in_memory.register_url = "memory:";
    in_memory.embedder = "none";
    auto parts = open_parts(in_memory);
    if (!parts) return std::move(parts).error();
    const Eyes eyes{*parts->detector, parts->safety_net.get(), nullptr, nullptr, {}};
    std::vector<Raster> empty;
    for (Raster& backdrop : all) {
        Picture picture{std::move(backdrop), {}, {}};
        const auto seen = look(picture, eyes, Policy{}.identifiable_px, Limits{});
        if (!seen) return seen.error();
        if (seen->empty()) empty.push_back(std::move(picture.shown));
    }
    return empty;
}

}  // namespace consent::accuracy
