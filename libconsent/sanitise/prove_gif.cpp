// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "image/decode.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/prove_parts.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

struct Colours {
    std::size_t entries = 0;  // 0: no table
    std::array<bool, 256> black{};
};

using Used = std::array<bool, 256>;

// Bits of codes out of sub-blocks: each of 255 bytes, but for a last, shorter one.
class CodeBits {
public:
    explicit CodeBits(SpanReader& reader) noexcept : reader_(reader) {}

    std::optional<std::uint32_t> read(int bits) noexcept {
        while (held_ < bits) {
            const auto byte = next_byte();
            if (!byte) return std::nullopt;
            window_ |= std::uint32_t{*byte} << held_;
            held_ += 8;
        }
        const std::uint32_t code = window_ & ((1U << bits) - 1);
        window_ >>= bits;
        held_ -= bits;
        return code;
    }
    // Whether nothing is left but zero bits, and the zero that ends the sub-blocks.
    bool ends_here() noexcept {
        return held_ < 8 && window_ == 0 && left_ == 0 && even_ && reader_.u8() == std::uint8_t{0};
    }

private:
    std::optional<std::uint8_t> next_byte() noexcept {
        if (left_ == 0) {
            const auto size = reader_.u8();
            if (!size || *size == 0) return std::nullopt;
            if (before_ != 255) even_ = false;
            left_ = before_ = *size;
        }
        --left_;
        return reader_.u8();
    }

    SpanReader& reader_;
    std::uint32_t window_ = 0;
    int held_ = 0;
    unsigned left_ = 0, before_ = 255;
    bool even_ = true;
};

// Follows the codes by their lengths alone: how many pixels each stands for. A palette index that some pixel has is met as
// a code of its own before it is met in a longer one.
class Lzw {
public:
    enum class End : std::uint8_t { damaged = 0, loose, exact };

    End follow(SpanReader& reader, int code_size, std::uint64_t pixels, Used& used) {
        CodeBits codes(reader);
        const std::uint32_t clear = 1U << code_size;
        int bits = code_size + 1;
        std::uint32_t next = clear + 2;
        std::uint64_t before = 0, came = 0;
        if (codes.read(bits) != clear) return End::loose;
        bool fresh = true;
        while (came < pixels) {
            const auto code = codes.read(bits);
            if (!code || *code == clear + 1) return End::damaged;
            if (*code == clear) {
                if (std::exchange(fresh, true)) return End::loose;
                bits = code_size + 1;
                next = clear + 2;
                before = 0;
                continue;
            }
            fresh = false;
            std::uint64_t length = 1;
            if (*code < clear) {
                used[*code] = true;
            } else {
                if (before == 0 || *code > next || *code > 4095 || (*code == next && next > 4095)) return End::damaged;
                length = *code == next ? before + 1 : lengths_[*code];
            }
            if (before != 0 && next <= 4095) {
                lengths_[next++] = before + 1;
                if (next == 1U << bits && bits < 12) ++bits;
            }
            before = length;
            came += length;
        }
        if (came > pixels || codes.read(bits) != clear + 1 || !codes.ends_here()) return End::loose;
        return End::exact;
    }

private:
    std::array<std::uint64_t, 4096> lengths_{};
};

class Proof {
public:
    Proof(ByteView bytes, const Limits& limits) : limits_(limits), reader_(bytes) {}

    Result<void> run() {
        if (auto proved = screen(); !proved) return proved;
        Control control;
        bool loops = false, controlled = false;
        std::size_t frames = 0;
        for (;;) {
            const auto kind = reader_.u8();
            if (!kind) return short_copy();
            if (*kind == ';') break;
            if (*kind == ',') {
                if (++frames > limits_.frames) return too_many_frames(limits_);
                if (auto proved = frame(control); !proved) return proved;
                controlled = false;
                control = {};
                continue;
            }
            const auto label = reader_.u8();
            if (!label) return short_copy();
            if (*kind != '!') return not_clean("GIF:block");
            if (*label == 0xF9 && !controlled) {
                controlled = true;
                auto read = graphic_control();
                if (!read) return std::move(read).error();
                control = *read;
            } else if (*label == 0xFF && !loops && frames == 0 && !controlled) {
                loops = true;
                if (!loop_count()) return not_clean("GIF:application");
            } else {
                return not_clean(*label == 0xFE   ? "GIF:comment"
                                 : *label == 0xFF ? "GIF:application"
                                 : *label == 0x01 ? "GIF:plain text"
                                                  : "GIF:extension");
            }
        }
        if (controlled) return not_clean("GIF:control");
        if (!reader_.at_end()) return not_clean("GIF:trailer");
        if (frames == 0) return damaged("GIF");
        if (has_idle_colour(shared_, shared_used_)) return not_clean("GIF:colours");
        return {};
    }

private:
    struct Control {
        std::optional<std::uint8_t> transparent;
    };

    static Error short_copy() { return unreadable("The copy is cut short."); }

    static bool has_idle_colour(const Colours& colours, const Used& used) {
        for (std::size_t i = 0; i < colours.entries; ++i)
            if (!used[i] && !colours.black[i]) return true;
        return false;
    }

    bool table(std::uint8_t packed, Colours& colours) {
        if ((packed & 0x80) == 0) return true;
        colours.entries = std::size_t{2} << (packed & 7);
        for (std::size_t i = 0; i < colours.entries; ++i) {
            const auto entry = reader_.take(3);
            if (!entry) return false;
            colours.black[i] = (*entry)[0] == 0 && (*entry)[1] == 0 && (*entry)[2] == 0;
        }
        return true;
    }

    Result<void> screen() {
        if (!reader_.seek(6)) return short_copy();
        const auto width = reader_.le16(), height = reader_.le16();
        const auto packed = reader_.u8(), background = reader_.u8(), aspect = reader_.u8();
        if (!width || !height || !packed || !background || !aspect || !table(*packed, shared_)) return short_copy();
        width_ = *width;
        height_ = *height;
        if ((*packed & 0x78) != 0x70 || (shared_.entries == 0 && (*packed & 7) != 0) || *aspect != 0 ||
            *background >= std::max<std::size_t>(shared_.entries, 1))
            return not_clean("GIF:screen");
        shared_used_[*background] = true;
        return {};
    }

    Result<Control> graphic_control() {
        const auto b = reader_.take(6);
        if (!b) return short_copy();
        const int disposal = (*b)[1] >> 2, transparent = (*b)[1] & 1;
        const bool idle = (*b)[1] == 0 && (*b)[2] == 0 && (*b)[3] == 0;
        if ((*b)[0] != 4 || (*b)[5] != 0 || ((*b)[1] & 2) != 0 || disposal == 1 || disposal > 3 || idle ||
            (transparent == 0 && (*b)[4] != 0))
            return not_clean("GIF:control");
        Control control;
        if (transparent != 0) control.transparent = (*b)[4];
        return control;
    }

    bool loop_count() {
        static constexpr auto head = "\x0BNETSCAPE2.0\x03\x01"sv;
        const auto b = reader_.take(head.size() + 3);
        return b && starts_with(*b, head) && b->back() == 0;
    }

    Result<void> frame(const Control& control) {
        const auto left = reader_.le16(), top = reader_.le16(), width = reader_.le16(), height = reader_.le16();
        const auto packed = reader_.u8();
        Colours own;
        if (!left || !top || !width || !height || !packed || !table(*packed, own)) return short_copy();
        const auto code_size = reader_.u8();
        if (!code_size) return short_copy();
        if ((*packed & 0x38) != 0 || (own.entries == 0 && (*packed & 7) != 0)) return not_clean("GIF:frame");
        if (*width == 0 || *height == 0 || *left + *width > width_ || *top + *height > height_)
            return not_clean("GIF:frame beside the canvas");
        if (*code_size < 2 || *code_size > 8) return damaged("GIF");
        Used used{};
        switch (lzw_.follow(reader_, *code_size, std::uint64_t{*width} * *height, used)) {
            case Lzw::End::exact: break;
            case Lzw::End::loose: return not_clean("GIF:pixels");
            case Lzw::End::damaged: return damaged("GIF");
        }
        if (control.transparent && !used[*control.transparent]) return not_clean("GIF:control");
        if (own.entries == 0)
            for (std::size_t i = 0; i < used.size(); ++i) shared_used_[i] = shared_used_[i] || used[i];
        else if (has_idle_colour(own, used)) return not_clean("GIF:colours");
        return {};
    }

    const Limits& limits_;
    SpanReader reader_;
    Colours shared_;
    Used shared_used_{};
    int width_ = 0, height_ = 0;
    Lzw lzw_;
};

}  // namespace

Result<void> prove_gif(ByteView bytes, const Limits& limits) {
    if (!starts_with(bytes, "GIF89a"sv)) return not_clean("GIF:version");
    if (auto proved = Proof(bytes, limits).run(); !proved) return proved;
    return each_frame(bytes, limits, [](const Picture&) -> Result<void> { return {}; });
}

}  // namespace consent
