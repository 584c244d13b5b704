// SPDX-License-Identifier: Apache-2.0
//
// Days of birth.
#include "words/personal_kinds.hpp"

#include <array>

namespace consent {

namespace {

constexpr std::string_view month =
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

// A day with or without its year, or a year alone.
std::string date() {
    const std::string m(month);
    const std::string ordinal = "(?:st|nd|rd|th)?";
    return "(?:[0-3]?[0-9]" + ordinal + "[ ./-]{0,2}(?:day )?(?:of )?" + m + "\\b(?:[ ,./'-]{0,3}[0-9]{2,4})?|" + m + " {1,2}[0-3]?[0-9]" +
           ordinal + "\\b(?:,? {1,2}[0-9]{4})?|[0-3]?[0-9] ?[./-] ?[0-3]?[0-9] ?[./-] ?(?:[0-9]{4}|[0-9]{2})|[0-9]{4}[./-][01]?[0-9][./-][0-3]?[0-9]|" + m +
           ",? {1,2}(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2})\\b";
}

std::string filler() {
    return "(?:[ \\n:=,(-]|is\\b|was\\b|on\\b|in\\b|the\\b|falls\\b|of\\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\\b){0,12}";
}

// The four digits of the year in it; 0 where it says none.
int year_of(std::string_view written) {
    int year = 0;
    for (std::size_t i = 0; i + 4 <= written.size(); ++i) {
        const auto digit = [&](std::size_t at) { return is_plain_digit(written[at]); };
        if (digit(i) && digit(i + 1) && digit(i + 2) && digit(i + 3) && (written[i] == '1' || written[i] == '2'))
            year = (written[i] - '0') * 1000 + (written[i + 1] - '0') * 100 + (written[i + 2] - '0') * 10 + (written[i + 3] - '0');
    }
    return year;
}

bool is_year_alone(std::string_view written) { return written.size() == 4 && is_plain_digit(written[0]) && is_plain_digit(written[3]); }

// Clubs, ideas and legends are born as well.
bool is_a_person_word(std::string_view word) {
    static constexpr std::array words{std::string_view("he"), std::string_view("she"), std::string_view("was"), std::string_view("i"),
                                      std::string_view("boy"), std::string_view("girl"), std::string_view("pupil"), std::string_view("child"),
                                      std::string_view("son"), std::string_view("daughter"), std::string_view("they"), std::string_view("were")};
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

void find_birth_dates(const Window& window, std::vector<Piece>& pieces) {
    static const Pattern born("(?i)\\b((?:born|d\\.?o\\.?b\\b\\.?|date of birth|birth ?date)" + filler() + "(" + date() + "))");
    static const Pattern in_brackets("(?i)\\((b\\.? ?(" + date() + "))\\)");
    static const Pattern birthday("(?i)\\bbirthday" + filler() + "(" + date() + ")");
    static const Pattern before("(?i)\\b(" + date() + " ?[(-]? ?(?:d\\.?o\\.?b\\b|date of birth))");
    const std::string_view text = window.text;
    // People this long ago are history: no pupil's, parent's or teacher's birth.
    constexpr int history = 1930;
    // Pupils are younger than this; the year of a grown-up may be that of somebody famous.
    constexpr int grown_up = 1995;
    const auto judge = [&](const Pattern::Match& match, bool of_somebody) {
        const std::string_view day = match.group[2];
        const int year = year_of(day);
        if (year != 0 && year < history) return;
        const std::size_t start = match.start(text, 1);
        Certainty certainty = year == 0 || year > grown_up ? Certainty::sure : Certainty::possible;
        if (is_year_alone(day) && !of_somebody && !is_a_person_word(word_before(text, start)))
            certainty = Certainty::possible;
        pieces.push_back({start, match.end(text, 1), WordKind::birth_date, certainty});
    };
    each_match(born, window, [&](const Pattern::Match& match) { judge(match, false); });
    each_match(in_brackets, window, [&](const Pattern::Match& match) { judge(match, true); });
    each_match(birthday, window, [&](const Pattern::Match& match) {
        const int year = year_of(match.group[1]);
        if (is_year_alone(match.group[1]) || (year != 0 && year < history)) return;
        // "Happy birthday! 3 May is also sports day": what stands between joins them or they are not joined.
        pieces.push_back({match.start(text, 1), match.end(text, 1), WordKind::birth_date, Certainty::possible});
    });
    each_match(before, window, [&](const Pattern::Match& match) {
        pieces.push_back({match.start(text, 1), match.end(text, 1), WordKind::birth_date, Certainty::sure});
    });
}

}  // namespace consent
