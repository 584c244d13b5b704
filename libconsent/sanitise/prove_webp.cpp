// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "image/decode.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "image/vp8_frame.hpp"
#include "image/vp8l_stream.hpp"
#include "image/webp_lossless.hpp"
#include "sanitise/prove_icc.hpp"
#include "sanitise/prove_parts.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

struct Chunk {
    std::string name;
    ByteView data;
};

// Chunk by chunk, each but the last padded to an even size with a zero.
class Chunks {
public:
    explicit Chunks(ByteView bytes) : reader_(bytes) {}

    [[nodiscard]] bool at_end() const noexcept { return reader_.at_end(); }

    Result<Chunk> next() {
        const auto name = reader_.take(4);
        const auto size = reader_.le32();
        const auto data = size ? reader_.take(*size) : std::nullopt;
        if (!name || !data) return unreadable("The copy is cut short.");
        Chunk chunk{std::string(name->begin(), name->end()), *data};
        if (*size % 2 != 0 && reader_.u8() != std::uint8_t{0}) return not_clean("WebP:padding");
        return chunk;
    }

private:
    SpanReader reader_;
};

int le24(ByteView data, std::size_t at) noexcept { return data[at] | data[at + 1] << 8 | data[at + 2] << 16; }

// What the pictures turned out to be, to be held against what VP8X says of them.
struct Seen {
    bool transparent = false;
    bool plane = false;  // an ALPH chunk
    int width = 0;
    int height = 0;
};

bool same(ByteView a, ByteView b) noexcept {
    return a.size() == b.size() && (a.empty() || std::equal(a.begin(), a.end(), b.begin()));
}

Result<void> prove_vp8(ByteView data, Seen& seen) {
    const auto frame = read_vp8_frame(data);
    if (!frame) return damaged("WebP");
    if ((data[7] & 0xC0) != 0 || (data[9] & 0xC0) != 0) return not_clean("WebP:VP8 scaling");
    for (const Vp8Partition& part : frame->partitions)
        if (!same(part.stored, part.exact)) return not_clean("WebP:VP8");
    seen.width = frame->width;
    seen.height = frame->height;
    return {};
}

bool fills(ByteView data, const Vp8lStream& stream) noexcept {
    return stream.size == data.size() && (data.back() & ~stream.last_bits) == 0;
}

Result<void> prove_vp8l(ByteView data, Seen& seen) {
    const Vp8lStream stream = read_vp8l_stream(data);
    if (stream.end == Vp8lEnd::damaged) return damaged("WebP");
    if (stream.end != Vp8lEnd::whole || !fills(data, stream)) return not_clean("WebP:VP8L");
    seen.width = stream.width;
    seen.height = stream.height;
    seen.transparent = seen.transparent || stream.alpha;
    return {};
}

Result<void> prove_alpha(ByteView data, const Seen& size) {
    if (data.empty()) return damaged("WebP");
    const std::size_t pixels = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
    if ((data[0] & 0xE2) != 0) return not_clean("WebP:ALPH");
    const ByteView plane = data.subspan(1);
    if ((data[0] & 1) == 0) return plane.size() == pixels ? Result<void>{} : not_clean("WebP:ALPH");
    const Vp8lStream stream = read_headless_vp8l_stream(plane, size.width, size.height);
    if (stream.end == Vp8lEnd::damaged) return damaged("WebP");
    if (stream.end != Vp8lEnd::whole || !fills(plane, stream)) return not_clean("WebP:ALPH");
    const auto rgba = unpack_vp8l(alpha_as_vp8l(plane, size.width, size.height), size.width, size.height);
    if (!rgba) return damaged("WebP");
    for (std::size_t i = 0; i < rgba->size(); ++i)
        if (i % 4 != 1 && (*rgba)[i] != (*rgba)[i % 4]) return not_clean("WebP:ALPH");
    return {};
}

// ALPH and VP8, or VP8, or VP8L; nothing else. `more` is what came behind them.
Result<void> prove_picture(Chunks& chunks, Chunk chunk, Seen& seen) {
    std::optional<ByteView> alpha;
    if (chunk.name == "ALPH") {
        alpha = chunk.data;
        auto next = chunks.next();
        if (!next) return std::move(next).error();
        chunk = *std::move(next);
    }
    if (chunk.name == "VP8L" && !alpha) return prove_vp8l(chunk.data, seen);
    if (chunk.name != "VP8 ") return not_clean("WebP:" + chunk.name);
    if (auto proved = prove_vp8(chunk.data, seen); !proved) return proved;
    if (!alpha) return {};
    seen.transparent = seen.plane = true;
    return prove_alpha(*alpha, seen);
}

Result<void> prove_animation_frame(ByteView data, Seen& seen) {
    if (data.size() < 16) return damaged("WebP");
    if ((data[15] & ~3) != 0) return not_clean("WebP:ANMF flags");
    Chunks chunks(data.subspan(16));
    auto first = chunks.next();
    if (!first) return std::move(first).error();
    Seen picture;
    if (auto proved = prove_picture(chunks, *std::move(first), picture); !proved) return proved;
    if (!chunks.at_end()) return not_clean("WebP:ANMF");
    if (picture.width != le24(data, 6) + 1 || picture.height != le24(data, 9) + 1) return damaged("WebP");
    seen.transparent = seen.transparent || picture.transparent;
    return {};
}

Result<void> prove_extended(Chunks& chunks, ByteView head, const Limits& limits) {
    if (head.size() != 10 || (head[0] & ~0x3A) != 0 || le24(head, 1) != 0) return not_clean("WebP:VP8X");
    const bool profile = (head[0] & 0x20) != 0, exif = (head[0] & 0x08) != 0, animated = (head[0] & 0x02) != 0;
    Seen seen;
    auto chunk = chunks.next();
    if (chunk && profile) {
        if (chunk->name != "ICCP" || !icc_is_clean(chunk->data)) return not_clean("WebP:ICCP");
        chunk = chunks.next();
    }
    if (!chunk) return std::move(chunk).error();
    bool ended = false;
    if (animated) {
        if (chunk->name != "ANIM" || chunk->data.size() != 6 || le24(chunk->data, 0) != 0 || chunk->data[3] != 0)
            return not_clean("WebP:ANIM");
        std::size_t frames = 0;
        while (!(ended = chunks.at_end())) {
            chunk = chunks.next();
            if (!chunk) return std::move(chunk).error();
            if (chunk->name != "ANMF") break;
            if (++frames > limits.frames) return too_many_frames(limits);
            if (auto proved = prove_animation_frame(chunk->data, seen); !proved) return proved;
        }
    } else {
        if (auto proved = prove_picture(chunks, *chunk, seen); !proved) return proved;
        if (seen.width != le24(head, 4) + 1 || seen.height != le24(head, 7) + 1) return damaged("WebP");
        ended = chunks.at_end();
        if (!ended) chunk = chunks.next();
        if (!chunk) return std::move(chunk).error();
    }
    if (!ended && (chunk->name != "EXIF" || !exif)) return not_clean("WebP:" + chunk->name);
    if (exif && (ended || !is_orientation_alone(chunk->data))) return not_clean("WebP:EXIF");
    if (!chunks.at_end()) return not_clean("WebP:trailer");
    const bool needed = animated || profile || exif || seen.plane;
    if (!needed || seen.transparent != ((head[0] & 0x10) != 0)) return not_clean("WebP:VP8X");
    return {};
}

Result<void> prove_chunks(ByteView bytes, const Limits& limits) {
    Chunks chunks(bytes.subspan(12));
    auto first = chunks.next();
    if (!first) return std::move(first).error();
    if (first->name == "VP8X") return prove_extended(chunks, first->data, limits);
    Seen seen;
    if (first->name == "ALPH") return not_clean("WebP:ALPH");
    if (auto proved = prove_picture(chunks, *std::move(first), seen); !proved) return proved;
    return chunks.at_end() ? Result<void>{} : not_clean("WebP:trailer");
}

}  // namespace

Result<void> prove_webp(ByteView bytes, const Limits& limits) {
    SpanReader reader(bytes);
    if (!reader.seek(4)) return unreadable("The copy is cut short.");
    const auto size = reader.le32();
    if (!size || bytes.size() < 20 || *size > bytes.size() - 8) return unreadable("The copy is cut short.");
    if (*size != bytes.size() - 8) return not_clean("WebP:trailer");
    if (auto proved = prove_chunks(bytes, limits); !proved) return proved;
    return each_frame(bytes, limits, [](const Picture&) -> Result<void> { return {}; });
}

}  // namespace consent
