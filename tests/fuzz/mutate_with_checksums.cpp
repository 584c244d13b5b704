// SPDX-License-Identifier: Apache-2.0
//
// A PNG whose checksums are wrong is refused before anything is read of it, so the checksums of a mutated one are put right,
// most of the time.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "image/checksum.hpp"
#include "image/span_reader.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    using namespace std::string_view_literals;
    size = LLVMFuzzerMutate(data, size, most);
    const consent::ByteView bytes(data, size);
    if (seed % 16 == 0 || !consent::starts_with(bytes, "\x89PNG\r\n\x1A\n"sv)) return size;
    for (std::size_t at = 8; size - at >= 12;) {
        const std::size_t length = consent::be32_at(bytes, at);
        if (length > size - at - 12) break;
        const std::uint32_t sum = consent::crc32_of(bytes.subspan(at + 4, length + 4));
        for (std::size_t i = 0; i < 4; ++i) data[at + 8 + length + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
        at += 12 + length;
    }
    return size;
}
