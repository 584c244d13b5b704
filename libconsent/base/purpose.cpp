// SPDX-License-Identifier: Apache-2.0
#include <consent/purpose.hpp>

#include <algorithm>
#include <array>

#include <consent/use.hpp>

namespace consent {

namespace {

struct BuiltIn {
    std::string_view id;
    LawfulBasis basis;
    std::string_view description;
};

// A school keeps its own records of its pupils as part of its task; everything that leaves them rests on consent.
constexpr std::array<BuiltIn, 15> built_in{{
    {"internal_record", LawfulBasis::public_task, "Photograph in the school's own records"},
    {"display", LawfulBasis::consent, "Displays inside the school"},
    {"newsletter_parents", LawfulBasis::consent, "Newsletter to the school's own parents"},
    {"class_photo_home", LawfulBasis::consent, "Class photograph that goes home with other families"},
    {"website", LawfulBasis::consent, "The school's website"},
    {"social_media", LawfulBasis::consent, "The school's social media accounts"},
    {"prospectus_print", LawfulBasis::consent, "Printed prospectus, posters and leaflets"},
    {"press_media", LawfulBasis::consent, "Newspapers and other media"},
    {"video", LawfulBasis::consent, "Video recordings"},
    {"live_stream", LawfulBasis::consent, "Live streams"},
    {"third_party_photographer", LawfulBasis::consent, "Photographers from outside the school"},
    {"archive", LawfulBasis::consent, "The school's archive, after the pupil has left"},
    {"childs_work", LawfulBasis::consent, "Work by the child, shown with who made it"},
    {purpose_named_photo, LawfulBasis::consent, "The child's name together with their picture"},
    {purpose_biometric, LawfulBasis::consent, "A face template, to recognise the child in pictures"},
}};

bool is_word(std::string_view text) noexcept {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

bool is_own_purpose(std::string_view id) noexcept {
    const std::size_t stop = id.find('.');
    return id.size() <= 64 && stop != std::string_view::npos && is_word(id.substr(0, stop)) &&
           is_word(id.substr(stop + 1)) && id.substr(0, stop) != "consent";
}

const std::vector<Purpose>& built_in_purposes() {
    static const std::vector<Purpose> all = [] {
        std::vector<Purpose> made;
        for (const BuiltIn& one : built_in) {
            Purpose& purpose = made.emplace_back();
            purpose.id = one.id;
            purpose.basis = one.basis;
            purpose.description = one.description;
        }
        return made;
    }();
    return all;
}

std::optional<Purpose> find_purpose(const std::vector<Purpose>& own, std::string_view id) {
    const auto named = [&](const Purpose& purpose) { return purpose.id == id; };
    if (const auto found = std::find_if(own.begin(), own.end(), named); found != own.end()) return *found;
    const std::vector<Purpose>& known = built_in_purposes();
    if (const auto found = std::find_if(known.begin(), known.end(), named); found != known.end()) return *found;
    return std::nullopt;
}

std::vector<Purpose> all_purposes(const std::vector<Purpose>& own) {
    std::vector<Purpose> all;
    for (const Purpose& purpose : built_in_purposes()) all.push_back(*find_purpose(own, purpose.id));
    const std::size_t first_own = all.size();
    for (const Purpose& purpose : own)
        if (is_own_purpose(purpose.id)) all.push_back(purpose);
    std::sort(all.begin() + static_cast<std::ptrdiff_t>(first_own), all.end(),
              [](const Purpose& a, const Purpose& b) { return a.id < b.id; });
    return all;
}

}  // namespace consent
