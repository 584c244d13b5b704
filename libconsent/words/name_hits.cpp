// SPDX-License-Identifier: Apache-2.0
#include "words/name_hits.hpp"

#include <algorithm>
#include <array>

#include "words/name_readings.hpp"
#include "words/plain_words.hpp"

namespace consent {

namespace {

constexpr std::size_t most_matches = std::size_t{1} << 16U;  // of one block; a text with more is made to be one
constexpr std::uint32_t longest_affixed = 40;
constexpr std::size_t longest_plain = 16;

// Where the word ends that goes on at a letter.
std::uint32_t token_end(const LetterBlock& block, std::uint32_t at) {
    if (at >= block.letters.size() || gap::parts_words(block.letters[at].gap)) return at;
    return block.tokens[block.letters[at].token].last;
}

bool spells(const LetterBlock& block, std::uint32_t first, std::uint32_t last, std::string_view ascii) {
    if (last - first != ascii.size()) return false;
    for (std::uint32_t i = 0; i < ascii.size(); ++i)
        if (block.letters[first + i].letter != static_cast<unsigned char>(ascii[i])) return false;
    return true;
}

std::string ascii_of(const LetterBlock& block, std::uint32_t first, std::uint32_t last) {
    std::string word;
    for (std::uint32_t at = first; at < last; ++at) {
        const char32_t letter = block.letters[at].letter;
        if (letter >= 0x80) return {};
        word.push_back(static_cast<char>(letter));
    }
    return word;
}

bool is_one_letter(const Token& token) { return token.last - token.first == 1; }

// "McDonald" names no Donald.
bool follows_scots_prefix(const LetterBlock& block, std::uint32_t first) {
    if ((block.letters[first].gap & ~gap::unseen) != gap::camel) return false;
    for (const std::string_view prefix : {"mc", "mac", "fitz"}) {
        const auto size = static_cast<std::uint32_t>(prefix.size());
        if (first >= size && spells(block, first - size, first, prefix) &&
            gap::parts_words(block.letters[first - size].gap))
            return true;
    }
    return false;
}

// The word for "on" is written as some write Ali.
bool is_arabic_on(const LetterBlock& block, std::uint32_t first, std::uint32_t last) {
    const std::string_view written =
        block.text.substr(block.letters[first].start, block.letters[last - 1].end - block.letters[first].start);
    return written == "\xD8\xB9\xD9\x84\xD9\x89";
}

// "and", "the", "to" and the like, written as one word with the next in Arabic and Hebrew.
bool is_prefix_letter(char32_t letter) {
    static constexpr std::array letters{U'\u0648', U'\u0641', U'\u0628', U'\u0644', U'\u0643', U'\u05D5',
                                        U'\u05D4', U'\u05DC', U'\u05D1', U'\u05DE', U'\u05E9', U'\u05DB'};
    return std::find(letters.begin(), letters.end(), letter) != letters.end();
}

// Tamil, Telugu, Kannada, Malayalam, Georgian: endings grow onto a name.
bool takes_endings(char32_t letter) {
    return (letter >= 0x0B80 && letter <= 0x0D7F) || (letter >= 0x10A0 && letter <= 0x10FF);
}

bool names_two_words(std::span<const NameOwner> owners) {
    return std::any_of(owners.begin(), owners.end(), [](const NameOwner& owner) { return several_words(owner.words); });
}

// Whether the letters are plain words run together.
bool is_all_plain(const LetterBlock& block, std::uint32_t first, std::uint32_t last) {
    const std::string all = ascii_of(block, first, last);
    if (all.size() != last - first) return false;
    std::array<bool, longest_affixed + 1> whole{true};
    for (std::size_t end = 1; end <= all.size(); ++end)
        for (std::size_t size = 1; size <= std::min<std::size_t>(end, longest_plain) && !whole[end]; ++size) {
            const std::string_view word = std::string_view(all).substr(end - size, size);
            whole[end] = whole[end - size] && (word == "s" || (size > 1 && plain_class(word) != 0));
        }
    return whole[all.size()];
}

}  // namespace

std::string word_of(const LetterBlock& block, const Token& token) {
    if (token.last - token.first > 24) return {};
    return ascii_of(block, token.first, token.last);
}

std::vector<NameHit>& NameHits::find(const LetterBlock& block, LetterFolder& folder) {
    hits_.clear();
    joined_.clear();
    match(block);
    find_disguised(block, folder);
    std::sort(hits_.begin(), hits_.end(), [](const NameHit& a, const NameHit& b) {
        if (a.start != b.start) return a.start < b.start;
        if (a.end != b.end) return a.end > b.end;
        return a.how < b.how;
    });
    return hits_;
}

void NameHits::match(const LetterBlock& block) {
    matches_.clear();
    ending_.assign(block.letters.size() + 1, -1);
    std::uint32_t state = NameAutomaton::start;
    const auto size = static_cast<std::uint32_t>(block.letters.size());
    for (std::uint32_t at = 0; at < size; ++at) {
        state = index_.automaton.step(state, block.letters[at].letter);
        for (std::uint32_t end = index_.automaton.ending(state); end != NameAutomaton::none;
             end = index_.automaton.shorter_ending(end)) {
            const std::uint32_t form = index_.automaton.pattern(end);
            consider(block, form, at + 1 - index_.lengths[form], at + 1);
        }
    }
}

void NameHits::consider(const LetterBlock& block, std::uint32_t index, std::uint32_t first, std::uint32_t last) {
    std::uint32_t inside = 0;
    for (std::uint32_t at = first + 1; at < last; ++at) inside |= block.letters[at].gap;
    const bool may_start = block.letters[first].gap != 0;
    const bool may_end = block.gap_after(last) != 0;
    const NameForm& form = index_.forms.forms()[index];
    if (gap::parts_words(inside)) {
        const bool spaced = consider_broken(block, form, first, last);
        if (!spaced) return;
    } else if (may_start && may_end) {
        consider_whole(block, form, first, last);
    } else if (may_start) {
        consider_ending(block, form, first, last);
    } else if (may_end && last - first > 2 && first > 0 && block.letters[first - 1].gap != 0 &&
               is_prefix_letter(block.letters[first - 1].letter)) {
        consider_whole(block, form, first, last);
    }
    if (!gap::parts_words(inside)) {
        if (may_end && !may_start) consider_initial(block, form, first, last);
        if (!may_start || !may_end) consider_affixes(block, form, first, last);
    }
    remember(block, {first, last, index_.forms.owners(form), -1});
}

void NameHits::hit(const LetterBlock& block, std::uint32_t first, std::uint32_t last, std::span<const NameOwner> owners,
                   const NameForm* form, NameHit::How how, bool weak) {
    const Letter& a = block.letters[first];
    const Letter& z = block.letters[last - 1];
    hits_.push_back({first, last, std::min(a.start, z.start), std::max(a.end, z.end), owners, form, how, weak, 0});
}

void NameHits::consider_whole(const LetterBlock& block, const NameForm& form, std::uint32_t first, std::uint32_t last) {
    bool weak = form.article || ((form.plain & plain::function) != 0 && (form.plain & plain::noun) == 0);
    weak = weak && last - first < 4;
    if (last - first == 1) {
        const Letter& letter = block.letters[first];
        if (letter.ascii) return;
        if ((letter.gap & gap::drawn) != 0) return;
        weak = (letter.gap & gap::script) != 0 || !gap::parts_words(letter.gap) ||
               !gap::parts_words(block.gap_after(last));
    }
    if (follows_scots_prefix(block, first)) return;
    if (is_arabic_on(block, first, last)) {
        weak = true;
        if (last + 1 < block.letters.size() && block.letters[last].letter == U'\u0627' &&
            block.letters[last + 1].letter == U'\u0644')
            return;
    }
    hit(block, first, last, index_.forms.owners(form), &form, NameHit::plainly, weak);
}

void NameHits::consider_ending(const LetterBlock& block, const NameForm& form, std::uint32_t first,
                               std::uint32_t last) {
    if (last - first < 3) return;
    const std::uint32_t end = token_end(block, last);
    if (spells(block, last, end, "s") || spells(block, last, end, "es")) {
        if (form.plain == 0 && plain_class_of_exactly(ascii_of(block, first, end)) != 0) return;
        if (follows_scots_prefix(block, first)) return;
        hit(block, first, end, index_.forms.owners(form), &form, NameHit::plural);
    } else if (takes_endings(block.letters[first].letter) && end - last < 7) {
        hit(block, first, end, index_.forms.owners(form), &form, NameHit::plainly);
    }
}

// Returns whether it is written letter by letter inside a longer row of single letters, of which it may be a part.
bool NameHits::consider_broken(const LetterBlock& block, const NameForm& form, std::uint32_t first,
                               std::uint32_t last) {
    const std::vector<Letter>& letters = block.letters;
    std::uint32_t inside = 0;
    std::uint32_t breaks = 0;
    std::uint32_t where = 0;  // the last of them
    bool at_splits = true;
    for (std::uint32_t at = first + 1; at < last; ++at) {
        if (!gap::parts_words(letters[at].gap)) continue;
        inside |= letters[at].gap;
        ++breaks;
        where = at;
        at_splits = at_splits && (form.splits >> (at - first) & 1U) != 0;
    }
    if (letters[first].gap == 0 || block.gap_after(last) == 0) {
        const bool by_letter = breaks == last - first - 1 && last - first > 1;
        return by_letter && gap::parts_words(letters[first].gap) && gap::parts_words(block.gap_after(last));
    }
    constexpr std::uint32_t never = gap::paragraph | gap::stop | gap::comma | gap::broken | gap::at | gap::hash;
    if ((inside & never) != 0) return false;
    const auto found = [&](NameHit::How how) { hit(block, first, last, index_.forms.owners(form), &form, how); };
    const std::uint32_t size = last - first;
    constexpr std::uint32_t joints =
        gap::apostrophe | gap::hyphen | gap::dot | gap::space | gap::line | gap::inside_word;
    if (at_splits && (inside & ~joints) == 0) {
        found(NameHit::plainly);
        return false;
    }
    if ((letters[first].gap & gap::apostrophe) != 0) return false;  // the m of "I'm"
    if (size >= 3 && breaks == size - 1) {
        // A B C D E is no Abe.
        const std::size_t token = block.token_of(first);
        const std::size_t last_token = block.token_of(last - 1);
        const bool more_before =
            (letters[first].gap & inside & gap::white) != 0 && token > 0 && is_one_letter(block.tokens[token - 1]);
        const bool more_after = (block.gap_after(last) & inside & gap::white) != 0 &&
                                last_token + 1 < block.tokens.size() && is_one_letter(block.tokens[last_token + 1]);
        if ((!more_before && !more_after) || size > 4) found(NameHit::disguised);
        return more_before || more_after;
    }
    if ((inside & (gap::slash | gap::colon | gap::quote)) != 0) return false;
    if ((inside & gap::white) == 0) {
        if (size < 3 || ((inside & gap::dot) != 0 && size < 5)) return false;
        const std::uint32_t end = token_end(block, where + 1);
        if ((letters[where].gap & gap::apostrophe) != 0)
            for (const std::string_view contraction : {"s", "t", "d", "m", "ll", "re", "ve"})
                if (spells(block, where, end, contraction)) return false;
        found(breaks == 1 && (inside & gap::symbol) == 0 ? NameHit::plainly : NameHit::disguised);
        return false;
    }
    if (breaks != 1) return false;
    if ((inside & gap::hyphen) != 0) {
        if ((inside & gap::line) != 0 && size > 3) found(NameHit::plainly);
        return false;
    }
    if ((inside & ~(gap::white | gap::inside_word)) != 0 || size < 6 || where - first < 2 || last - where < 2)
        return false;
    if (plain_class(ascii_of(block, first, where)) != 0 || plain_class(ascii_of(block, where, last)) != 0) return false;
    found(NameHit::stray);
    return false;
}

// "mthompson", and in handles "miat".
void NameHits::consider_initial(const LetterBlock& block, const NameForm& form, std::uint32_t first,
                                std::uint32_t last) {
    if (first == 0 || last - first < 4 || block.letters[first - 1].gap == 0) return;
    if (!gap::parts_words(block.gap_after(last)) && (block.gap_after(last) & gap::digit) == 0) return;
    if (plain_class(ascii_of(block, first - 1, last)) != 0) return;
    const Letter& initial = block.letters[first - 1];
    NameOwners owners;
    for (const NameOwner& owner : index_.forms.owners(form))
        for (const NamedPerson::Initial& one : index_.forms.people()[owner.person].initials)
            if (one.letter == initial.letter && (one.words & owner.words) == 0) {
                owners.push_back({owner.person, owner.words | one.words, false, false, false, owner.pet});
                break;
            }
    if (owners.empty()) return;
    joined_.push_back(std::move(owners));
    hit(block, first - 1, last, joined_.back(), nullptr, NameHit::joined);
}

// "#teammia", "miasbirthday.jpg": what is left over is plain words.
void NameHits::consider_affixes(const LetterBlock& block, const NameForm& form, std::uint32_t first,
                                std::uint32_t last) {
    if (last - first < 3 || form.plain != 0 || form.article) return;
    const Token& token = block.tokens[block.token_of(first)];
    const std::uint32_t from = token.first;
    const std::uint32_t to = token.last;
    if (to - from > longest_affixed) return;
    bool loud = (block.letters[from].gap & (gap::hash | gap::at)) != 0;
    if (!loud && to < block.letters.size() && (block.letters[to].gap & ~gap::digit) == gap::dot) {
        const std::uint32_t end = token_end(block, to + 1);
        for (const std::string_view type :
             {"jpg", "jpeg", "png", "heic", "heif", "webp", "gif", "tif", "tiff", "bmp", "mp", "mov"})
            loud = loud || spells(block, to, end, type);
    }
    if (!loud || plain_class(ascii_of(block, from, to)) != 0) return;
    if (!is_all_plain(block, from, first) || !is_all_plain(block, last, to)) return;
    hit(block, first, last, index_.forms.owners(form), &form, NameHit::affixed);
}

void NameHits::remember(const LetterBlock& block, Match found) {
    if (matches_.size() >= most_matches) return;
    const std::uint32_t before = block.letters[found.first].gap;
    const bool may_end =
        block.gap_after(found.last) != 0 || spells(block, found.last, token_end(block, found.last), "s");
    std::vector<Match> longer;
    for (std::int32_t at = ending_[found.first]; at >= 0; at = matches_[static_cast<std::size_t>(at)].other) {
        const Match& left = matches_[static_cast<std::size_t>(at)];
        const std::uint32_t size = found.last - left.first;
        // Words with a space between them are put together later; letters with spaces are put together here.
        const auto by_letter = [&](const Match& one) {
            return one.last - one.first > 1 && gap::parts_words(block.letters[one.last - 1].gap);
        };
        if (size < 5 || (gap::parts_words(before) && !(by_letter(left) && by_letter(found)))) continue;
        NameOwners owners = shared_owners(left.owners, found.owners);
        std::erase_if(owners, [](const NameOwner& owner) { return !several_words(owner.words); });
        if (owners.empty()) continue;
        const bool may_start = block.letters[left.first].gap != 0;
        joined_.push_back(std::move(owners));
        longer.push_back({left.first, found.last, joined_.back(), -1});
        const std::uint32_t least = may_start && may_end ? 5 : may_start || may_end ? 7 : 9;
        if (size < least || !names_two_words(joined_.back())) continue;
        if (plain_class_of_exactly(ascii_of(block, left.first, found.last)) != 0) continue;
        hit(block, left.first, found.last, joined_.back(), nullptr,
            gap::parts_words(before) ? NameHit::disguised : NameHit::joined);
    }
    longer.push_back(found);
    for (Match& one : longer) {
        one.other = ending_[one.last];
        ending_[one.last] = static_cast<std::int32_t>(matches_.size());
        matches_.push_back(one);
    }
}

void NameHits::find_disguised(const LetterBlock& block, LetterFolder& folder) {
    const auto letter_at = [&](std::uint32_t byte) {
        const auto at =
            std::lower_bound(block.letters.begin(), block.letters.end(), byte,
                             [](const Letter& letter, std::uint32_t offset) { return letter.start < offset; });
        return static_cast<std::uint32_t>(at - block.letters.begin());
    };
    each_reading(block, folder, [&](const Reading& reading) {
        if (!in_readings_) in_readings_ = std::make_unique<NameHits>(index_);
        in_readings_->hits_.clear();
        in_readings_->joined_.clear();
        in_readings_->match(reading.block);
        for (NameHit& hit : in_readings_->hits_) {
            if (!reading.is_worth(hit.first, hit.last)) continue;
            hit.first = letter_at(hit.start);
            hit.last = letter_at(hit.end);
            if (hit.first == hit.last || hit.weak) continue;
            // "torn" is no Tom.
            const Token& token = block.tokens[block.token_of(hit.first)];
            if (!reading.backwards && token.first == hit.first && token.last == hit.last &&
                plain_class(word_of(block, token)) != 0)
                continue;
            if (hit.form == nullptr) {
                joined_.emplace_back(hit.owners.begin(), hit.owners.end());
                hit.owners = joined_.back();
            }
            hit.how = NameHit::disguised;
            hits_.push_back(hit);
        }
    });
}

void NameHits::find_mistyped(const LetterBlock& block, const Token& token, int most, std::vector<NameHit>& hits) const {
    hits.clear();
    std::u32string written;
    for (std::uint32_t at = token.first; at < token.last; ++at) written.push_back(block.letters[at].letter);
    std::vector<NameTypos::Match> matches;
    index_.typos.find(written, most, matches);
    for (const NameTypos::Match& match : matches) {
        const NameForm& form = index_.forms.forms()[match.form];
        hits.push_back({token.first, token.last, block.letters[token.first].start, block.letters[token.last - 1].end,
                        index_.forms.owners(form), &form, NameHit::mistyped, false, match.errors});
    }
}

}  // namespace consent
