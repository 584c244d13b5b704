// SPDX-License-Identifier: Apache-2.0
//
// A small school with nobody real in it: who is there, what was agreed for each, and the photograph each was enrolled
// from. The drawn people were chosen so that a recognition model holds them apart (see school.cpp).
#pragma once

#include <span>
#include <string_view>

#include <consent/bytes.hpp>
#include <consent/date.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>
#include <consent/use.hpp>

#include "demo_school/face_parameters.hpp"

namespace consent::demo {

// What somebody's record shows.
enum class Part : std::uint8_t {
    cleared,          // yes to everything
    newsletter_only,  // yes to the newsletter, nothing said about the website
    refused,          // a parent said no to the website
    expired,          // yes to the website, but that ended a month ago
    never_publish,    // on the do-not-publish list, with a yes on file that does not count
    no_biometrics,    // yes to the website, but the child does not want to be recognised: no template exists
    staff,            // an adult who works here and agreed
    visitor,          // not in the register at all
};

struct CastMember {
    std::string_view id;        // "P001"; empty for the visitor
    std::string_view name;      // made up
    std::string_view known_as;  // empty: nothing else
    Part part;
    Age age;
    FaceSeeds seeds;
};

// Everybody, those of the register first, in order of id.
std::span<const CastMember> cast() noexcept;

// The first who plays that part.
const CastMember& who_plays(Part part) noexcept;

FaceParameters face_of(const CastMember& member);

// The portrait a member is enrolled from: facing the camera in even light, a face of 200 px.
Bytes reference_photo(const CastMember& member, Date taken);

// True where the record lets a template be made: in the register, with biometric consent.
bool may_be_enrolled(const CastMember& member) noexcept;

// Adds everybody who belongs into the register, with their answers: those in force were given 200 days before `now`.
// Requires: none of the ids is taken. Fails: as Register::add and Register::record.
Result<void> fill_register(Register& people, Instant now);

}  // namespace consent::demo
