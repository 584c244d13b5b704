// SPDX-License-Identifier: Apache-2.0
#include "sanitise/sanitise.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/guard.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/prove_parts.hpp"

namespace consent {

using namespace std::string_view_literals;

Error not_clean(const std::string& part) {
    return Error{ErrorCode::refused, "The copy did not read back clean (" + part +
                                     "), so it is not let out: keep the picture and report it."};
}

bool is_orientation_alone(ByteView exif) {
    static constexpr auto before = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"sv;
    return exif.size() == 26 && starts_with(exif, before) && exif[19] >= 2 && exif[19] <= 8 &&
           std::all_of(exif.begin() + 20, exif.end(), [](std::uint8_t b) { return b == 0; });
}

Result<void> prove_clean(ByteView copy, const Limits& limits) {
    return guarded("reading the copy back", [&]() -> Result<void> {
        if (copy.size() > limits.file_bytes) return too_many_bytes(limits);
        if (starts_with(copy, "\xFF\xD8"sv)) return prove_jpeg(copy, limits);
        if (starts_with(copy, "\x89PNG\r\n\x1A\n"sv)) return prove_png(copy, limits);
        if (copy.size() > 8 && starts_with(copy.subspan(4), "ftyp"sv)) return prove_heif(copy, limits);
        if (starts_with(copy, "II*\0"sv) || starts_with(copy, "MM\0*"sv)) return prove_tiff(copy, limits);
        if (starts_with(copy, "GIF8"sv)) return prove_gif(copy, limits);
        if (copy.size() >= 12 && starts_with(copy, "RIFF"sv) && starts_with(copy.subspan(8), "WEBP"sv))
            return prove_webp(copy, limits);
        return not_clean("its format");
    });
}

}  // namespace consent
