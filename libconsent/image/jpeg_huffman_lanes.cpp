// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_huffman_lanes.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace consent {
namespace {

constexpr std::size_t piece_bytes = std::size_t{128} << 10;
constexpr std::size_t overlap_bytes = std::size_t{4} << 10;  // more than the longest MCU takes
constexpr std::size_t meeting_bits = std::size_t{16} << 10;  // in which a piece and the next are to meet
constexpr std::size_t lanes = 4;                             // what the registers of a processor hold and its latencies hide
constexpr std::size_t least_for_two_threads = 8;             // pieces
constexpr int steps_at_once = 16;
constexpr std::size_t slack_bits = 8 * EntropyBits::most_in_advance;
static_assert(steps_at_once * SymbolChains::most_bits <= slack_bits);

// Starts of MCUs, in bits from the start of a piece, one after the other.
class Meetings {
public:
    void clear() noexcept { count_ = 0; }
    void add(std::size_t place) noexcept { places_[count_++] = static_cast<std::uint32_t>(place); }
    [[nodiscard]] bool full() const noexcept { return count_ == places_.size(); }
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] std::size_t operator[](std::size_t i) const noexcept { return places_[i]; }

private:
    std::array<std::uint32_t, 96> places_;
    std::size_t count_ = 0;
};

struct Piece {
    ByteView stuffed;       // its own part
    ByteView behind;        // what the next piece begins with; empty for the last
    bool sound = true;
    Meetings head, tail;    // MCUs from the start of this piece; of the next, as this one reads it
    std::uint64_t blocks = 0;  // from the first of the head (of a known start: from there) to the first of the tail
    struct End {
        std::uint64_t blocks = 0;
        unsigned filling = 0;  // bits behind them
    };
    std::array<End, 8> ends{};  // of the last piece: where its blocks may end, for the last bits could be another
    std::size_t end_count = 0;
};

struct Node;

// Where a reader is, in two registers: four of them, and what they share, stay out of memory.
struct Place {
    // Bits from the start of the buffer that all lanes share, of 24 bits; above them in eight the coefficients of the block
    // so far, as in an entry of SymbolChains, which is added whole; above those the blocks that were passed.
    std::uint64_t counts = 0;
    const Node* node = nullptr;

    static constexpr std::uint64_t bit_mask = 0xFFFFFFU, coefficients_mask = 0xFF000000U, one_block = std::uint64_t{1} << 32;

    [[nodiscard]] std::size_t bit() const noexcept { return counts & bit_mask; }
    [[nodiscard]] unsigned coefficients() const noexcept { return static_cast<unsigned>(counts >> 24) & 255U; }
    [[nodiscard]] std::uint64_t blocks() const noexcept { return counts >> 32; }
};

// A block of the MCU, before or behind its first symbol.
struct Node {
    const SymbolChains::Entry* chains = nullptr;
    const Node* next[2] = {};  // behind a chain that goes on in the block, and behind one that ends it
    std::size_t block = 0;
    bool started = false;
};

constexpr std::size_t buffer_bytes = piece_bytes + 2 * overlap_bytes + EntropyBits::most_in_advance;

static_assert(8 * (lanes * buffer_bytes + EntropyBits::most_in_advance) < Place::bit_mask);
constexpr std::size_t fault_bit = 8 * lanes * buffer_bytes;  // where a reader waits that met a fault

struct Lane {
    std::uint8_t* buffer = nullptr;
    Piece* piece = nullptr;
    Place at;
    std::size_t start = 0;              // of the buffer, in bits of the shared one, as all of these
    std::size_t limit = 0;              // where the steps of all lanes together stop
    std::size_t boundary = 0, end = 0;  // of the piece's own part, and of all that is unstuffed
};

struct Lanes {
    Lanes() : shared(std::make_unique_for_overwrite<std::uint8_t[]>(lanes * buffer_bytes + EntropyBits::most_in_advance)) {
        std::memset(shared.get() + lanes * buffer_bytes, 0, EntropyBits::most_in_advance);
        for (std::size_t i = 0; i < lanes; ++i) {
            each[i].buffer = shared.get() + i * buffer_bytes;
            each[i].start = 8 * i * buffer_bytes;
        }
    }
    std::unique_ptr<std::uint8_t[]> shared;
    std::array<Lane, lanes> each;
};

class Reader {
public:
    explicit Reader(const BlockCodes& codes) : codes_(codes) {
        for (std::size_t block = 0; block < codes.blocks(); ++block)
            for (const bool started : {false, true}) {
                Node& node = nodes_[2 * block + (started ? 1 : 0)];
                node.chains = codes.entries() + codes.chains_at(block, started);
                node.next[0] = &nodes_[2 * block + 1];
                node.next[1] = &nodes_[2 * ((block + 1) % codes.blocks())];
                node.block = block;
                node.started = started;
            }
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // Takes up a piece. `known_start`: a bit of it at which an MCU does start; without, what is read is a guess.
    void begin(Lane& lane, Piece& piece, std::optional<std::size_t> known_start) const noexcept {
        piece.sound = true;
        piece.head.clear();
        piece.tail.clear();
        piece.blocks = 0;
        piece.end_count = 0;
        const Unstuffed own = unstuff(piece.stuffed, lane.buffer, piece_bytes + overlap_bytes);
        const Unstuffed more = unstuff(piece.behind, lane.buffer + own.written, overlap_bytes);
        std::memset(lane.buffer + own.written + more.written, 0, EntropyBits::most_in_advance);
        lane.piece = &piece;
        lane.boundary = lane.start + 8 * own.written;
        lane.end = lane.boundary + 8 * more.written;
        const std::size_t stop = piece.behind.empty() ? lane.end : std::min(lane.end, lane.boundary + slack_bits);
        lane.limit = std::max(stop, lane.start + slack_bits) - slack_bits;
        if (!own.sound) lane.at = at_fault();
        else if (known_start) lane.at = {lane.start + *known_start, &nodes_[0]};
        else find_step(lane);
    }

    // All lanes go on until the first is at its limit or meets a fault.
    void run(Lanes& all) const noexcept {
        Place a = all.each[0].at, b = all.each[1].at, c = all.each[2].at, d = all.each[3].at;
        const std::size_t limits[] = {all.each[0].limit, all.each[1].limit, all.each[2].limit, all.each[3].limit};
        const std::uint8_t* const data = all.shared.get();
        while (a.bit() < limits[0] && b.bit() < limits[1] && c.bit() < limits[2] && d.bit() < limits[3])
            for (int i = 0; i < steps_at_once; ++i) {
                a = step(a, data);
                b = step(b, data);
                c = step(c, data);
                d = step(d, data);
            }
        all.each[0].at = a;
        all.each[1].at = b;
        all.each[2].at = c;
        all.each[3].at = d;
    }

    // Reads on to where the next piece begins and through its head, or to the end of the run.
    void finish(Lane& lane, const std::uint8_t* data) const noexcept {
        Piece& piece = *lane.piece;
        const bool last = piece.behind.empty();
        std::size_t bit = lane.at.bit(), block = lane.at.node->block;
        std::uint64_t blocks = lane.at.blocks();
        unsigned coded = lane.at.coefficients();
        piece.sound = bit < fault_bit;
        while (piece.sound) {
            if (coded == 0 && block == 0 && !last && bit >= lane.boundary) {
                if (piece.tail.size() == 0) piece.blocks = blocks;
                piece.tail.add(bit - lane.boundary);
                if (piece.tail.full() || bit >= lane.boundary + meeting_bits) return;
            }
            if (coded == 0 && last && lane.end - bit < 8)
                piece.ends[piece.end_count++] = {blocks, static_cast<unsigned>(lane.end - bit)};
            const bool passed = (!last || bit < lane.end) && codes_.skip(block, data, bit, coded) && bit <= lane.end;
            if (!passed && piece.end_count > 0) return;
            piece.sound = passed;
            coded = 0;
            ++blocks;
            block = block + 1 == codes_.blocks() ? 0 : block + 1;
        }
    }

private:
    [[nodiscard]] Place at_fault() const noexcept { return {fault_bit, &nodes_[0]}; }

    // Notes where MCUs seem to start, from the first behind which no fault was met.
    void find_step(Lane& lane) const noexcept {
        Meetings& head = lane.piece->head;
        const std::size_t size = lane.limit - lane.start, until = std::min(meeting_bits, size);
        std::size_t bit = 0, block = 0;
        head.add(bit);
        while (block != 0 || (bit < until && !head.full())) {
            if (bit >= size) break;
            if (!codes_.skip(block, lane.buffer, bit)) {
                head.clear();
                head.add(++bit);
                block = 0;
            } else if (++block == codes_.blocks()) {
                block = 0;
                head.add(bit);
            }
        }
        lane.at = block != 0 ? at_fault()
                             : Place{lane.start + bit + (head.size() - 1) * codes_.blocks() * Place::one_block, &nodes_[0]};
    }

    // Without a branch that depends on the data but for what is rare: the readers wait for each other's loads instead.
    [[gnu::always_inline]] Place step(Place at, const std::uint8_t* data) const noexcept {
        constexpr std::uint64_t not_coded = std::uint64_t{SymbolChains::not_coded} << 24;
        const std::uint64_t bits = bits_at(data, at.bit());
        const std::uint64_t counts = at.counts + at.node->chains[bits >> (64 - lane_width)];
        if ((counts & not_coded) != 0) [[unlikely]]
            return single(at, bits);
        const std::uint64_t ended = counts >> 31 & 1U;
        const std::uint64_t behind_block = (counts & ~Place::coefficients_mask) + Place::one_block;
        return {counts ^ ((counts ^ behind_block) & (0 - ended)), at.node->next[ended]};
    }

    [[gnu::noinline]] Place single(Place at, std::uint64_t bits) const noexcept {
        const SequentialSymbol one = codes_.symbol(at.node->block, at.node->started, bits);
        const unsigned coded = at.coefficients() + (one.coefficients & 127U);
        if (at.bit() >= fault_bit || one.coefficients == SymbolChains::not_coded || coded > 64) return at_fault();
        const bool ended = one.coefficients >= SymbolChains::block_end || coded == 64;
        const std::uint64_t others = (at.counts & ~Place::coefficients_mask) + one.bits;
        if (ended) return {others + Place::one_block, at.node->next[1]};
        return {others | std::uint64_t{coded} << 24, at.node->next[0]};
    }

    const BlockCodes& codes_;
    std::array<Node, 20> nodes_{};
};

std::vector<Piece> pieces_of(ByteView stuffed) {
    std::vector<Piece> pieces;
    // As many as keep every lane of one thread or two at work to the end.
    const std::size_t least = (stuffed.size() + piece_bytes - 1) / piece_bytes;
    const std::size_t together = least >= least_for_two_threads ? 2 * lanes : lanes;
    const std::size_t count = (least + together - 1) / together * together;
    const std::size_t each = std::min(piece_bytes, stuffed.size() / count + 1);
    for (std::size_t at = 0; at < stuffed.size();) {
        std::size_t size = std::min(each, stuffed.size() - at);
        if (stuffed[at + size - 1] == 0xFF && at + size < stuffed.size()) ++size;  // a pair stays together
        if (stuffed.size() - at - size < overlap_bytes) size = stuffed.size() - at;
        pieces.emplace_back();
        pieces.back().stuffed = stuffed.subspan(at, size);
        at += size;
        if (at < stuffed.size()) {
            const std::size_t behind = std::min(overlap_bytes, stuffed.size() - at);
            pieces.back().behind = stuffed.subspan(at, behind);
        }
    }
    return pieces;
}

// Takes pieces until there are no more. The first of all starts at what is known, the others at a guess.
void read_all(std::vector<Piece>& pieces, std::atomic<std::size_t>& next, const Reader& reader, Lanes& all) noexcept {
    const auto take_up = [&](Lane& lane) {
        lane.piece = nullptr;
        const std::size_t i = next.fetch_add(1);
        if (i < pieces.size()) reader.begin(lane, pieces[i], i == 0 ? std::optional<std::size_t>(0) : std::nullopt);
    };
    for (Lane& lane : all.each) take_up(lane);
    for (;;) {
        const auto busy = std::find_if(all.each.begin(), all.each.end(), [](const Lane& lane) { return lane.piece != nullptr; });
        if (busy == all.each.end()) return;
        // A lane without work goes through the motions of another.
        for (Lane& lane : all.each)
            if (lane.piece == nullptr) {
                lane.at = busy->at;
                lane.limit = busy->limit;
            }
        reader.run(all);
        for (Lane& lane : all.each) {
            if (lane.piece == nullptr || lane.at.bit() < lane.limit) continue;
            reader.finish(lane, all.shared.get());
            take_up(lane);
        }
    }
}

// Two threads share the pieces of a long run where there are two processors. What comes out is the same.
void read_together(std::vector<Piece>& pieces, const Reader& reader, Lanes& mine) {
    std::atomic<std::size_t> next = 0;
    std::thread helper;
    std::optional<Lanes> its;
    if (pieces.size() >= least_for_two_threads && std::thread::hardware_concurrency() > 1) {
        its.emplace();
        try {
            helper = std::thread([&] { read_all(pieces, next, reader, *its); });
        } catch (const std::system_error&) {  // no thread to be had: one does it all
        }
    }
    read_all(pieces, next, reader, mine);
    if (helper.joinable()) helper.join();
}

// The places in both at which the same MCU starts, as indexes; nothing when they never meet.
std::optional<std::pair<std::size_t, std::size_t>> meet(const Meetings& tail, const Meetings& head) noexcept {
    for (std::size_t i = 0, j = 0; i < tail.size() && j < head.size();) {
        if (tail[i] == head[j]) return std::pair(i, j);
        tail[i] < head[j] ? ++i : ++j;
    }
    return std::nullopt;
}

}  // namespace

std::optional<unsigned> filling_behind_blocks(ByteView stuffed, const BlockCodes& codes, std::uint64_t blocks) {
    std::vector<Piece> pieces = pieces_of(stuffed);
    const Reader reader(codes);
    Lanes own;
    read_together(pieces, reader, own);
    std::uint64_t before = 0;  // modulo 2 to the power of 64
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        Piece& piece = pieces[i];
        if (i > 0) {
            const Meetings& tail = pieces[i - 1].tail;
            if (const auto met = meet(tail, piece.head)) {
                before += (met->first - met->second) * codes.blocks();
            } else {
                before += (tail.size() - 1) * codes.blocks();
                reader.begin(own.each[0], piece, tail[tail.size() - 1]);
                reader.finish(own.each[0], own.shared.get());
            }
        }
        if (!piece.sound) return std::nullopt;
        before += piece.blocks;
    }
    const Piece& last = pieces.back();
    for (std::size_t i = 0; i < last.end_count; ++i)
        if (before + last.ends[i].blocks == blocks) return last.ends[i].filling;
    return std::nullopt;
}

}  // namespace consent
