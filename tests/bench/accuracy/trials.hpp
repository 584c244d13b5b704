// SPDX-License-Identifier: Apache-2.0
//
// One simulated photograph through the real gate, and what became of everybody in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <consent/gate.hpp>

#include "schools.hpp"

namespace consent::accuracy {

// What the gate made of one face that is there, judged by the reasons given for the boxes on it.
enum class Outcome : std::uint8_t {
    unseen,     // no box lies on it
    too_small,  // a box too narrow to be judged
    cleared,    // a box that is taken for somebody who may be shown
    review,
    block,
};
std::string_view to_string(Outcome outcome) noexcept;

// An unseen, too small or cleared face does nothing to stop the picture.
constexpr bool stops(Outcome outcome) noexcept { return outcome >= Outcome::review; }

struct Shown {
    Role role = Role::stranger;
    std::string id;      // in the register; empty: a stranger
    std::string photo;   // the file that the head was cut from
    float width_px = 0;  // smaller side of the face's true box
    Box box;
    Outcome outcome = Outcome::unseen;
    std::string taken_for;  // id of the person whom the gate takes the face for
    float similarity = 0;
};

struct Trial {
    int picture = 0;
    std::vector<Shown> people;
    Verdict verdict = Verdict::block;
    std::vector<Rule> stopped_by;  // rules with a reason that is not publish, each once
    std::vector<std::string> reasons;
    std::vector<FaceFinding> false_boxes;  // judged boxes of the gate that lie on no face

    [[nodiscard]] bool holds_somebody_not_to_be_shown() const noexcept;
    [[nodiscard]] float smallest_px() const noexcept;
};

// What a gate's decision says of the people whose `box` is given; fills outcome, taken_for and similarity.
void judge_outcomes(const Decision& decision, Trial& trial);

// True when the face identifies somebody: as wide, by the truth, as Policy::identifiable_px.
bool identifiable(const Shown& shown) noexcept;

}  // namespace consent::accuracy
