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
static_assert(2 * steps_at_once * SymbolChains::most_bits <= slack_bits);

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
    std::uint64_t blocks = 0;  // from the first of the head (of a known start: from there) to the first of the tail, or to the end
};

// Where a reader is. What comes first is in use at every step.
struct Place {
    const std::uint8_t* data = nullptr;
    std::size_t bit = 0;
    std::uint32_t chains = 0, state = 0, coded = 0;
    bool fault = false;
    std::uint64_t blocks = 0;
};

constexpr std::size_t buffer_bytes = piece_bytes + 2 * overlap_bytes + EntropyBits::most_in_advance;

struct Lane {
    std::unique_ptr<std::uint8_t[]> buffer = std::make_unique_for_overwrite<std::uint8_t[]>(buffer_bytes);
    Piece* piece = nullptr;
    Place at;
    std::size_t limit = 0;              // in bits, as all of these: where the steps of all lanes together stop
    std::size_t boundary = 0, end = 0;  // of the piece's own part, and of all that is unstuffed
};

using Lanes = std::array<Lane, lanes>;

class Reader {
public:
    explicit Reader(const BlockCodes& codes) : codes_(codes) {
        // Two states a block, before and behind its first symbol; each knows where a chain within it and one to its end lead.
        for (std::size_t block = 0; block < codes.blocks(); ++block)
            for (const bool started : {false, true}) {
                const std::size_t state = 2 * block + (started ? 1 : 0);
                const std::size_t following = (block + 1) % codes.blocks();
                next_[2 * state] = {codes.chains_at(block, true), static_cast<std::uint32_t>(4 * block + 2)};
                next_[2 * state + 1] = {codes.chains_at(following, false), static_cast<std::uint32_t>(4 * following)};
            }
    }

    // Takes up a piece. `known_start`: a bit at which an MCU does start; without, what is read is a guess.
    void begin(Lane& lane, Piece& piece, std::optional<std::size_t> known_start) const noexcept {
        piece.sound = true;
        piece.head.clear();
        piece.tail.clear();
        piece.blocks = 0;
        const Unstuffed own = unstuff(piece.stuffed, lane.buffer.get(), piece_bytes + overlap_bytes);
        const Unstuffed more = unstuff(piece.behind, lane.buffer.get() + own.written, overlap_bytes);
        std::memset(lane.buffer.get() + own.written + more.written, 0, EntropyBits::most_in_advance);
        lane.piece = &piece;
        lane.boundary = 8 * own.written;
        lane.end = 8 * (own.written + more.written);
        lane.limit = std::max(lane.end, slack_bits) - slack_bits;
        if (!piece.behind.empty()) lane.limit = std::min(lane.limit, std::max(lane.boundary, slack_bits) - slack_bits);
        lane.at = {};
        lane.at.data = lane.buffer.get();
        lane.at.chains = codes_.chains_at(0, false);
        lane.at.bit = known_start.value_or(0);
        lane.at.fault = !own.sound;
        if (!known_start && own.sound) find_step(lane);
    }

    // All lanes go on until the first is at its limit or meets a fault.
    void run(Lanes& all) const noexcept {
        Place a = all[0].at, b = all[1].at, c = all[2].at, d = all[3].at;
        const SymbolChains::Entry* const entries = codes_.entries();
        const int shift = codes_.shift();
        while (a.bit < all[0].limit && b.bit < all[1].limit && c.bit < all[2].limit && d.bit < all[3].limit &&
               !a.fault && !b.fault && !c.fault && !d.fault)
            for (int i = 0; i < steps_at_once; ++i) {
                step(a, entries, shift);
                step(b, entries, shift);
                step(c, entries, shift);
                step(d, entries, shift);
            }
        all[0].at = a;
        all[1].at = b;
        all[2].at = c;
        all[3].at = d;
    }

    // Reads on to where the next piece begins and through its head, or to the end of the run.
    void finish(Lane& lane) const noexcept {
        Piece& piece = *lane.piece;
        Place& at = lane.at;
        const bool last = piece.behind.empty();
        std::size_t block = at.state / 4;
        bool inside = (at.state & 2) != 0;
        piece.sound = !at.fault;
        while (piece.sound) {
            if (!inside && block == 0 && !last && at.bit >= lane.boundary) {
                if (piece.tail.size() == 0) piece.blocks = at.blocks;
                piece.tail.add(at.bit - lane.boundary);
                if (piece.tail.full() || at.bit >= lane.boundary + meeting_bits) return;
            }
            if (!inside && last && lane.end - at.bit < 8 && ones_are_left(lane)) {
                piece.blocks = at.blocks;
                return;
            }
            piece.sound = codes_.skip(block, at.data, at.bit, inside ? at.coded : 0) && at.bit <= lane.end;
            inside = false;
            ++at.blocks;
            block = block + 1 == codes_.blocks() ? 0 : block + 1;
        }
    }

private:
    struct Next {
        std::uint32_t chains = 0;
        std::uint32_t state = 0;  // twice the state
    };

    static bool ones_are_left(const Lane& lane) noexcept {
        const std::size_t left = lane.end - lane.at.bit;
        return left == 0 || (bits_at(lane.at.data, lane.at.bit) >> (64 - left)) + 1 == std::uint64_t{1} << left;
    }

    // Notes where MCUs seem to start, from the first behind which no fault was met.
    void find_step(Lane& lane) const noexcept {
        Meetings& head = lane.piece->head;
        const std::size_t until = std::min(meeting_bits, lane.limit);
        std::size_t bit = 0, block = 0;
        head.add(bit);
        while (block != 0 || (bit < until && !head.full())) {
            if (bit >= lane.limit) break;
            if (!codes_.skip(block, lane.at.data, bit)) {
                head.clear();
                head.add(++bit);
                block = 0;
            } else if (++block == codes_.blocks()) {
                block = 0;
                head.add(bit);
            }
        }
        lane.at.bit = bit;
        lane.at.fault = block != 0;
        lane.at.blocks = (head.size() - 1) * codes_.blocks();
    }

    // Without a branch that depends on the data but for what is rare: the readers wait for each other's loads instead.
    [[gnu::always_inline]] void step(Place& at, const SymbolChains::Entry* entries, int shift) const noexcept {
        const std::uint64_t bits = bits_at(at.data, at.bit);
        const SymbolChains::Entry entry = entries[at.chains + (bits >> shift)];
        const std::uint32_t coded = at.coded + SymbolChains::coefficients(entry);
        if ((coded & SymbolChains::not_coded) != 0) [[unlikely]] {
            single(at, bits);
            return;
        }
        const std::uint32_t ended = coded >> 7;
        at.bit += SymbolChains::bits(entry);
        at.coded = coded & (ended - 1);
        at.blocks += ended;
        const Next& next = next_[at.state + ended];
        at.chains = next.chains;
        at.state = next.state;
    }

    [[gnu::noinline]] void single(Place& at, std::uint64_t bits) const noexcept {
        const std::size_t block = at.state / 4;
        const SequentialSymbol one = codes_.symbol(block, (at.state & 2) != 0, bits);
        const std::uint32_t coded = at.coded + (one.coefficients & 127U);
        if (one.coefficients == SymbolChains::not_coded || coded > 64) {
            at.bit = 0;  // to go on somewhere until the lanes are looked at
            at.fault = true;
            return;
        }
        const std::uint32_t ended = one.coefficients >= SymbolChains::block_end || coded == 64 ? 1 : 0;
        at.bit += one.bits;
        at.coded = ended != 0 ? 0 : coded;
        at.blocks += ended;
        at.chains = next_[at.state + ended].chains;
        at.state = next_[at.state + ended].state;
    }

    const BlockCodes& codes_;
    std::array<Next, 40> next_{};
};

std::vector<Piece> pieces_of(ByteView stuffed) {
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < stuffed.size();) {
        std::size_t size = std::min(piece_bytes, stuffed.size() - at);
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
    for (Lane& lane : all) take_up(lane);
    for (;;) {
        const auto busy = std::find_if(all.begin(), all.end(), [](const Lane& lane) { return lane.piece != nullptr; });
        if (busy == all.end()) return;
        // A lane without work goes through the motions of another.
        for (Lane& lane : all)
            if (lane.piece == nullptr) {
                lane.at = busy->at;
                lane.limit = busy->limit;
            }
        reader.run(all);
        for (Lane& lane : all) {
            if (lane.piece == nullptr || (lane.at.bit < lane.limit && !lane.at.fault)) continue;
            reader.finish(lane);
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

std::optional<std::uint64_t> count_blocks_in_lanes(ByteView stuffed, const BlockCodes& codes) {
    std::vector<Piece> pieces = pieces_of(stuffed);
    const Reader reader(codes);
    Lanes own;
    read_together(pieces, reader, own);
    std::uint64_t blocks = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        Piece& piece = pieces[i];
        if (i > 0) {
            const Meetings& tail = pieces[i - 1].tail;
            if (const auto met = meet(tail, piece.head)) {
                blocks += met->first * codes.blocks();
                blocks -= met->second * codes.blocks();
            } else {
                blocks += (tail.size() - 1) * codes.blocks();
                reader.begin(own[0], piece, tail[tail.size() - 1]);
                reader.finish(own[0]);
            }
        }
        if (!piece.sound) return std::nullopt;
        blocks += piece.blocks;
    }
    return blocks;
}

}  // namespace consent
