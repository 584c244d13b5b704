// SPDX-License-Identifier: Apache-2.0
#include "image/tiff_samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "image/refusal.hpp"

namespace consent {
namespace {

std::uint64_t colours_of(std::uint64_t photometric) noexcept {
    switch (photometric) {
        case tiff_photometric::separated: return 4;
        case tiff_photometric::white_is_zero:
        case tiff_photometric::black_is_zero:
        case tiff_photometric::palette:
        case tiff_photometric::log_l: return 1;
        default: return 3;
    }
}

double from_half(std::uint16_t half) noexcept {
    const int exponent = half >> 10 & 31, fraction = half & 1023;
    const double size = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    return (half & 0x8000) != 0 ? -size : size;
}

template <typename T>
T load(const std::uint8_t* at) noexcept {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

void store16(std::uint8_t* at, std::uint16_t value) noexcept { std::memcpy(at, &value, sizeof value); }

// Samples that have no black and white of their own: signed whole numbers and floating point.
double measured(const std::uint8_t* at, std::uint64_t bits, std::uint64_t format) noexcept {
    double value = 0;
    if (format == 2) {
        value = bits == 8    ? static_cast<double>(load<std::int8_t>(at))
                : bits == 16 ? static_cast<double>(load<std::int16_t>(at))
                             : static_cast<double>(load<std::int32_t>(at));
    } else {
        value = bits == 16   ? from_half(load<std::uint16_t>(at))
                : bits == 32 ? static_cast<double>(load<float>(at))
                             : load<double>(at);
    }
    return std::isfinite(value) ? value : 0.0;
}

// Black is nought or the least number below it, white one or the greatest above it: nothing is cut off.
Bytes spread_out(const Bytes& raw, std::uint64_t bits, std::uint64_t format) {
    const std::size_t width = static_cast<std::size_t>(bits / 8), count = raw.size() / width;
    double least = 0, most = 1;
    for (std::size_t i = 0; i < count; ++i) {
        const double value = measured(raw.data() + i * width, bits, format);
        least = std::min(least, value);
        most = std::max(most, value);
    }
    const double range = most / 2 - least / 2;  // halved: the whole of it may be infinite
    Bytes out(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        const double value = measured(raw.data() + i * width, bits, format);
        const double part = std::clamp((value / 2 - least / 2) / range, 0.0, 1.0);
        store16(out.data() + i * 2, static_cast<std::uint16_t>(std::lround(part * 65535)));
    }
    return out;
}

// Numbers of any depth up to 16, packed from the highest bit on, each row on a new byte.
Bytes unpacked(const TiffPage& page, const Bytes& raw, std::uint64_t out_bits) {
    const std::size_t per_row = static_cast<std::size_t>(page.width) * static_cast<std::size_t>(page.samples);
    const std::size_t rows = static_cast<std::size_t>(page.height);
    const std::size_t row_bytes = (per_row * static_cast<std::size_t>(page.bits) + 7) / 8;
    const std::uint64_t most_in = (std::uint64_t{1} << page.bits) - 1, most_out = (std::uint64_t{1} << out_bits) - 1;
    Bytes out(per_row * rows * static_cast<std::size_t>(out_bits / 8));
    std::size_t to = 0;
    for (std::size_t y = 0; y < rows; ++y) {
        const std::uint8_t* from = raw.data() + y * row_bytes;
        std::uint64_t window = 0, held = 0;
        for (std::size_t i = 0; i < per_row; ++i) {
            while (held < page.bits) {
                window = window << 8 | *from++;
                held += 8;
            }
            held -= page.bits;
            const std::uint64_t value = ((window >> held & most_in) * most_out + most_in / 2) / most_in;
            if (out_bits == 8) out[to] = static_cast<std::uint8_t>(value);
            else store16(out.data() + to, static_cast<std::uint16_t>(value));
            to += static_cast<std::size_t>(out_bits / 8);
        }
    }
    return out;
}

Bytes upper_halves(const Bytes& raw) {
    Bytes out(raw.size() / 2);
    for (std::size_t i = 0; i < raw.size() / 4; ++i)
        store16(out.data() + i * 2, static_cast<std::uint16_t>(load<std::uint32_t>(raw.data() + i * 4) >> 16));
    return out;
}

void drop_samples(TiffSamples& samples, std::uint64_t keep) {
    const std::size_t bytes = static_cast<std::size_t>(samples.bits / 8);
    const std::size_t before = static_cast<std::size_t>(samples.samples) * bytes;
    const std::size_t after = static_cast<std::size_t>(keep) * bytes;
    const std::size_t pixels = samples.data.size() / before;
    for (std::size_t i = 0; i < pixels; ++i)
        std::memmove(samples.data.data() + i * after, samples.data.data() + i * before, after);
    samples.data.resize(pixels * after);
    samples.samples = keep;
}

void clear_ends_of_rows(TiffSamples& samples) {
    const std::uint64_t used = static_cast<std::uint64_t>(samples.width) * samples.samples * samples.bits % 8;
    if (used == 0) return;
    const auto keep = static_cast<std::uint8_t>(0xFF00U >> used);
    for (std::size_t end = samples.row_bytes(); end <= samples.data.size(); end += samples.row_bytes())
        samples.data[end - 1] &= keep;
}

}  // namespace

bool is_plain(std::uint64_t bits, std::uint64_t samples, std::uint64_t photometric) noexcept {
    const bool whole = bits == 8 || bits == 16;
    const bool part = bits == 1 || bits == 2 || bits == 4;
    switch (photometric) {
        case tiff_photometric::white_is_zero:
        case tiff_photometric::black_is_zero: return (samples == 1 && (whole || part)) || (samples == 2 && whole);
        case tiff_photometric::rgb: return (samples == 3 || samples == 4) && whole;
        case tiff_photometric::palette: return samples == 1 && (bits == 8 || part);
        case tiff_photometric::separated: return samples == 4 && whole;
        default: return false;
    }
}

bool is_plain(const TiffPage& page) noexcept {
    return page.sample_format == 1 && is_plain(page.bits, page.samples, page.photometric);
}

Result<TiffSamples> to_plain_samples(const TiffPage& page, Bytes raw) {
    TiffSamples out;
    out.width = page.width;
    out.height = page.height;
    out.samples = page.samples;
    out.photometric = page.photometric;
    out.extra = page.extra;
    const bool whole = page.bits == 8 || page.bits == 16;
    const bool part = page.bits == 1 || page.bits == 2 || page.bits == 4;
    if (page.sample_format == 1 && (whole || (part && page.samples == 1))) {
        out.bits = page.bits;
        out.data = std::move(raw);
    } else if (page.photometric == tiff_photometric::palette) {
        return unreadable("This TIFF stores its pixels in a way that is not read: save it as JPEG or PNG.");
    } else if (page.sample_format == 1 && page.bits < 16) {
        out.bits = page.bits < 8 ? 8 : 16;
        out.data = unpacked(page, raw, out.bits);
    } else if (page.sample_format == 1 && page.bits == 32) {
        out.bits = 16;
        out.data = upper_halves(raw);
    } else if ((page.sample_format == 2 && (whole || page.bits == 32)) ||
               (page.sample_format == 3 && (page.bits == 16 || page.bits == 32 || page.bits == 64))) {
        out.bits = 16;
        out.data = spread_out(raw, page.bits, page.sample_format);
    } else {
        return unreadable("This TIFF stores its pixels in a way that is not read: save it as JPEG or PNG.");
    }
    const std::uint64_t colours = colours_of(out.photometric);
    const bool may_have_alpha = out.photometric <= tiff_photometric::rgb;
    const std::uint64_t keep = std::min(out.samples, colours + (may_have_alpha ? 1 : 0));
    if (keep < out.samples) drop_samples(out, keep);
    if (keep == colours) out.extra = tiff_extra::none;
    clear_ends_of_rows(out);
    if (!is_plain(out.bits, out.samples, out.photometric))
        return unreadable("This TIFF stores its pixels in a way that is not read: save it as JPEG or PNG.");
    return out;
}

}  // namespace consent
