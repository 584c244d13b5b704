// SPDX-License-Identifier: Apache-2.0
#include <consent/use.hpp>

#include <algorithm>
#include <array>

#include <consent/purpose.hpp>

namespace consent {

namespace {

// The uses of a picture first, then the two purposes that are none by themselves.
constexpr std::array<std::string_view, 15> purposes{
    "internal_record", "display",      "newsletter_parents", "class_photo_home", "website",
    "social_media",    "prospectus_print", "press_media",    "video",            "live_stream",
    "third_party_photographer", "archive", "childs_work",    purpose_named_photo, purpose_biometric};
constexpr std::size_t publishing_count = purposes.size() - 2;

}  // namespace

std::span<const std::string_view> publishing_purposes() noexcept {
    return std::span(purposes).first(publishing_count);
}

std::span<const std::string_view> consent_purposes() noexcept { return purposes; }

Result<Use> parse_use(std::string_view text) {
    Use use;
    const std::size_t at = text.find('@');
    use.purpose = text.substr(0, at);
    if (at != std::string_view::npos) {
        use.channel = text.substr(at + 1);
        if (use.channel.empty())
            return Error{ErrorCode::invalid_argument,
                         "Name the channel after the @, for example website@school-website."};
    }
    const auto known = publishing_purposes();
    if (std::find(known.begin(), known.end(), use.purpose) != known.end() || is_own_purpose(use.purpose)) return use;
    std::string message = "\"" + use.purpose.substr(0, 60) + "\" is not a purpose a picture can be checked for. Use one of:";
    for (const std::string_view purpose : known) message.append(" ").append(purpose);
    for (char& c : message)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return Error{ErrorCode::invalid_argument, message + "."};
}

std::string to_string(const Use& use) {
    return use.channel.empty() ? use.purpose : use.purpose + "@" + use.channel;
}

}  // namespace consent
