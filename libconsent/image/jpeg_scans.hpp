// SPDX-License-Identifier: Apache-2.0
//
// What each scan of a JPEG codes, and with which tables (ITU-T T.81, B.2.3 and G.1.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>

#include "image/jpeg_segments.hpp"

namespace consent {

struct JpegScan {
    struct Part {
        std::size_t component = 0;  // its place in the frame
        std::uint8_t dc_table = 0, ac_table = 0;
    };
    std::size_t count = 0;
    std::array<Part, 4> parts{};
    int first = 0, last = 63;  // of the coefficients of a block, in zigzag order
    int bit_before = 0;        // what refines: the bit that was coded last; 0 in a first pass
    int bit = 0;               // the lowest bit that is coded now

    // Whether the scan reads tables of that kind. Requires: the frame it was read with.
    [[nodiscard]] bool reads_dc(const JpegFrame& frame) const noexcept;
    [[nodiscard]] bool reads_ac(const JpegFrame& frame) const noexcept;
};

[[nodiscard]] constexpr bool is_progressive(const JpegFrame& frame) noexcept {
    return frame.marker == 0xC2 || frame.marker == 0xCA;
}
[[nodiscard]] constexpr bool is_arithmetic(const JpegFrame& frame) noexcept {
    return frame.marker == 0xC9 || frame.marker == 0xCA;
}

// Nothing when the header of the scan is not whole or breaks a rule of the frame's coding.
std::optional<JpegScan> read_scan(ByteView payload, const JpegFrame& frame) noexcept;

// Follows what has been coded, for a decoder keeps what came last and the file all of it.
class JpegCoverage {
public:
    explicit JpegCoverage(const JpegFrame& frame) noexcept;

    // False: the scan codes what was coded before, or refines what is not there or not the next bit.
    [[nodiscard]] bool add(const JpegScan& scan) noexcept;

    // Every bit of every coefficient of every component was coded.
    [[nodiscard]] bool complete() const noexcept;

private:
    JpegFrame frame_;
    std::array<std::array<int, 64>, 4> bits_{};  // the lowest bit that was coded, -1 for none
};

}  // namespace consent
