// SPDX-License-Identifier: Apache-2.0
#include "image/gif_lzw.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace consent {
namespace {

constexpr std::uint32_t most_codes = 4096;

class CodeReader {
public:
    explicit CodeReader(ByteView data) noexcept : data_(data) {}

    std::optional<std::uint32_t> read(int bits) noexcept {
        while (held_ < bits) {
            if (next_ == data_.size()) return std::nullopt;
            window_ |= std::uint32_t{data_[next_++]} << held_;
            held_ += 8;
        }
        const std::uint32_t code = window_ & ((1U << bits) - 1);
        window_ >>= bits;
        held_ -= bits;
        return code;
    }
    // Nothing but zero bits up to the end of this byte, and no byte behind it.
    [[nodiscard]] bool spent() const noexcept { return held_ < 8 && window_ == 0 && next_ == data_.size(); }

private:
    ByteView data_;
    std::size_t next_ = 0;
    std::uint32_t window_ = 0;
    int held_ = 0;
};

class CodeWriter {
public:
    void write(std::uint32_t code, int bits) {
        window_ |= code << held_;
        for (held_ += bits; held_ >= 8; held_ -= 8, window_ >>= 8) out.push_back(static_cast<std::uint8_t>(window_));
    }
    void flush() {
        if (held_ > 0) out.push_back(static_cast<std::uint8_t>(window_));
    }

    Bytes out;

private:
    std::uint32_t window_ = 0;
    int held_ = 0;
};

}  // namespace

GifPixels read_gif_pixels(ByteView data, int code_size, std::size_t count) {
    const std::uint32_t clear = 1U << code_size, end = clear + 1;
    // Where the string of a code stands in the pixels so far, and how long it is.
    std::vector<std::size_t> start(most_codes);
    std::vector<std::size_t> length(most_codes);
    GifPixels pixels;
    pixels.indexes.reserve(count);
    CodeReader codes(data);
    std::uint32_t next = end + 1;
    int bits = code_size + 1;
    bool exact = true, first = true, cleared = false;  // cleared: no code but clear ones since the last
    std::size_t previous = 0, previous_length = 0;
    while (pixels.indexes.size() < count) {
        const auto code = codes.read(bits);
        if (!code || *code == end) return {};
        if (first && *code != clear) exact = false;  // decoders begin with an empty table all the same
        first = false;
        if (*code == clear) {
            if (cleared) exact = false;
            cleared = true;
            next = end + 1;
            bits = code_size + 1;
            previous_length = 0;
            continue;
        }
        cleared = false;
        const std::size_t at = pixels.indexes.size();
        if (*code < clear) {
            pixels.indexes.push_back(static_cast<std::uint8_t>(*code));
        } else {
            if (previous_length == 0 || *code > next || (*code == next && next == most_codes)) return {};
            // The newest code is the string before and its own first pixel once more.
            const std::size_t from = *code == next ? previous : start[*code];
            const std::size_t size = *code == next ? previous_length + 1 : length[*code];
            for (std::size_t i = 0; i < size; ++i) pixels.indexes.push_back(pixels.indexes[from + i]);
        }
        if (previous_length != 0 && next < most_codes) {
            start[next] = previous;
            length[next] = previous_length + 1;
            if (++next == 1U << bits && bits < 12) ++bits;
        }
        previous = at;
        previous_length = pixels.indexes.size() - at;
    }
    if (pixels.indexes.size() > count) exact = false;
    pixels.indexes.resize(count);
    const auto last = codes.read(bits);
    pixels.end = exact && last == end && codes.spent() ? GifLzwEnd::exact : GifLzwEnd::loose;
    return pixels;
}

Bytes pack_gif_pixels(ByteView indexes, int code_size) {
    const std::uint32_t clear = 1U << code_size, end = clear + 1;
    // By a code and the pixel behind it: the code of both, 0 where there is none.
    std::vector<std::uint16_t> longer(most_codes << code_size);
    CodeWriter codes;
    std::uint32_t next = end + 1;
    int bits = code_size + 1;
    codes.write(clear, bits);
    std::uint32_t current = indexes.front();
    for (const std::uint8_t pixel : indexes.subspan(1)) {
        std::uint16_t& both = longer[current << code_size | pixel];
        if (both != 0) {
            current = both;
            continue;
        }
        codes.write(current, bits);
        current = pixel;
        if (next < most_codes) {
            both = static_cast<std::uint16_t>(next++);
            // The reader makes each code one later than the writer, and widens by its own count.
            if (next > 1U << bits && bits < 12) ++bits;
            continue;
        }
        codes.write(clear, bits);
        std::fill(longer.begin(), longer.end(), std::uint16_t{0});
        next = end + 1;
        bits = code_size + 1;
    }
    codes.write(current, bits);
    if (next < most_codes && next + 1 > 1U << bits && bits < 12) ++bits;
    codes.write(end, bits);
    codes.flush();
    return std::move(codes.out);
}

}  // namespace consent
