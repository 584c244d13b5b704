// SPDX-License-Identifier: Apache-2.0
//
// What is said of a file that cannot be read, in one voice; and the limits every reader checks first.
#pragma once

#include <string>
#include <string_view>

#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

inline Error unreadable(std::string message) { return Error{ErrorCode::unreadable, std::move(message)}; }

inline Error damaged(std::string_view format) {
    return unreadable("This " + std::string(format) + " file is damaged: bring another copy of it.");
}

inline Error cut_short(std::string_view format) {
    return unreadable("This " + std::string(format) + " file is cut short: bring a whole copy of it.");
}

inline Error too_many_bytes(const Limits& limits) {
    return unreadable("This file is larger than " + std::to_string(limits.file_bytes >> 20) +
                      " MB, which is the limit: save it smaller.");
}

inline Error too_many_parts(std::string_view format, const Limits& limits) {
    return unreadable("This " + std::string(format) + " file has more than " + std::to_string(limits.parts) +
                      " parts, which is the limit: save it anew.");
}

inline Error too_many_frames(const Limits& limits) {
    return unreadable("This file holds more than " + std::to_string(limits.frames) + " pictures, or more than " +
                      std::to_string(limits.frame_pixels / 1'000'000) +
                      " million pixels in all of them, which is the limit: publish a part of it.");
}

inline Error too_much_metadata(const Limits& limits) {
    return unreadable("This file carries more than " + std::to_string(limits.metadata_bytes >> 20) +
                      " MB of metadata, which is the limit: save it without.");
}

// Fails: ErrorCode::unreadable when a side is not positive, or the size passes Limits::edge or Limits::pixels.
inline Result<void> check_size(std::int64_t width, std::int64_t height, const Limits& limits) {
    if (width < 1 || height < 1) return unreadable("This picture says it has no pixels: bring another copy of it.");
    if (width > limits.edge || height > limits.edge || width * height > limits.pixels)
        return unreadable("This picture is " + std::to_string(width) + " x " + std::to_string(height) +
                          " pixels, which is over the limit: save it smaller.");
    return {};
}

}  // namespace consent
