// SPDX-License-Identifier: Apache-2.0
//
// What the readers and writers of every table share: the digest of a row, and walking through rows.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <consent/bytes.hpp>
#include <consent/date.hpp>
#include <consent/digest.hpp>
#include <consent/result.hpp>

#include "base/sqlite_db.hpp"

namespace consent {

// A digest over values, each with its kind and length, so that no two rows of different content feed it the same bytes.
// A table that was given more columns feeds the added ones only where one of them holds something: so the rows of an older
// schema keep their digests.
class RowDigest {
public:
    explicit RowDigest(std::string_view table) { add(table); }

    RowDigest& add(std::string_view text) { return append('t', text.begin(), text.end()); }
    RowDigest& add(ByteView bytes) { return append('b', bytes.begin(), bytes.end()); }
    RowDigest& add(std::int64_t number) {
        head('i', static_cast<std::uint64_t>(number));
        return *this;
    }
    RowDigest& add(const std::optional<std::string>& text) {
        if (text) return add(std::string_view(*text));
        return add_nothing();
    }
    RowDigest& add(const std::optional<Digest>& digest) {
        if (digest) return add(ByteView(digest->bytes));
        return add_nothing();
    }
    RowDigest& add_nothing() {
        head('n', 0);
        return *this;
    }

    [[nodiscard]] Digest value() const { return sha256(fed_); }

private:
    void head(char kind, std::uint64_t number) {
        fed_.push_back(static_cast<std::uint8_t>(kind));
        for (unsigned shift = 0; shift < 64; shift += 8) fed_.push_back(static_cast<std::uint8_t>(number >> shift));
    }
    template <typename At>
    RowDigest& append(char kind, At begin, At end) {
        head(kind, static_cast<std::uint64_t>(end - begin));
        fed_.insert(fed_.end(), begin, end);
        return *this;
    }

    Bytes fed_;
};

inline bool is_digest(const Bytes& stored, const Digest& wanted) {
    return std::equal(stored.begin(), stored.end(), wanted.bytes.begin(), wanted.bytes.end());
}

inline std::optional<std::string> text_of(const std::optional<Date>& day) {
    if (day) return to_string(*day);
    return std::nullopt;
}

inline std::int64_t seconds_of(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant instant_of(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

inline std::string_view yes_or_no(bool value) { return value ? "yes" : "no"; }

// False for text that is no day.
bool read_day(const std::optional<std::string>& text, std::optional<Date>& day);

// Calls `row` for each; `row` says whether the row is one we wrote.
template <typename Row>
Result<void> each(SqliteDb& db, SqliteRows rows, const Row& row) {
    while (true) {
        const Result<bool> more = rows.next();
        if (!more) return more.error();
        if (!*more) return {};
        if (row(rows)) continue;
        // A value of the wrong type or a failure of memory says more than the digest.
        if (const Result<bool> why = rows.next(); !why) return why.error();
        return db.damaged();
    }
}

Result<std::int64_t> one_number(SqliteDb& db, SqliteRows rows);

}  // namespace consent
