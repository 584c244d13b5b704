// SPDX-License-Identifier: Apache-2.0
#include "sanitise/webp_streams.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "image/refusal.hpp"
#include "image/vp8_frame.hpp"
#include "image/vp8l_stream.hpp"
#include "image/webp_lossless.hpp"

namespace consent {
namespace {

constexpr std::size_t vp8l_header = 5;

Bytes cut(ByteView stream, const Vp8lStream& read) {
    Bytes out(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(read.size));
    out.back() = static_cast<std::uint8_t>(out.back() & read.last_bits);
    return out;
}

// Fails closed: what was compressed here has to read as whole, too.
Result<Bytes> pack_whole(const std::vector<std::uint8_t>& rgba, int width, int height) {
    auto packed = pack_vp8l(rgba, width, height);
    if (!packed) return packed;
    const Vp8lStream read = read_vp8l_stream(*packed);
    if (read.end != Vp8lEnd::whole) return Error{ErrorCode::internal, "The copy could not be written as WebP."};
    return cut(*packed, read);
}

// Whether the channels beside green are the same for every pixel, so that they say nothing.
bool green_alone(const std::vector<std::uint8_t>& rgba) noexcept {
    for (std::size_t i = 4; i < rgba.size(); i += 4)
        if (rgba[i] != rgba[0] || rgba[i + 2] != rgba[2] || rgba[i + 3] != rgba[3]) return false;
    return true;
}

Result<CleanStream> clean_packed_alpha(ByteView headless, int width, int height) {
    auto rgba = unpack_vp8l(alpha_as_vp8l(headless, width, height), width, height);
    if (!rgba) return damaged("WebP");
    const Vp8lStream read = read_headless_vp8l_stream(headless, width, height);
    if (read.end == Vp8lEnd::whole && green_alone(*rgba)) return CleanStream{cut(headless, read), false};
    for (std::size_t i = 0; i < rgba->size(); i += 4) {
        (*rgba)[i] = (*rgba)[i + 2] = 0;
        (*rgba)[i + 3] = 255;
    }
    auto packed = pack_whole(*rgba, width, height);
    if (!packed) return std::move(packed).error();
    packed->erase(packed->begin(), packed->begin() + vp8l_header);
    return CleanStream{*std::move(packed), true};
}

void put_le(Bytes& out, std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace

Result<CleanStream> clean_vp8(ByteView data) {
    const auto frame = read_vp8_frame(data);
    if (!frame) return damaged("WebP");
    const auto& parts = frame->partitions;
    Bytes out;
    put_le(out, (frame->header[0] & 0x1FU) | parts[0].exact.size() << 5, 3);
    out.insert(out.end(), frame->header.begin() + 3, frame->header.end());
    out[7] &= 0x3F;
    out[9] &= 0x3F;
    out.insert(out.end(), parts[0].exact.begin(), parts[0].exact.end());
    for (std::size_t i = 1; i + 1 < parts.size(); ++i) put_le(out, parts[i].exact.size(), 3);
    for (std::size_t i = 1; i < parts.size(); ++i) out.insert(out.end(), parts[i].exact.begin(), parts[i].exact.end());
    return CleanStream{std::move(out), false};
}

Result<CleanStream> clean_vp8l(ByteView stream) {
    const Vp8lStream read = read_vp8l_stream(stream);
    if (read.end == Vp8lEnd::whole) return CleanStream{cut(stream, read), false};
    if (read.end == Vp8lEnd::damaged) return damaged("WebP");
    const auto rgba = unpack_vp8l(stream, read.width, read.height);
    if (!rgba) return damaged("WebP");
    auto packed = pack_whole(*rgba, read.width, read.height);
    if (!packed) return std::move(packed).error();
    return CleanStream{*std::move(packed), true};
}

Result<CleanStream> clean_webp_alpha(ByteView alpha, int width, int height) {
    if (alpha.empty()) return damaged("WebP");
    const int compression = alpha[0] & 3, filter = alpha[0] >> 2 & 3, quantised = (alpha[0] >> 4 & 3) == 1 ? 1 : 0;
    const auto head = static_cast<std::uint8_t>(quantised << 4 | filter << 2 | compression);
    const ByteView data = alpha.subspan(1);
    const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    CleanStream plane;
    if (compression == 0) {
        if (data.size() < pixels) return cut_short("WebP");
        plane.bytes.assign(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(pixels));
    } else if (compression == 1) {
        auto cleaned = clean_packed_alpha(data, width, height);
        if (!cleaned) return cleaned;
        plane = *std::move(cleaned);
    } else {
        return damaged("WebP");
    }
    plane.bytes.insert(plane.bytes.begin(), head);
    return plane;
}

}  // namespace consent
