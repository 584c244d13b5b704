// SPDX-License-Identifier: Apache-2.0
#include "image/tiff_directory.hpp"

#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

std::size_t size_of(std::uint16_t type) noexcept {
    switch (type) {
        case 1: case 2: case 6: case 7: return 1;
        case 3: case 8: return 2;
        case 4: case 9: case 11: case 13: return 4;
        case 5: case 10: case 12: case 16: case 17: case 18: return 8;
        default: return 0;
    }
}

bool is_whole_number(std::uint16_t type) noexcept {
    switch (type) {
        case 1: case 3: case 4: case 6: case 7: case 8: case 9: case 13: case 16: case 17: case 18: return true;
        default: return false;
    }
}

}  // namespace

const TiffEntry* TiffDirectory::find(std::uint16_t tag) const noexcept {
    for (const TiffEntry& entry : entries)
        if (entry.tag == tag) return &entry;
    return nullptr;
}

std::optional<TiffBlock> TiffBlock::parse(ByteView bytes) noexcept {
    const bool big_endian = starts_with(bytes, "MM\0"sv);
    const bool is_big = starts_with(bytes, big_endian ? "MM\0+\0\x08\0\0"sv : "II+\0\x08\0\0\0"sv);
    if (!is_big && !starts_with(bytes, big_endian ? "MM\0*"sv : "II*\0"sv)) return std::nullopt;
    TiffBlock block(bytes, big_endian, is_big);
    SpanReader reader(bytes);
    if (!reader.seek(is_big ? 8 : 4)) return std::nullopt;
    const auto first = reader.unsigned_number(is_big ? 8 : 4, big_endian);
    if (!first) return std::nullopt;
    block.first_ = *first;
    return block;
}

std::optional<TiffDirectory> TiffBlock::directory(std::uint64_t offset, std::size_t most) const {
    const std::size_t wide = is_big_ ? 8 : 4;
    SpanReader reader(bytes_);
    if (offset == 0 || offset > bytes_.size() || !reader.seek(static_cast<std::size_t>(offset))) return std::nullopt;
    const auto count = reader.unsigned_number(is_big_ ? 8 : 2, big_endian_);
    if (!count || *count > most || *count * (4 + 2 * wide) > reader.remaining()) return std::nullopt;

    TiffDirectory directory;
    directory.entries.reserve(static_cast<std::size_t>(*count));
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto tag = reader.unsigned_number(2, big_endian_);
        const auto type = reader.unsigned_number(2, big_endian_);
        const auto values = reader.unsigned_number(wide, big_endian_);
        const std::size_t inside = reader.position();
        const auto value = reader.unsigned_number(wide, big_endian_);
        if (!tag || !type || !values || !value) return std::nullopt;
        TiffEntry entry{static_cast<std::uint16_t>(*tag), static_cast<std::uint16_t>(*type), *values, {}, inside};
        const std::size_t width = size_of(entry.type);
        if (width != 0 && *values <= bytes_.size() / width) {
            const std::size_t size = width * static_cast<std::size_t>(*values);
            const std::uint64_t at = size > wide ? *value : inside;
            if (at <= bytes_.size() - size) {
                entry.offset = static_cast<std::size_t>(at);
                entry.value = bytes_.subspan(entry.offset, size);
            }
        }
        directory.entries.push_back(entry);
    }
    directory.next = reader.unsigned_number(wide, big_endian_).value_or(0);
    return directory;
}

std::optional<std::uint64_t> TiffBlock::number(const TiffEntry& entry, std::size_t index) const noexcept {
    const std::size_t width = size_of(entry.type);
    if (!is_whole_number(entry.type) || index >= entry.value.size() / width) return std::nullopt;
    SpanReader reader(entry.value);
    if (!reader.seek(index * width)) return std::nullopt;
    return reader.unsigned_number(width, big_endian_);
}

std::optional<std::uint64_t> TiffBlock::number(const TiffDirectory& directory, std::uint16_t tag) const noexcept {
    const TiffEntry* entry = directory.find(tag);
    if (entry == nullptr) return std::nullopt;
    return number(*entry);
}

}  // namespace consent
