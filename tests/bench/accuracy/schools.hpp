// SPDX-License-Identifier: Apache-2.0
//
// Made-up schools of real photographs: who may be shown, who may not, and a gate over a register that says so.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <consent/gate.hpp>
#include <consent/open.hpp>

#include "draws.hpp"
#include "photos.hpp"
#include "remembered.hpp"

namespace consent::accuracy {

enum class Role : std::uint8_t {
    cleared,           // enrolled, written consent for the website
    refused,           // enrolled, the website refused
    withdrawn,         // enrolled, consent given and withdrawn
    never_publish,     // enrolled, on the do-not-publish list; every second one has consent besides
    without_template,  // in the register, everything refused: nothing to match with
    stranger,          // not in the register
};
inline constexpr std::array roles{Role::cleared,       Role::refused,          Role::withdrawn,
                                  Role::never_publish, Role::without_template, Role::stranger};
std::string_view to_string(Role role) noexcept;
constexpr bool may_be_shown(Role role) noexcept { return role == Role::cleared; }

struct Pupil {
    Member member;
    Role role = Role::stranger;
    std::string id;
    int enrolled = 0;  // references that the register took
};

struct School {
    std::vector<Pupil> pupils;
    std::vector<int> strangers;
};

// Of every 15 members 11 are cleared and one is each of refused, withdrawn, do-not-publish and without a template.
School assign_roles(Roster roster, demo::RandomSource& random);

inline constexpr std::string_view today = "2026-11-20";
Instant school_time();
Use school_use();

// A register in memory filled as a school would: people, written answers, and the references through consent::enrol. A
// reference that is refused (poor, other people in it) is replaced by one of the person's probes while more than one is
// left; what was done is written into `school`.
// Fails: as open_parts and Gate::open; internal where the register refuses what it should take.
Result<Gate> open_school(School& school, const People& people, const Setup& setup,
                         const std::map<std::string, std::string>& policy, Memory& memory);

}  // namespace consent::accuracy
