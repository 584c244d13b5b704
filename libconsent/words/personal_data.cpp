// SPDX-License-Identifier: Apache-2.0
#include "words/personal_data.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "words/folded_text.hpp"
#include "words/personal_kinds.hpp"

namespace consent {

namespace {

// How far personal data may reach to either side of what gives it away.
constexpr std::size_t reach = 128;
constexpr std::size_t longest_window = 8192;
// Asking whether a number is a telephone's costs a tenth of a millisecond; a text with more is no caption, and its numbers are
// judged by their form alone.
constexpr std::size_t most_phone_questions = 5000;

// What gives personal data away besides a digit, '@' and '/': whatever can be written in letters alone.
const Pattern& telling_words() {
    static const Pattern words(
        R"((?i)\b(?:old\b|aged?\b|turn(?:s|ed|ing)?\b|birthday\b|born\b|liv(?:e|es|ed|ing)\b|resid(?:es|ing)|address\b|home\b|moved\b)"
        R"(|insta|snap|tik ?tok|discord|roblox|user ?name|gamer ?tag|facebook|fortnite|minecraft|twitter|telegram|youtube|xbox|(?:ig|fb|kik|psn|steam) ?[:=])|\w\.[a-z]|[\[({<] ?at ?[\])}>]| dot )");
    return words;
}

unsigned sign_of(char c) { return is_plain_digit(c) ? sign_digit : c == '@' || c == '/' ? sign_of_net : 0U; }

// Its first letter tells whose it is: "aged", "born", or, where both have such a word, both.
unsigned sign_of_word(std::string_view word) {
    static constexpr std::string_view of_person = "oablh";
    static constexpr std::string_view of_both = "trm";
    const char small = plain_lower(word.front());
    if (word.find('.') != std::string_view::npos) return sign_of_net;
    if (of_both.find(small) != std::string_view::npos) return sign_of_net | sign_of_person;
    return of_person.find(small) != std::string_view::npos ? sign_of_person : sign_of_net;
}

void add_window(std::vector<Window>& windows, std::string_view text, std::size_t at, std::size_t end, unsigned sign) {
    const std::size_t from = at > reach ? at - reach : 0;
    const std::size_t to = std::min(text.size(), end + reach);
    // A long stretch is looked at in windows that overlap by twice what the longest pattern reaches.
    if (!windows.empty() && from <= windows.back().end && to - windows.back().begin <= longest_window) {
        windows.back().end = std::max(windows.back().end, to);
        windows.back().signs |= sign;
        return;
    }
    windows.push_back({text, from, to, sign});
}

std::vector<Window> windows_of(std::string_view text) {
    std::vector<std::pair<std::size_t, std::size_t>> telling;
    Pattern::Match match;
    for (std::size_t from = 0; from < text.size() && telling_words().find(text, from, text.size(), match);) {
        from = std::max(match.end(text), from + 1);
        telling.emplace_back(match.start(text), from);
    }
    std::vector<Window> windows;
    auto word = telling.begin();
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (; word != telling.end() && word->first <= at; ++word) add_window(windows, text, word->first, word->second, sign_of_word(text.substr(word->first, word->second - word->first)));
        if (const unsigned sign = sign_of(text[at])) add_window(windows, text, at, at + 1, sign);
    }
    return windows;
}

// Of two that overlap, the one that says more of what it is.
int rank_of(WordKind kind) {
    static constexpr std::array order{WordKind::email,      WordKind::handle,        WordKind::link,
                                      WordKind::pupil_number, WordKind::nhs_number,  WordKind::national_insurance,
                                      WordKind::address,    WordKind::postcode,      WordKind::position,
                                      WordKind::birth_date, WordKind::phone,         WordKind::age,
                                      WordKind::registration_plate, WordKind::class_group};
    return static_cast<int>(std::find(order.begin(), order.end(), kind) - order.begin());
}

// "12 Oak Road, Leeds LS1 4AB" is one address.
bool is_one_address(const Piece& address, const Piece& postcode, std::string_view text) {
    constexpr std::size_t most_between = 48;
    if (address.kind != WordKind::address || postcode.kind != WordKind::postcode) return false;
    const std::string_view between = text.substr(address.end, postcode.start - address.end);
    return between.size() <= most_between && std::all_of(between.begin(), between.end(), [](char c) {
        return is_plain_upper(c) || is_plain_lower(c) || c == '_' || c == ' ' || c == ',' || c == '\n' || c == '-' || c == '\'';
    }) && between.find(" and ") == std::string_view::npos;
}

std::vector<Piece> without_overlaps(std::vector<Piece> pieces, std::string_view text) {
    std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    std::vector<Piece> left;
    for (const Piece& piece : pieces) {
        if (left.empty() || (piece.start >= left.back().end && !is_one_address(left.back(), piece, text))) {
            left.push_back(piece);
            continue;
        }
        Piece& last = left.back();
        if (rank_of(piece.kind) < rank_of(last.kind)) last.kind = piece.kind;
        last.end = std::max(last.end, piece.end);
        last.certainty = std::max(last.certainty, piece.certainty);
    }
    return left;
}

std::string lower(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(), plain_lower);
    return small;
}

// "https://www.Example.org/a/?b" -> "example.org/a/"
std::string address_of(std::string_view link) {
    if (const auto scheme = link.find("://"); scheme != std::string_view::npos) link.remove_prefix(scheme + 3);
    // What stands before an '@' is a user's name, not the host.
    const auto host_end = link.find_first_of("/?#\\");
    if (const auto at = link.substr(0, host_end).rfind('@'); at != std::string_view::npos) link.remove_prefix(at + 1);
    std::string address = lower(link.substr(0, link.find_first_of("?#\\")));
    if (address.starts_with("www.")) address.erase(0, 4);
    return address;
}

std::string number_at_home(std::string plain) {
    if (plain.starts_with("0044")) plain.replace(0, 4, "0");
    else if (plain.starts_with("44") && plain.size() >= 11) plain.replace(0, 2, "0");
    if (plain.starts_with("00")) plain.erase(0, 1);  // "+44 (0)1632"
    return plain;
}

}  // namespace

std::string letters_and_digits(std::string_view text) {
    std::string plain;
    for (const char c : text)
        if (is_plain_word(c) && c != '_') plain.push_back(plain_lower(c));
    return plain;
}

std::string word_before(std::string_view text, std::size_t at) {
    for (int gap = 0; gap < 8 && at > 0 && !is_plain_word(text[at - 1]) && text[at - 1] != '\n'; ++gap) --at;
    std::size_t start = at;
    while (start > 0 && (is_plain_word(text[start - 1]) || text[start - 1] == '\'') && at - start < 40) --start;
    return lower(text.substr(start, at - start));
}

std::string word_after(std::string_view text, std::size_t at) {
    for (int gap = 0; gap < 8 && at < text.size() && !is_plain_word(text[at]) && text[at] != '\n'; ++gap) ++at;
    std::size_t end = at;
    while (end < text.size() && (is_plain_word(text[end]) || text[end] == '\'') && end - at < 40) ++end;
    return lower(text.substr(at, end - at));
}

PersonalFinder::PersonalFinder(const PersonalSettings& settings) {
    for (const std::string& pattern : settings.class_patterns) classes_.emplace_back(R"((?i)\b(?:)" + pattern + R"()\b)");
    for (const std::string& contact : settings.school_contacts) {
        const std::string plain = letters_and_digits(FoldedText(contact).plain());
        if (plain.empty()) continue;
        own_.insert(plain);
        own_.insert(number_at_home(plain));
    }
    for (const std::string& link : settings.allowed_links) {
        const auto equals = link.find('=');
        if (equals == std::string::npos) links_.push_back({"", address_of(link)});
        else links_.push_back({link.substr(0, equals), address_of(link.substr(equals + 1))});
    }
}

bool PersonalFinder::has_links_for(std::string_view channel) const {
    return std::any_of(links_.begin(), links_.end(),
                       [&](const Link& link) { return link.channel.empty() || link.channel == channel; });
}

bool PersonalFinder::is_allowed_link(std::string_view link, std::string_view channel) const {
    const std::string asked = address_of(link);
    const std::string_view asked_host = std::string_view(asked).substr(0, asked.find_first_of("/:"));
    return std::any_of(links_.begin(), links_.end(), [&](const Link& allowed) {
        if (!allowed.channel.empty() && allowed.channel != channel) return false;
        const std::size_t slash = allowed.address.find('/');
        const std::string_view host = std::string_view(allowed.address).substr(0, slash);
        if (asked_host != host && !asked_host.ends_with("." + std::string(host))) return false;
        if (slash == std::string::npos || slash + 1 == allowed.address.size()) return true;
        const std::string_view path = std::string_view(allowed.address).substr(slash);
        const std::string_view asked_path = std::string_view(asked).substr(asked_host.size());
        return asked_path.starts_with(path) && asked_path.find("..") == std::string_view::npos &&
               (asked_path.size() == path.size() || path.back() == '/' || asked_path[path.size()] == '/');
    });
}

bool PersonalFinder::is_schools_own(WordKind kind, std::string_view plain) const {
    if (own_.empty()) return false;
    const std::string written = letters_and_digits(plain);
    if (kind == WordKind::phone) return own_.contains(number_at_home(written));
    if (kind == WordKind::postcode || kind == WordKind::address)
        return std::any_of(own_.begin(), own_.end(),
                           [&](const std::string& own) { return own.find(written) != std::string::npos; });
    return own_.contains(written);
}

std::vector<WordFinding> PersonalFinder::find(const Words& words, std::string_view channel,
                                              const std::vector<WordFinding>& names) const {
    const FoldedText folded(words.text);
    const std::string_view text = folded.plain();
    NameEnds name_ends;
    for (const WordFinding& name : names) name_ends.push_back(folded.from_text(name.end));

    std::vector<Piece> pieces;
    Progress progress;
    progress.phone_questions = most_phone_questions;
    for (const Window& window : windows_of(text)) {
        if (window.signs & sign_of_net) find_addresses_of_net(window, progress, pieces);
        if (window.signs & (sign_digit | sign_of_net)) find_positions(window, pieces);
        if (window.signs & (sign_digit | sign_of_person)) {
            find_places(window, pieces);
            find_ages(window, name_ends, pieces);
        }
        if ((window.signs & sign_digit) == 0) continue;
        find_phones(window, progress, pieces);
        find_birth_dates(window, pieces);
        find_numbers(window, pieces);
        find_plates(window, pieces);
    }
    // The school's own patterns may reach as far as they like, but only within so much of a text.
    constexpr std::size_t stretch = 1024;
    constexpr std::size_t overlap = 128;
    for (const Pattern& pattern : classes_)
        for (std::size_t at = 0; at < text.size(); at += stretch - overlap)
            each_match(pattern, {text, at, std::min(text.size(), at + stretch)}, [&](const Pattern::Match& match) {
                if (!match.group[0].empty())
                    pieces.push_back({match.start(text), match.end(text), WordKind::class_group, Certainty::sure});
            });

    const bool links_are_listed = has_links_for(channel);
    std::erase_if(pieces, [&](Piece& piece) {
        const std::string_view written = text.substr(piece.start, piece.end - piece.start);
        if (is_schools_own(piece.kind, written)) return true;
        if (piece.kind == WordKind::link || (piece.kind == WordKind::handle && written.front() != '@')) {
            if (is_allowed_link(written, channel)) return true;
            if (piece.kind == WordKind::link && links_are_listed) piece.certainty = Certainty::sure;
        }
        return false;
    });

    std::vector<WordFinding> findings;
    for (const Piece& piece : without_overlaps(std::move(pieces), text))
        findings.push_back({words.source, folded.start_in_text(piece.start), folded.end_in_text(piece.end), piece.kind, {}, true,
                            piece.certainty, Rule::personal_data});
    return findings;
}

}  // namespace consent
