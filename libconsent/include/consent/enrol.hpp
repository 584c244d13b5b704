// SPDX-License-Identifier: Apache-2.0
//
// From reference photos to templates in the register.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <consent/audit.hpp>
#include <consent/bytes.hpp>
#include <consent/date.hpp>
#include <consent/detector.hpp>
#include <consent/embedder.hpp>
#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/limits.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

struct ReferencePhoto {
    Bytes bytes;
    std::optional<Date> taken;  // absent: the date in the file's EXIF, else the day of enrolment
    int face = 0;               // which of several, numbered as in a decision (from 1); 0: there must be one
};

struct Enrolment {
    Box box;
    Quality quality;
    Date taken{};
    bool taken_from_file = false;  // the day came from the file's EXIF
    std::string model;
    std::optional<float> fit;      // similarity to the mean of the person's other references; absent: there is no other
};

// Two references this alike are one photo, or copies of it: a second tells nothing new. Different photographs of one person
// were measured to come to .94 at most (models/README.md, "Enrolment").
inline constexpr float same_photo_similarity = 0.97F;

// Looks at the photos, writes the audit entries, and adds a template for each: of all of them, or of none. The gallery takes
// the mean of a person's templates, so that two or three photos from different days miss far fewer than one.
// `looks_like`: ids of people whom somebody who knows them both has told apart from this person (a twin).
// Fails (and then adds nothing):
//   refused, with the reason and what to do for every photo that cannot serve: the person has no valid biometric consent on
//     the day of `now`; no face, or several and none pointed out; the face is poor (as R-07); the photo does not fit the
//     person's others, those given and those in the register: it would be missed by them at the model's deny threshold;
//     it is a copy of one of them; it matches somebody else at or above the model's clear threshold, or better than its own
//     and at or above deny (the message gives that person's id; somebody in looks_like does not count).
//   invalid_argument: no photo, no such person (also in looks_like), no such face number. unreadable, unavailable,
//     internal: as Gate::check.
CONSENT_API Result<std::vector<Enrolment>> enrol(Register& people, AuditLog& audit, Detector& detector, Embedder& embedder,
                                                 const std::string& person, const std::vector<ReferencePhoto>& photos,
                                                 const Limits& limits, Instant now,
                                                 const std::vector<std::string>& looks_like = {});

// The same for one photo.
CONSENT_API Result<Enrolment> enrol(Register& people, AuditLog& audit, Detector& detector, Embedder& embedder,
                                    const std::string& person, const ReferencePhoto& photo, const Limits& limits,
                                    Instant now);

}  // namespace consent
