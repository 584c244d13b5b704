// SPDX-License-Identifier: Apache-2.0
//
// A walk through the compressed data of a Huffman-coded JPEG (ITU-T T.81, annexes F and G) that decodes no pixel: it says
// whether the data is exactly the blocks that the frame has, and nothing more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

#include "image/jpeg_entropy_bits.hpp"
#include "image/jpeg_huffman_blocks.hpp"
#include "image/jpeg_huffman_codes.hpp"

namespace consent {

// Takes the segments of a file one after the other, in their order. Baseline, extended and progressive frames of eight
// bits; a frame of another coding is never exact.
//
// Stricter than decoders are: a run past the last coefficient, a run of empty blocks past the last block, a correction
// that is none, a fill-up that is not of ones, restart markers out of turn, all count as not exact, for what a decoder
// passes over there could say something else.
class JpegHuffmanWalk {
public:
    // DQT, APPn and COM need not be given. `entropy`: of SOS, what follows it up to the next marker that is no restart.
    void take(std::uint8_t marker, ByteView payload, ByteView entropy = {});

    // Every scan until now held its blocks alone, each coded whole. Not said: that the scans make a whole picture.
    [[nodiscard]] bool exact() const noexcept { return exact_ && fillings_.empty(); }

    // The last byte of a run of blocks, where its last bits are not ones.
    struct Filling {
        const std::uint8_t* byte;
        std::uint8_t bits;  // those behind the last block
    };
    // Nothing but these is in the way of exact(). Nothing: something else is.
    [[nodiscard]] const std::vector<Filling>* other_fillings() const noexcept { return exact_ ? &fillings_ : nullptr; }

private:
    struct Component {
        std::uint8_t id = 0;
        std::size_t across = 1, down = 1;   // sampling factors
        std::size_t blocks = 0;             // where it is scanned alone
        std::vector<std::uint64_t> coded;   // a bit for each AC coefficient that is not zero, of pictures that are refined
    };
    struct Scan {
        std::vector<std::size_t> components;
        std::vector<std::uint8_t> tables;   // of each
        std::size_t first = 0, last = 63;
        unsigned before = 0, bit = 0;
        std::uint64_t mcus = 0;
    };

    bool frame(std::uint8_t marker, ByteView payload);
    bool codes(ByteView payload);
    bool scan(ByteView payload, ByteView entropy);
    bool run(const Scan& scan, const std::optional<BlockCodes>& codes, ByteView stuffed, std::uint64_t first_mcu,
             std::uint64_t mcus);
    bool blocks(const BlockCodes& codes, std::uint64_t mcus);
    [[nodiscard]] std::optional<BlockCodes> sequential_codes(const Scan& scan, std::size_t size) const;
    bool dc_passes(const Scan& scan, std::uint64_t mcus);
    bool ac_first(const Scan& scan, std::uint64_t first_block, std::uint64_t blocks);
    bool ac_refined(const Scan& scan, std::uint64_t first_block, std::uint64_t blocks);
    [[nodiscard]] std::size_t blocks_in_mcu(const Scan& scan, std::size_t component) const noexcept;
    [[nodiscard]] const HuffmanCode* code(std::size_t kind, std::size_t place) const noexcept {
        return codes_[kind][place] ? &*codes_[kind][place] : nullptr;
    }

    bool exact_ = true;
    bool progressive_ = false;
    std::size_t width_ = 0, height_ = 0, most_across_ = 1, most_down_ = 1;
    std::uint64_t interval_ = 0;
    std::vector<Component> components_;
    std::array<std::array<std::optional<HuffmanCode>, 4>, 2> codes_;  // DC, AC
    EntropyBits bits_;
    std::vector<Filling> fillings_;
};

struct JpegWalk;

// The same file with ones behind the last block of each run, as coders mostly leave them; some cameras leave zeros.
// Nothing when that is not all that is in the way of JpegHuffmanWalk::exact().
// Requires: a walk of these bytes.
std::optional<Bytes> filled_with_ones(ByteView jpeg, const JpegWalk& walk);

}  // namespace consent
