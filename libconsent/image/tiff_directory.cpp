// SPDX-License-Identifier: Apache-2.0
#include "image/tiff_directory.hpp"

#include "image/span_reader.hpp"

namespace consent {
namespace {

std::size_t size_of(std::uint16_t type) noexcept {
    switch (type) {
        case 1: case 2: case 6: case 7: return 1;
        case 3: case 8: return 2;
        case 4: case 9: case 11: case 13: return 4;
        case 5: case 10: case 12: return 8;
        default: return 0;
    }
}

std::optional<std::uint16_t> read16(SpanReader& reader, bool big) noexcept {
    return big ? reader.be16() : reader.le16();
}
std::optional<std::uint32_t> read32(SpanReader& reader, bool big) noexcept {
    return big ? reader.be32() : reader.le32();
}

}  // namespace

const TiffEntry* TiffDirectory::find(std::uint16_t tag) const noexcept {
    for (const TiffEntry& entry : entries)
        if (entry.tag == tag) return &entry;
    return nullptr;
}

std::optional<TiffBlock> TiffBlock::parse(ByteView bytes) noexcept {
    using namespace std::string_view_literals;
    const bool big = starts_with(bytes, "MM\0*"sv);
    if (!big && !starts_with(bytes, "II*\0"sv)) return std::nullopt;
    SpanReader reader(bytes);
    if (!reader.seek(4)) return std::nullopt;
    const auto first = read32(reader, big);
    if (!first) return std::nullopt;
    return TiffBlock(bytes, big, *first);
}

std::optional<TiffDirectory> TiffBlock::directory(std::uint32_t offset, std::size_t most) const {
    SpanReader reader(bytes_);
    if (offset < 8 || !reader.seek(offset)) return std::nullopt;
    const auto count = read16(reader, big_endian_);
    if (!count || *count > most) return std::nullopt;
    TiffDirectory directory;
    directory.entries.reserve(*count);
    for (std::size_t i = 0; i < *count; ++i) {
        const auto tag = read16(reader, big_endian_);
        const auto type = read16(reader, big_endian_);
        const auto values = read32(reader, big_endian_);
        std::size_t value_at = reader.position();
        const auto value = read32(reader, big_endian_);
        if (!tag || !type || !values || !value) return std::nullopt;
        TiffEntry entry{*tag, *type, *values, {}, value_at};
        const std::uint64_t size = static_cast<std::uint64_t>(size_of(*type)) * *values;
        if (size > 4) value_at = *value;
        if (size <= bytes_.size() && value_at <= bytes_.size() - size) {
            entry.value = bytes_.subspan(value_at, static_cast<std::size_t>(size));
            entry.offset = value_at;
        }
        directory.entries.push_back(entry);
    }
    directory.next = read32(reader, big_endian_).value_or(0);
    return directory;
}

std::optional<std::uint32_t> TiffBlock::number(const TiffEntry& entry, std::size_t index) const noexcept {
    SpanReader reader(entry.value);
    const std::size_t width = size_of(entry.type);
    if (width == 0 || width > 4 || entry.type == 2 || entry.type == 11) return std::nullopt;
    if (index > entry.value.size() / width || !reader.seek(index * width)) return std::nullopt;
    switch (width) {
        case 1: return reader.u8();
        case 2: return read16(reader, big_endian_);
        default: return read32(reader, big_endian_);
    }
}

std::optional<std::uint32_t> TiffBlock::number(const TiffDirectory& directory, std::uint16_t tag) const noexcept {
    const TiffEntry* entry = directory.find(tag);
    if (entry == nullptr) return std::nullopt;
    return number(*entry);
}

}  // namespace consent
