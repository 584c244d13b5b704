// SPDX-License-Identifier: Apache-2.0
#include "sanitise/icc_writer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "image/icc_text.hpp"
#include "sanitise/icc_curves.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t header_size = 128;

// Text as version 4 stores it: one record, UTF-16.
Bytes localised_text(std::string_view text) {
    Bytes out;
    put_text(out, "mluc"sv);
    put_be32(out, 0);
    put_be32(out, 1);
    put_be32(out, 12);
    put_text(out, "enUS"sv);
    put_be32(out, static_cast<std::uint32_t>(text.size() * 2));
    put_be32(out, 28);
    for (const char c : text) put_be16(out, static_cast<std::uint8_t>(c));
    return out;
}

Bytes old_description(std::string_view text) {
    Bytes out;
    put_text(out, "desc"sv);
    put_be32(out, 0);
    put_be32(out, static_cast<std::uint32_t>(text.size() + 1));
    put_text(out, text);
    out.resize(out.size() + 1 + 4 + 4 + 2 + 1 + 67, 0);
    return out;
}

Bytes old_text(std::string_view text) {
    Bytes out;
    put_text(out, "text"sv);
    put_be32(out, 0);
    put_text(out, text);
    out.push_back(0);
    return out;
}

Bytes write_header(const IccHeader& header, std::size_t size) {
    Bytes out;
    put_be32(out, static_cast<std::uint32_t>(size));
    put_be32(out, 0);  // no preferred engine
    out.push_back(header.version);
    out.push_back(header.revision);
    out.resize(12, 0);
    put_text(out, header.kind);
    put_text(out, header.space);
    put_text(out, "XYZ "sv);
    out.resize(36, 0);
    put_text(out, "acsp"sv);
    out.resize(64, 0);
    put_be32(out, header.intent <= 3 ? header.intent : 0);
    put_be32(out, 0x0000F6D6);  // D50, the illuminant of every connection space
    put_be32(out, 0x00010000);
    put_be32(out, 0x0000D32D);
    out.resize(header_size, 0);
    return out;
}

}  // namespace

Bytes write_icc(const IccHeader& header, std::string_view description, std::vector<IccElement> elements) {
    const bool old = header.version == 2;
    std::vector<IccElement> all;
    all.push_back({"desc"sv, old ? old_description(description) : localised_text(description)});
    all.push_back({"cprt"sv, old ? old_text(icc_text::copyright) : localised_text(icc_text::copyright)});
    std::move(elements.begin(), elements.end(), std::back_inserter(all));

    Bytes tags, data;
    std::vector<std::size_t> offsets;
    const std::size_t data_at = header_size + 4 + 12 * all.size();
    put_be32(tags, static_cast<std::uint32_t>(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::size_t same = 0;  // curves that are alike are stored once, as they mostly were
        while (same < i && all[same].bytes != all[i].bytes) ++same;
        offsets.push_back(same < i ? offsets[same] : data_at + data.size());
        if (same == i) {
            data.insert(data.end(), all[i].bytes.begin(), all[i].bytes.end());
            pad_to_four(data);
        }
        put_text(tags, all[i].tag);
        put_be32(tags, static_cast<std::uint32_t>(offsets[i]));
        put_be32(tags, static_cast<std::uint32_t>(all[i].bytes.size()));
    }
    Bytes out = write_header(header, data_at + data.size());
    out.insert(out.end(), tags.begin(), tags.end());
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

}  // namespace consent
