// SPDX-License-Identifier: Apache-2.0
//
// Ages of one person; those of groups ("children aged 7 to 11", "7-year-olds") stay.
#include "words/personal_kinds.hpp"

#include <array>
#include <charconv>

namespace consent {

namespace {

using namespace std::string_view_literals;

constexpr int oldest_pupil = 19;

constexpr std::array number_words{"zero"sv, "one"sv,    "two"sv,    "three"sv,    "four"sv,     "five"sv,    "six"sv,
                                  "seven"sv, "eight"sv, "nine"sv,   "ten"sv,      "eleven"sv,   "twelve"sv,  "thirteen"sv,
                                  "fourteen"sv, "fifteen"sv, "sixteen"sv, "seventeen"sv, "eighteen"sv, "nineteen"sv};
constexpr std::array ordinal_words{"zeroth"sv, "first"sv,  "second"sv, "third"sv,    "fourth"sv,   "fifth"sv,   "sixth"sv,
                                   "seventh"sv, "eighth"sv, "ninth"sv, "tenth"sv,   "eleventh"sv, "twelfth"sv, "thirteenth"sv,
                                   "fourteenth"sv, "fifteenth"sv, "sixteenth"sv, "seventeenth"sv, "eighteenth"sv, "nineteenth"sv};

constexpr const char* number =
    "([0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)";
constexpr const char* ordinal =
    "([0-9]{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    "|sixteenth|seventeenth|eighteenth|nineteenth)";

int value_of(std::string_view written) {
    int value = -1;
    if (is_plain_digit(written.front())) {
        std::from_chars(written.data(), written.data() + written.size(), value);
        return value;
    }
    std::string small(written);
    std::transform(small.begin(), small.end(), small.begin(), plain_lower);
    for (std::size_t i = 0; i < number_words.size(); ++i)
        if (small == number_words[i] || small == ordinal_words[i]) return static_cast<int>(i);
    return -1;
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Several people, of whom none is told by it.
bool is_group(std::string_view word) {
    static constexpr std::array groups{"children"sv, "pupils"sv, "students"sv, "boys"sv, "girls"sv, "kids"sv, "people"sv, "those"sv, "anyone"sv,
                                       "everyone"sv, "youngsters"sv, "families"sv, "teenagers"sv, "learners"sv, "ages"sv, "runners"sv,
                                       "swimmers"sv, "players"sv, "competitors"sv, "teams"sv, "adults"sv, "participants"sv, "readers"sv, "writers"sv,
                                       "artists"sv, "groups"sv, "classes"sv, "all"sv, "any"sv, "suitable"sv, "mixed"sv, "under"sv, "over"sv};
    return is_one_of(word, groups);
}

// What has an age, or turns, and is nobody.
bool is_thing(std::string_view word) {
    static constexpr std::array things{"school"sv,  "academy"sv, "college"sv, "building"sv, "church"sv, "club"sv,    "tree"sv,     "oak"sv,
                                       "house"sv,   "hall"sv,    "bridge"sv,  "castle"sv,   "tradition"sv, "song"sv, "book"sv,     "car"sv,
                                       "computer"sv, "bus"sv,    "museum"sv,  "it"sv,       "charity"sv, "festival"sv, "fair"sv,   "page"sv,
                                       "tide"sv,    "wheel"sv,   "library"sv, "town"sv,     "village"sv, "city"sv,   "company"sv,  "piano"sv,
                                       "ship"sv,    "train"sv,   "fossil"sv,  "game"sv,     "nursery"sv, "there"sv,  "this"sv,     "that"sv,
                                       "programme"sv, "website"sv, "trust"sv, "choir"sv, "band"sv, "organ"sv, "clock"sv, "chapel"sv, "record"sv};
    return is_one_of(word, things);
}

// "aged 7 to 11", "age 5+", "aged 7 and over".
bool goes_on_as_range(std::string_view text, std::size_t at) {
    static const Pattern range(R"((?i)^ ?(?:\+|-|/|to\b|and (?:over|under|above|below|up|older|younger|[0-9])|or (?:over|under|above|below|older|younger|[0-9])|plus\b|up(?:wards)?\b|, [0-9]|% |\.[0-9]))");
    Pattern::Match match;
    const std::string_view rest = text.substr(at, 24);
    return range.find(rest, 0, rest.size(), match);
}

bool starts_with_capital(std::string_view text, std::size_t word_end) {
    std::size_t start = word_end;
    while (start > 0 && (is_plain_word(text[start - 1]) || text[start - 1] == '\'' || text[start - 1] == '-') && word_end - start < 40) --start;
    return start < word_end && (is_plain_upper(text[start]) || text[start] == '_');
}

bool is_pronoun(std::string_view word) {
    static constexpr std::array pronouns{"he"sv, "she"sv, "who"sv, "i"sv, "i'm"sv, "he's"sv, "she's"sv, "they"sv, "just"sv, "recently"sv, "now"sv,
                                         "son"sv, "daughter"sv, "brother"sv, "sister"sv, "boy"sv, "girl"sv, "pupil"sv, "today"sv};
    return is_one_of(word, pronouns);
}

void find_years_old(const Window& window, std::vector<Piece>& pieces) {
    static const Pattern years_old("(?i)\\b(" + std::string(number) + R"((?:[ -]and[ -]a[ -]half)?[ -]{0,2}(?:years?|yrs?|y\.?)[ -]{0,2}(?:old|o\b|of age)\b))");
    static const Pattern aged("(?i)\\b((?:aged|age(?: of|:)?|at age)[ :]{1,2}(?:just |only )?" + std::string(number) + ")\\b");
    const std::string_view text = window.text;
    each_match(years_old, window, [&](const Pattern::Match& match) {
        const std::size_t end = match.end(text, 1);
        const std::string next = word_after(text, end);
        const int years = value_of(match.group[2]);
        const std::size_t start = match.start(text, 1);
        if (years < 1 || is_group(next) || is_thing(next) || is_group(word_before(text, start)) || goes_on_as_range(text, end)) return;
        if (start > 1 && (text[start - 1] == '-' || text[start - 1] == '.') && is_plain_digit(text[start - 2])) return;  // "5-7 year old"
        if (word_before(text, start) == "to" || word_before(text, start) == "for") {
            pieces.push_back({start, end, WordKind::age, Certainty::possible});
            return;
        }
        pieces.push_back({start, end, WordKind::age, years <= oldest_pupil ? Certainty::sure : Certainty::possible});
    });
    each_match(aged, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(text, 1);
        const std::size_t end = match.end(text, 1);
        const std::string before = word_before(text, start);
        if (value_of(match.group[2]) < 1 || is_group(before) || before == "the" || before == "key" || goes_on_as_range(text, end)) return;
        const bool plainly = match.group[1].size() > 4 && plain_lower(match.group[1][3]) == 'd';
        pieces.push_back({start, end, WordKind::age, plainly || match.group[1][3] == ':' ? Certainty::sure : Certainty::possible});
    });
}

void find_birthdays(const Window& window, std::vector<Piece>& pieces) {
    static const Pattern turns("(?i)\\b((?:turns|turned|turning|will turn|is turning|to turn) " + std::string(number) + ")\\b");
    static const Pattern is_now("(?i)\\b((?:is|was|'s|be) (?:now |just |only |already )?" + std::string(number) +
                                " (?:today|tomorrow|now|this (?:week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|next (?:week|month)))\\b");
    static const Pattern birthday("(?i)\\b(" + std::string(ordinal) + " birthday)\\b");
    static const Pattern goes_on_as_other(R"((?i)^ (?:[a-z]+))");
    static constexpr std::array stays{"today"sv, "tomorrow"sv, "yesterday"sv, "on"sv, "this"sv, "last"sv, "next"sv, "in"sv, "and"sv, "at"sv, "with"sv,
                                      "years"sv, "soon"sv, "but"sv, "so"sv, "while"sv, "during"sv, "when"sv, "we"sv, "just"sv, "over"sv};
    const std::string_view text = window.text;
    each_match(turns, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(text, 1);
        const std::size_t end = match.end(text, 1);
        const std::string before = word_before(text, start);
        const int years = value_of(match.group[2]);
        if (years < 1 || is_thing(before) || goes_on_as_range(text, end)) return;
        const bool same_clause = end < text.size() && text[end] == ' ';
        if (same_clause && !is_one_of(word_after(text, end), stays)) return;  // "turned 8 cartwheels"
        const bool somebody = is_pronoun(before) || (start > 0 && starts_with_capital(text, start - 1));
        if (years > oldest_pupil && !somebody) return;
        pieces.push_back({start, end, WordKind::age, somebody ? Certainty::sure : Certainty::possible});
    });
    each_match(is_now, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(text, 1);
        if (value_of(match.group[2]) < 1 || is_thing(word_before(text, start))) return;
        const bool somebody = is_pronoun(word_before(text, start)) || (start > 0 && starts_with_capital(text, start - 1));
        pieces.push_back({start, match.end(text, 1), WordKind::age, somebody ? Certainty::sure : Certainty::possible});
    });
    each_match(birthday, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(text, 1);
        const std::string before = word_before(text, start);
        const int years = value_of(match.group[2]);
        if (years < 1 || years > oldest_pupil || is_thing(before)) return;
        const bool owned = before == "his" || before == "her" || before == "my" || before.ends_with("'s") || before == "happy";
        const std::string_view owner = std::string_view(before).substr(0, before.size() - std::min<std::size_t>(before.size(), 2));
        if (owned && is_thing(owner)) return;
        pieces.push_back({start, match.end(text, 1), WordKind::age, owned ? Certainty::sure : Certainty::possible});
    });
}

// "Mia (7)", "Mia, 7, won": after a name of the register it is an age; after another capital it may be a score.
void find_after_names(const Window& window, const NameEnds& names, std::vector<Piece>& pieces) {
    static const Pattern bare(R"((?:[ \n]?\( ?(?:aged? )?([0-9]{1,2}) ?\)|, ?([0-9]{1,2})(?: ?[,.;!)]|$)|(?: is(?: now)?| is just) ([0-9]{1,2})(?:[.,!;]|$)))");
    const std::string_view text = window.text;
    Pattern::Match match;
    for (std::size_t from = window.begin; from < window.end && bare.find(text, from, window.end, match);) {
        const std::size_t start = match.start(text);
        from = start + 1;
        const std::size_t group = match.has(1) ? 1 : match.has(2) ? 2 : 3;
        const int years = value_of(match.group[group]);
        if (years < 2 || years > oldest_pupil) continue;
        const bool named = std::binary_search(names.begin(), names.end(), start);
        // Not a name that is known: "Ravi Patel, 7, won", but "Oakfield 3, Elmwood 2" is no age.
        static constexpr std::array scored{"won"sv, "lost"sv, "drew"sv, "beat"sv};
        const bool enclosed = group == 2 && match.group[0].back() == ',';
        const bool capital = starts_with_capital(text, start);
        if (!named && !(capital && years >= 4 && (group == 1 || enclosed) && !is_one_of(word_before(text, start), scored))) continue;
        if (!named) {
            // One capital word alone begins too many sentences; two in a row are a person's name.
            std::size_t word = start;
            while (word > window.begin && (is_plain_word(text[word - 1]) || text[word - 1] == '-' || text[word - 1] == '\'')) --word;
            if (word < 2 || text[word - 1] != ' ' || !starts_with_capital(text, word - 1)) continue;
            static constexpr std::array no_person{"year"sv, "class"sv, "team"sv, "house"sv, "group"sv, "fc"sv, "school"sv, "primary"sv, "united"sv, "city"sv,
                                                  "town"sv, "academy"sv, "rovers"sv, "stage"sv, "form"sv, "july"sv, "june"sv, "may"sv, "march"sv};
            if (is_one_of(word_before(text, start), no_person)) continue;
        }
        const std::size_t first = group == 3 ? start + 1 : match.start(text, group);
        std::size_t piece_start = first;
        std::size_t piece_end = match.end(text, group);
        if (group == 1) {  // the brackets with it
            piece_start = text.rfind('(', first);
            piece_end = text.find(')', piece_end) + 1;
        }
        pieces.push_back({piece_start, piece_end, WordKind::age, named ? Certainty::sure : Certainty::possible});
    }
}

}  // namespace

void find_ages(const Window& window, const NameEnds& names, std::vector<Piece>& pieces) {
    find_years_old(window, pieces);
    find_birthdays(window, pieces);
    find_after_names(window, names, pieces);
}

}  // namespace consent
