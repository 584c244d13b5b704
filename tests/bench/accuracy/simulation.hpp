// SPDX-License-Identifier: Apache-2.0
//
// Draws schools and photographs and has the real gate judge them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <consent/open.hpp>

#include "casts.hpp"
#include "photos.hpp"
#include "trials.hpp"

namespace consent::accuracy {

struct SimulationSettings {
    std::uint64_t seed = 1;
    std::size_t members = 150;
    int references = 3;
    int most_faces = 30;
    float largest_px = 200;
    // Then another school is drawn. A picture of cleared people counts three times, as one is judged for every three of the
    // others; a multiple of three, so that both kinds change school together.
    int pictures_a_school = 99;
    Setup setup;                                // models; the register is made here
    std::map<std::string, std::string> policy;  // settings that differ from the default
};

// Each picture follows from the seed, its kind and its number alone (and the data and models), whichever were judged before.
class Simulation {
public:
    // Requires: `people` outlives it; at least one backdrop.
    Simulation(const People& people, std::vector<Raster> backdrops, SimulationSettings settings);
    ~Simulation();

    struct Judged {
        Trial trial;
        Bytes file;  // as it was given to the gate
    };
    // Fails: as open_school and Gate::check.
    Result<Judged> judge(Kind kind, int number);

    // Of the last school opened.
    [[nodiscard]] const School& school() const noexcept { return school_; }

private:
    Result<void> open_school_of(int number);
    // Where the face of that photograph is; absent: the photograph cannot be used.
    const std::optional<Box>& face_of(int person, int photo);
    [[nodiscard]] const std::filesystem::path& path_of(int person, int photo) const;

    const People& people_;
    std::vector<Raster> backdrops_;
    SimulationSettings settings_;
    std::vector<int> photo_counts_;
    School school_;
    int school_number_ = -1;
    std::unique_ptr<Gate> gate_;
    std::unique_ptr<Detector> cutter_;  // finds the heads to cut out
    Memory memory_;
    std::map<std::pair<int, int>, std::optional<Box>> faces_;
};

// Backdrops in which neither the detector nor the safety net of the gate sees anything, whichever way up.
Result<std::vector<Raster>> make_backdrops(const std::vector<GroupPicture>& groups, const Setup& setup,
                                           std::uint64_t seed);

}  // namespace consent::accuracy
