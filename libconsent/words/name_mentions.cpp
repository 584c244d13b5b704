// SPDX-License-Identifier: Apache-2.0
#include "words/name_mentions.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "words/plain_words.hpp"
#include "words/sentence_case.hpp"

namespace consent {

namespace {

constexpr std::size_t shortest_mistyped = 6;  // by itself
constexpr std::size_t shortest_with_two = 10;
constexpr std::size_t longest_word = 24;
constexpr std::size_t most_between = 3;  // middle names, initials, particles

// "Mai Patel, Mia": what stands before Patel is no plain word, so the comma parts two names.
bool follows_name(const LetterBlock& block, std::uint32_t first) {
    if (first == 0 || (block.letters[first].gap & ~(gap::space | gap::unseen)) != 0) return false;
    const std::size_t index = block.token_of(first - 1);
    const Token& token = block.tokens[index];
    if (token.last - token.first < 2 || plain_class(word_of(block, token)) != 0) return false;
    return token.upper || sentence_case(block, index) == SentenceCase::small;
}

bool has_capital(const LetterBlock& block, std::size_t token) {
    do {
        if (block.tokens[token].upper) return true;
    } while (++token < block.tokens.size() && !block.tokens[token].starts_sentence);
    return false;
}

}  // namespace

void NameMention::extend(const LetterBlock& block, std::uint32_t from, std::uint32_t to) {
    if (from < first) {
        first = from;
        start = std::min(start, block.letters[from].start);
    }
    if (to > last) {
        last = to;
        end = std::max(end, block.letters[to - 1].end);
    }
}

bool NameMentions::may_join(const LetterBlock& block, std::uint32_t last, std::uint32_t first) const {
    const std::vector<Letter>& letters = block.letters;
    const auto is_joint = [&](std::uint32_t at) {
        const std::uint32_t before = letters[at].gap;
        if ((before & (never_joins | gap::colon)) != 0) return false;
        // "M. Thompson", not "with Mia. Thompson".
        if ((before & gap::dot) == 0 || (before & gap::white) == 0) return true;
        return letters[at - 1].gap != 0 && (letters[at - 1].gap & gap::apostrophe) == 0;
    };
    if (first < last) return true;
    if (first >= letters.size()) return false;
    if (first == last) return is_joint(first);
    const std::size_t from = block.token_of(last);
    const std::size_t to = block.token_of(first);
    if (to - from > most_between || block.tokens[from].first != last) return false;
    for (std::size_t at = from; at <= to; ++at) {
        const Token& token = block.tokens[at];
        if (!is_joint(token.first) ||
            (letters[token.first].gap & (gap::comma | gap::slash | gap::hash | gap::at | gap::symbol)) != 0)
            return false;
        if (at == to) return token.first == first;
        const bool initial = token.last - token.first == 1;
        if (initial || is_particle(letters_of(block, token))) continue;
        if (!token.upper || (plain_class(word_of(block, token)) & (plain::function | plain::auxiliary)) != 0)
            return false;
    }
    return true;
}

bool NameMentions::take(const LetterBlock& block, NameMention& mention, const NameHit& next) {
    NameOwners both = shared_owners(mention.owners, next.owners);
    const std::uint32_t joint = next.first < block.letters.size() ? block.letters[next.first].gap : 0U;
    const bool other_form = next.form != nullptr && next.form != mention.hit.form;
    const auto words_before = [&](const NameOwner& owner) {
        const auto known =
            std::lower_bound(mention.owners.begin(), mention.owners.end(), owner.person,
                             [](const NameOwner& one, std::uint32_t person) { return one.person < person; });
        return known->words;
    };
    // What adds no word may be another piece of the same: "Anne Marie", "Smith-Jones".
    std::erase_if(both, [&](const NameOwner& owner) {
        const std::uint32_t before = words_before(owner);
        if (owner.words != before) return false;
        const bool hyphen = (joint & (gap::hyphen | gap::apostrophe)) != 0 && (joint & gap::white) == 0;
        const bool spaced = (joint & ~(gap::space | gap::inside_word)) == 0;
        const bool twice = std::any_of(next.owners.begin(), next.owners.end(), [&](const NameOwner& one) {
            return one.person == owner.person && several_words(one.words) && next.form != nullptr;  // "Bibi Bibi"
        });
        return !(spaced && twice) && (!other_form || (!hyphen && (several_words(before) || !spaced)));
    });
    // "Thompson, Mia"; not "M. Thompson, Mia T.", "Mia, Thompson" or "Mia Thompson, Mimi". "Mia * Thompson", but not the
    // other way round.
    if ((joint & (gap::comma | gap::symbol | gap::slash)) != 0) {
        const bool comma = (joint & gap::comma) != 0;
        const bool initialled = mention.first > 0 && block.is_single(mention.first - 1) &&
                                (block.letters[mention.first].gap & (gap::dot | gap::space)) != 0;
        std::erase_if(both, [&](const NameOwner& owner) {
            const std::uint32_t before = words_before(owner);
            const std::uint32_t family = index_.forms.people()[owner.person].family;
            if (initialled || several_words(before) || (comma && follows_name(block, mention.first))) return true;
            return family != 0 && (comma ? (before & family) == 0 : (before & family) != 0);
        });
    }
    if (both.empty()) return false;
    keep(mention, std::move(both));
    mention.end = std::max(mention.end, next.end);
    mention.extend(block, next.first, next.last);
    ++mention.words;
    mention.all_plain = mention.all_plain && next.form != nullptr && next.form->plain != 0;
    mention.all_small = mention.all_small && !block.letters[next.first].upper;
    mention.all_mistyped = mention.all_mistyped && next.how == NameHit::mistyped;
    return true;
}

void NameMentions::keep(NameMention& mention, NameOwners owners) {
    owners_.push_back(std::move(owners));
    mention.owners = owners_.back();
}

void NameMentions::judge_full(NameMention& mention) {
    const auto is_full = [](const NameOwner& owner) {
        return several_words(owner.words) || (owner.whole && !owner.loose);
    };
    const auto full = static_cast<std::size_t>(std::count_if(mention.owners.begin(), mention.owners.end(), is_full));
    if (full == 0) return;
    mention.full = true;
    if (full == mention.owners.size()) return;
    NameOwners those;
    std::copy_if(mention.owners.begin(), mention.owners.end(), std::back_inserter(those), is_full);
    keep(mention, std::move(those));
}

void NameMentions::settle(const LetterBlock& block, NameMention& mention, std::uint32_t from) {
    judge_full(mention);
    if (mention.hit.weak && mention.words == 1) return;
    for (int i = 0; i < 2 && take_initial(block, mention, false, from); ++i) judge_full(mention);
    for (const bool right : {true, false})
        if (!mention.full && take_mistyped(block, mention, right, from)) judge_full(mention);
    if (take_initial(block, mention, true, from)) judge_full(mention);
    if (mention.hit.how != NameHit::affixed) take_hyphenated(block, mention, from);
    take_before(block, mention, from);
}

void NameMentions::add_mistyped(const LetterBlock& block, std::vector<NameHit>& hits) {
    std::vector<NameHit> found;
    std::size_t next = 0;
    std::uint32_t covered = 0;  // letters before this are in some hit
    const std::size_t known = hits.size();
    bool small = false;  // this sentence has no capitals
    for (std::size_t index = 0; index < block.tokens.size(); ++index) {
        const Token& token = block.tokens[index];
        if (token.starts_sentence || index == 0) small = !has_capital(block, index);
        for (; next < known && hits[next].first < token.last; ++next)
            if (!hits[next].weak) covered = std::max(covered, hits[next].last);
        const std::uint32_t size = token.last - token.first;
        if (size < shortest_mistyped || size > longest_word || covered > token.first) continue;
        if ((!token.upper && !small) || plain_class(word_of(block, token)) != 0) continue;
        hits_.find_mistyped(block, token, size < shortest_with_two ? 1 : 2, found);
        if (found.empty()) continue;
        const auto least = std::min_element(found.begin(), found.end(),
                                            [](const NameHit& a, const NameHit& b) { return a.errors < b.errors; });
        const int errors = least->errors;
        for (const NameHit& hit : found)
            if (hit.errors == errors) hits.push_back(hit);
    }
    if (hits.size() == known) return;
    std::stable_sort(hits.begin(), hits.end(), [](const NameHit& a, const NameHit& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
}

// "Mai Thompson": Mai is somebody else's name, or a mistyped Mia. Either way it is one written name.
void NameMentions::join_last(const LetterBlock& block, NameMention& mention) {
    if (mentions_.empty() || mention.full || mention.titled || mention.words > 1) return;
    const NameMention& last = mentions_.back();
    if (last.full || last.words > 1 || last.hit.weak || mention.hit.weak || last.last != mention.first) return;
    if ((block.letters[mention.first].gap & ~gap::space) != 0 || !block.letters[last.first].upper ||
        !block.letters[mention.first].upper)
        return;
    if (last.hit.how != NameHit::plainly || mention.hit.how == NameHit::mistyped) return;
    std::vector<NameHit> hits;
    hits_.find_mistyped(block, block.tokens[block.token_of(last.first)], 2, hits);
    bool meant = false;
    for (const NameHit& hit : hits) {
        NameOwners both = shared_owners(mention.owners, hit.owners);
        std::erase_if(both, [](const NameOwner& owner) { return !several_words(owner.words); });
        if (both.empty()) continue;
        keep(mention, std::move(both));
        mention.full = meant = true;
        break;
    }
    const auto is_family = [](const NameOwner& owner) { return owner.family; };
    const bool names = std::none_of(last.owners.begin(), last.owners.end(), is_family) &&
                       std::all_of(mention.owners.begin(), mention.owners.end(), is_family);
    if (!meant && (!names || last.all_plain || mention.all_plain)) return;
    mention.extend(block, last.first, mention.last);
    mention.all_plain = mention.all_small = false;
    mention.words = 2;
    mentions_.pop_back();
}

const std::vector<NameMention>& NameMentions::find(const LetterBlock& block, LetterFolder& folder) {
    mentions_.clear();
    owners_.clear();
    std::vector<NameHit>& hits = hits_.find(block, folder);
    add_mistyped(block, hits);
    std::uint32_t from = 0;  // letters before this are in a mention
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const NameHit& hit = hits[i];
        if (hit.first < from && hit.last <= from) continue;
        const auto start_mention = [&](const NameHit& of) {
            NameMention mention;
            mention.first = of.first;
            mention.last = of.last;
            mention.start = of.start;
            mention.end = of.end;
            mention.owners = of.owners;
            mention.hit = of;
            mention.all_plain = of.form != nullptr && of.form->plain != 0;
            mention.all_small = !block.letters[of.first].upper;
            mention.all_mistyped = of.how == NameHit::mistyped;
            return mention;
        };
        NameMention mention = start_mention(hit);
        const auto grow = [&](std::size_t next) {
            for (; next < hits.size() && may_join(block, mention.last, std::max(hits[next].first, mention.last));
                 ++next) {
                if (hits[next].end <= mention.end) continue;
                if (hits[next].first < mention.last) {
                    // Two names that overlap: both are taken.
                    mention.end = hits[next].end;
                    mention.extend(block, mention.first, hits[next].last);
                    continue;
                }
                take(block, mention, hits[next]);
            }
        };
        grow(i + 1);
        if (mention.words == 1) {
            // Another form that begins here may go together with what follows.
            for (std::size_t other = i + 1; other < hits.size() && hits[other].start == hit.start; ++other) {
                NameMention instead = start_mention(hits[other]);
                std::swap(instead, mention);
                grow(other + 1);
                if (mention.words > 1) break;
                std::swap(instead, mention);
            }
        }
        settle(block, mention, from);
        join_last(block, mention);
        if (mention.hit.weak && mention.words == 1 && mention.first < from) continue;
        from = std::max(from, mention.last);
        mentions_.push_back(std::move(mention));
    }
    return mentions_;
}

}  // namespace consent
