// SPDX-License-Identifier: Apache-2.0
#include "sanitise/jpeg_tables.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "image/jpeg_scans.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

namespace m = jpeg_marker;

struct Table {
    std::size_t segment = 0;
    ByteView bytes;  // as it stands in the segment, its number first
    bool used = false;
};

enum Kind : std::size_t { quantisation, dc_codes, ac_codes, dc_conditioning, ac_conditioning, restart, kinds };

// Takes the next table of a segment; nothing when it is not whole or not sound.
std::optional<ByteView> take_table(std::uint8_t marker, SpanReader& reader, ByteView payload) {
    const std::size_t start = reader.position();
    const auto number = reader.u8();
    if (!number) return std::nullopt;
    bool sound = (*number >> 4) <= 1 && (*number & 15) <= 3;
    if (marker == m::dqt) {
        sound = sound && reader.take((*number >> 4) == 1 ? 128 : 64).has_value();
    } else if (marker == m::dht) {
        const auto counts = reader.take(16);
        std::size_t codes = 0;
        if (counts)
            for (const std::uint8_t count : *counts) codes += count;
        sound = sound && counts && codes <= 256 && reader.take(codes).has_value();
    } else {
        const auto value = reader.u8();
        sound = sound && value &&
                ((*number >> 4) == 0 ? (*value & 15) <= *value >> 4 : *value >= 1 && *value <= 63);
    }
    if (!sound) return std::nullopt;
    return payload.subspan(start, reader.position() - start);
}

class TableUse {
public:
    explicit TableUse(const JpegFrame& frame) : frame_(frame) {}

    bool define(std::size_t segment, std::uint8_t marker, ByteView payload) {
        if (marker == m::dri) {
            if (payload.size() != 2) return false;
            set(restart, 0, {segment, payload});
            return true;
        }
        if (marker == m::dac && !is_arithmetic(frame_)) return true;
        SpanReader reader(payload);
        while (!reader.at_end()) {
            const auto table = take_table(marker, reader, payload);
            if (!table) return false;
            const std::size_t high = (*table)[0] >> 4, place = (*table)[0] & 15;
            if (marker == m::dqt) set(quantisation, place, {segment, *table});
            if (marker == m::dht) set(dc_codes + high, place, {segment, *table});
            if (marker == m::dac) set(dc_conditioning + high, place, {segment, *table});
        }
        return true;
    }

    bool scan(const JpegScan& scan) {
        const bool arithmetic = is_arithmetic(frame_);
        for (std::size_t i = 0; i < scan.count; ++i) {
            const JpegScan::Part& part = scan.parts[i];
            if (!std::exchange(latched_[part.component], true) && !quantise(frame_.quantisation[part.component]))
                return false;
            if (scan.reads_dc(frame_)) use(arithmetic ? dc_conditioning : dc_codes, part.dc_table);
            if (scan.reads_ac(frame_)) use(arithmetic ? ac_conditioning : ac_codes, part.ac_table);
        }
        if (const std::size_t now = now_[restart][0]; now != 0) {
            const ByteView bytes = tables_[now - 1].bytes;
            const int interval = bytes[0] << 8 | bytes[1];
            // The one in force already says nothing.
            if (std::exchange(interval_, interval) != interval) use(restart, 0);
        }
        return true;
    }

    [[nodiscard]] const std::vector<Table>& tables() const noexcept { return tables_; }

private:
    void set(std::size_t kind, std::size_t place, Table table) {
        tables_.push_back(table);
        now_[kind][place] = tables_.size();
    }

    void use(std::size_t kind, std::size_t place) {
        if (now_[kind][place] != 0) tables_[now_[kind][place] - 1].used = true;
    }

    bool quantise(std::size_t place) {
        const std::size_t now = now_[quantisation][place];
        if (now == 0) return false;
        const ByteView bytes = tables_[now - 1].bytes;
        ByteView& first = quantised_[place];
        if (first.empty()) {
            first = bytes;
            use(quantisation, place);
        }
        return std::equal(first.begin(), first.end(), bytes.begin(), bytes.end());
    }

    JpegFrame frame_;
    std::vector<Table> tables_;
    std::array<std::array<std::size_t, 4>, kinds> now_{};  // one more than the place in tables_, 0 for none
    std::array<ByteView, 4> quantised_{};
    std::array<bool, 4> latched_{};
    int interval_ = 0;
};

}  // namespace

std::optional<std::vector<Bytes>> used_jpeg_tables(const JpegWalk& walk) {
    TableUse use(walk.frame);
    for (std::size_t i = 0; i < walk.segments.size(); ++i) {
        const JpegSegment& segment = walk.segments[i];
        if (segment.marker == m::dqt || segment.marker == m::dht || segment.marker == m::dac ||
            segment.marker == m::dri) {
            if (!use.define(i, segment.marker, segment.payload)) return std::nullopt;
        } else if (segment.marker == m::sos) {
            const auto scan = read_scan(segment.payload, walk.frame);
            if (!scan || !use.scan(*scan)) return std::nullopt;
        }
    }
    std::vector<Bytes> kept(walk.segments.size());
    for (const Table& table : use.tables())
        if (table.used) kept[table.segment].insert(kept[table.segment].end(), table.bytes.begin(), table.bytes.end());
    return kept;
}

}  // namespace consent
