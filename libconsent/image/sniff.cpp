// SPDX-License-Identifier: Apache-2.0
#include <consent/image.hpp>

#include <algorithm>
#include <array>

#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// The content of the first box of that type among those that stand one after another; empty where there is none.
ByteView box_content(ByteView boxes, std::string_view type) noexcept {
    SpanReader reader(boxes);
    for (int i = 0; i < 100; ++i) {
        const auto size = reader.be32();
        const auto name = reader.take(4);
        if (!size || !name || (*size != 0 && *size < 8)) return {};
        const auto content = reader.take(*size == 0 ? reader.remaining() : *size - 8);
        if (!content) return {};
        if (starts_with(*name, type)) return *content;
    }
    return {};
}

// A file whose brands leave open how its pictures are coded: one of its items is AV1.
bool lists_av1(ByteView bytes) noexcept {
    const ByteView meta = box_content(bytes, "meta"sv);
    const ByteView entries = meta.size() < 4 ? meta : box_content(meta.subspan(4), "iinf"sv);
    static constexpr auto av1 = "av01"sv;
    return std::search(entries.begin(), entries.end(), av1.begin(), av1.end()) != entries.end();
}

// The major brand and the compatible brands of an ISO base media file.
Format iso_media_format(ByteView bytes) noexcept {
    const std::size_t box = std::min<std::size_t>({be32_at(bytes, 0), bytes.size(), 512});
    bool heif = false, hevc = false;
    for (std::size_t at = 8; at + 4 <= box; at += 4) {
        if (at == 12) continue;  // minor version
        const ByteView brand = bytes.subspan(at, 4);
        const auto is_one_of = [brand](const auto& known) {
            return std::any_of(known.begin(), known.end(), [&](std::string_view k) { return starts_with(brand, k); });
        };
        if (starts_with(brand, "avif"sv) || starts_with(brand, "avis"sv)) return Format::avif;
        if (starts_with(brand, "crx "sv)) return Format::raw_or_psd;
        static constexpr std::array hevc_brands{"heic"sv, "heix"sv, "hevc"sv, "hevx"sv,
                                                "heim"sv, "heis"sv, "hevm"sv, "hevs"sv};
        static constexpr std::array open_brands{"mif1"sv, "mif2"sv, "mif3"sv, "msf1"sv, "miaf"sv};
        hevc = hevc || is_one_of(hevc_brands);
        heif = heif || is_one_of(open_brands);
    }
    if (heif && !hevc && lists_av1(bytes)) return Format::avif;
    heif = heif || hevc;
    return heif ? Format::heif : Format::unknown;
}

}  // namespace

std::string_view to_string(Format format) noexcept {
    switch (format) {
        case Format::unknown: return "unknown";
        case Format::jpeg: return "JPEG";
        case Format::png: return "PNG";
        case Format::webp: return "WebP";
        case Format::gif: return "GIF";
        case Format::bmp: return "BMP";
        case Format::tiff: return "TIFF";
        case Format::heif: return "HEIC";
        case Format::avif: return "AVIF";
        case Format::jpeg_xl: return "JPEG XL";
        case Format::raw_or_psd: return "camera raw or Photoshop";
    }
    return "unknown";
}

std::string_view extension_of(Format format) noexcept {
    switch (format) {
        case Format::jpeg: return ".jpg";
        case Format::png: return ".png";
        case Format::webp: return ".webp";
        case Format::gif: return ".gif";
        case Format::bmp: return ".bmp";
        case Format::tiff: return ".tif";
        case Format::heif: return ".heic";
        case Format::avif: return ".avif";
        case Format::jpeg_xl:
        case Format::raw_or_psd:
        case Format::unknown: break;
    }
    return ".bin";
}

Format sniff(ByteView bytes) noexcept {
    if (starts_with(bytes, "\xFF\xD8\xFF"sv)) return Format::jpeg;
    if (starts_with(bytes, "\x89PNG\r\n\x1A\n"sv)) return Format::png;
    if (starts_with(bytes, "RIFF"sv) && bytes.size() >= 12 && starts_with(bytes.subspan(8), "WEBP"sv))
        return Format::webp;
    if (starts_with(bytes, "GIF87a"sv) || starts_with(bytes, "GIF89a"sv)) return Format::gif;
    if (starts_with(bytes, "\xFF\x0A"sv) || starts_with(bytes, "\0\0\0\x0CJXL \r\n\x87\n"sv)) return Format::jpeg_xl;
    if (starts_with(bytes, "8BPS"sv) || starts_with(bytes, "FUJIFILMCCD-RAW"sv) ||
        starts_with(bytes, "IIRO"sv) || starts_with(bytes, "IIRS"sv) || starts_with(bytes, "IIU\0"sv) ||
        starts_with(bytes, "\0MRM"sv) || starts_with(bytes, "FOVb"sv))
        return Format::raw_or_psd;
    if (starts_with(bytes, "II*\0"sv) || starts_with(bytes, "MM\0*"sv) || starts_with(bytes, "II+\0"sv) ||
        starts_with(bytes, "MM\0+"sv)) {
        if (bytes.size() >= 10 && starts_with(bytes.subspan(8), "CR"sv)) return Format::raw_or_psd;
        return Format::tiff;
    }
    if (bytes.size() >= 12 && starts_with(bytes.subspan(4), "ftyp"sv)) return iso_media_format(bytes);
    // "BM" alone is too common a beginning of a text: the header size must be one that exists.
    if (starts_with(bytes, "BM"sv) && bytes.size() >= 18 && bytes[14] >= 12 && bytes[14] <= 124 && bytes[15] == 0 &&
        bytes[16] == 0 && bytes[17] == 0)
        return Format::bmp;
    return Format::unknown;
}

}  // namespace consent
