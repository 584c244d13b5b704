// SPDX-License-Identifier: Apache-2.0
//
// From a reference photo to a template in the register.
#pragma once

#include <optional>
#include <string>

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
};

// Looks at the photo, writes the audit entry, and adds a template for the person.
// Fails (and then adds nothing): refused, with the reason, when the person has no valid biometric consent on the day of
// `now`; when there is no face, or several and none pointed out; when the face is poor (as R-07); when it matches
// somebody else already enrolled at or above the model's clear threshold (the message gives that person's id).
// invalid_argument: no such person, no such face number. unreadable, unavailable, internal: as Gate::check.
CONSENT_API Result<Enrolment> enrol(Register& people, AuditLog& audit, Detector& detector, Embedder& embedder,
                                    const std::string& person, const ReferencePhoto& photo, const Limits& limits,
                                    Instant now);

}  // namespace consent
