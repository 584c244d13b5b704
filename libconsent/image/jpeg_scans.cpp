// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_scans.hpp"

#include <algorithm>

namespace consent {

bool JpegScan::reads_dc(const JpegFrame& frame) const noexcept {
    return !is_progressive(frame) || (first == 0 && bit_before == 0);
}

bool JpegScan::reads_ac(const JpegFrame& frame) const noexcept { return !is_progressive(frame) || first > 0; }

std::optional<JpegScan> read_scan(ByteView payload, const JpegFrame& frame) noexcept {
    JpegScan scan;
    if (payload.empty()) return std::nullopt;
    scan.count = payload[0];
    if (scan.count < 1 || scan.count > 4 || payload.size() != 4 + 2 * scan.count) return std::nullopt;
    for (std::size_t i = 0; i < scan.count; ++i) {
        const std::uint8_t* id = std::find(frame.ids.begin(), frame.ids.begin() + frame.components, payload[1 + 2 * i]);
        const std::uint8_t tables = payload[2 + 2 * i];
        if (id == frame.ids.begin() + frame.components || (tables >> 4) > 3 || (tables & 15) > 3) return std::nullopt;
        scan.parts[i] = {static_cast<std::size_t>(id - frame.ids.begin()), static_cast<std::uint8_t>(tables >> 4),
                         static_cast<std::uint8_t>(tables & 15)};
    }
    const ByteView range = payload.subspan(1 + 2 * scan.count);
    if (!is_progressive(frame)) return scan;  // all of it, whatever some coders write there
    scan.first = range[0];
    scan.last = range[1];
    scan.bit_before = range[2] >> 4;
    scan.bit = range[2] & 15;
    if (scan.last > 63 || scan.first > scan.last || scan.bit > 13) return std::nullopt;
    if (scan.first == 0 ? scan.last != 0 : scan.count != 1) return std::nullopt;
    return scan;
}

JpegCoverage::JpegCoverage(const JpegFrame& frame) noexcept : frame_(frame) {
    for (auto& component : bits_) component.fill(-1);
}

bool JpegCoverage::add(const JpegScan& scan) noexcept {
    for (std::size_t i = 0; i < scan.count; ++i) {
        auto& bits = bits_[scan.parts[i].component];
        if (scan.first > 0 && bits[0] < 0) return false;
        for (auto k = static_cast<std::size_t>(scan.first); k <= static_cast<std::size_t>(scan.last); ++k) {
            const bool next = scan.bit_before == 0 ? bits[k] < 0
                                                   : bits[k] == scan.bit_before && scan.bit == scan.bit_before - 1;
            if (!next) return false;
            bits[k] = scan.bit;
        }
    }
    return true;
}

bool JpegCoverage::complete() const noexcept {
    return std::all_of(bits_.begin(), bits_.begin() + frame_.components, [](const auto& component) {
        return std::all_of(component.begin(), component.end(), [](int bit) { return bit == 0; });
    });
}

}  // namespace consent
