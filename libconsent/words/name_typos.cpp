// SPDX-License-Identifier: Apache-2.0
#include "words/name_typos.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace consent {

namespace {

constexpr std::size_t longest = 30;

// Of letters whose order matters: the sum of letter times a power of an odd number, so that leaving one out is cheap.
constexpr std::uint64_t base = 0x9E3779B97F4A7C15ULL | 1U;

std::uint64_t mixed(std::uint64_t hash) {
    hash ^= hash >> 32U;
    hash *= 0xD6E8FEB86659FD93ULL;
    return hash ^ (hash >> 32U);
}

// Calls `use` with the hash of `letters` less none, one and, where `two`, two of them.
template <typename Use>
void each_neighbour(std::u32string_view letters, bool two, Use use) {
    const std::size_t size = letters.size();
    // before[i]: hash of the first i letters; after[i]: of the rest from i, as if it began the word.
    std::array<std::uint64_t, longest + 1> before{};
    std::array<std::uint64_t, longest + 1> power{1};
    for (std::size_t i = 0; i < size; ++i) {
        before[i + 1] = before[i] * base + letters[i];
        power[i + 1] = power[i] * base;
    }
    const auto part = [&](std::size_t from, std::size_t to) { return before[to] - before[from] * power[to - from]; };
    const auto joined = [&](std::uint64_t left, std::uint64_t right, std::size_t right_size) {
        return left * power[right_size] + right;
    };
    use(mixed(before[size]));
    for (std::size_t i = 0; i < size; ++i) {
        if (i > 0 && letters[i] == letters[i - 1]) continue;
        use(mixed(joined(before[i], part(i + 1, size), size - i - 1)));
        if (!two) continue;
        for (std::size_t j = i + 1; j < size; ++j) {
            const std::uint64_t left = joined(before[i], part(i + 1, j), j - i - 1);
            use(mixed(joined(left, part(j + 1, size), size - j - 1)));
        }
    }
}

}  // namespace

int typing_errors(std::u32string_view written, std::u32string_view meant, int most) {
    if (written.size() > longest + 2 || meant.size() > longest + 2) return most + 1;
    std::array<int, longest + 3> two_back{};
    std::array<int, longest + 3> back{};
    std::array<int, longest + 3> row{};
    for (std::size_t j = 0; j <= meant.size(); ++j) back[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= written.size(); ++i) {
        row[0] = static_cast<int>(i);
        int least = row[0];
        for (std::size_t j = 1; j <= meant.size(); ++j) {
            row[j] = std::min({back[j] + 1, row[j - 1] + 1, back[j - 1] + (written[i - 1] == meant[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && written[i - 1] == meant[j - 2] && written[i - 2] == meant[j - 1])
                row[j] = std::min(row[j], two_back[j - 2] + 1);
            least = std::min(least, row[j]);
        }
        if (least > most) return most + 1;
        two_back = std::exchange(back, row);
    }
    return std::min(back[meant.size()], most + 1);
}

NameTypos::NameTypos(const std::vector<NameForm>& forms) : forms_(forms) {
    std::vector<Entry> found;
    found.reserve(forms.size() * 16);
    for (std::uint32_t form = 0; form < forms.size(); ++form) {
        const std::u32string& letters = forms[form].letters;
        if (letters.size() < shortest || letters.size() > longest) continue;
        each_neighbour(letters, letters.size() >= two_errors, [&](std::uint64_t hash) {
            found.push_back({static_cast<std::uint32_t>(hash), form});
        });
    }
    mask_ = std::bit_ceil(std::max<std::size_t>(found.size() * 2, 64)) - 1;
    filter_.assign(std::bit_ceil(std::max<std::size_t>(found.size() / 8, 1)), 0);
    for (const Entry& entry : found) filter_[filter_word(entry.hash)] |= filter_bit(entry.hash);
    starts_.assign(mask_ + 2, 0);
    for (const Entry& entry : found) ++starts_[(entry.hash & mask_) + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    entries_.resize(found.size());
    for (const Entry& entry : found) entries_[starts_[entry.hash & mask_]++] = entry;
    for (std::size_t i = starts_.size() - 1; i > 0; --i) starts_[i] = starts_[i - 1];
    starts_[0] = 0;
}

void NameTypos::find(std::u32string_view written, int most, std::vector<Match>& matches) const {
    matches.clear();
    if (written.size() + 1 < shortest || written.size() > longest) return;
    each_neighbour(written, most > 1 && written.size() + 2 >= two_errors, [&](std::uint64_t hash) {
        const auto low = static_cast<std::uint32_t>(hash);
        if ((filter_[filter_word(low)] & filter_bit(low)) == 0) return;
        const std::uint64_t place = low & mask_;
        for (std::uint32_t at = starts_[place]; at < starts_[place + 1]; ++at) {
            if (entries_[at].hash != low) continue;
            const std::uint32_t form = entries_[at].form;
            const std::u32string& meant = forms_[form].letters;
            const auto same = [form](const Match& match) { return match.form == form; };
            if (std::any_of(matches.begin(), matches.end(), same)) continue;
            const int allowed = meant.size() >= two_errors ? most : 1;
            const int errors = typing_errors(written, meant, allowed);
            if (errors > 0 && errors <= allowed) matches.push_back({form, errors});
        }
    });
}

}  // namespace consent
