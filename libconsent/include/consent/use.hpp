// SPDX-License-Identifier: Apache-2.0
//
// What a picture is wanted for: a purpose a parent was asked about, and the channel it leaves through.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

struct Use {
    std::string purpose;  // one of publishing_purposes(), or the school's own (consent/purpose.hpp)
    std::string channel;  // a channel id of the register; empty: none named
};

// The purposes a picture can be checked for, in the order they are listed to people:
// internal_record, display, newsletter_parents, class_photo_home, website, social_media, prospectus_print,
// press_media, video, live_stream, third_party_photographer, archive, childs_work.
CONSENT_API std::span<const std::string_view> publishing_purposes() noexcept;

// The purposes a consent can be recorded for in any register: publishing_purposes() and the two that are no use of a
// picture by themselves, `named_photo` (the name may stand with the picture) and `biometric` (a template
// may be held; Protection of Freedoms Act 2012 s.26).
CONSENT_API std::span<const std::string_view> consent_purposes() noexcept;

inline constexpr std::string_view purpose_biometric = "biometric";
inline constexpr std::string_view purpose_named_photo = "named_photo";

// "website" or "website@school-x-account".
// Whether a register knows a purpose of the school's own is for the gate to say.
// Fails: ErrorCode::invalid_argument for a purpose that is neither in publishing_purposes() nor spelled like one of the
// school's own, or an empty channel after @.
CONSENT_API Result<Use> parse_use(std::string_view text);
CONSENT_API std::string to_string(const Use& use);

}  // namespace consent
