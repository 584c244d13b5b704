// SPDX-License-Identifier: Apache-2.0
//
// Numbers that stand for one person: told by their check digit, or by the words before them.
#include "words/personal_kinds.hpp"

namespace consent {

namespace {

// Unique pupil number: a check letter, then twelve digits, the last of which is a letter while the number is temporary
// (Department for Education, "Unique pupil numbers: a guide", 2019). The letter is the sum of the rest, each times its place
// from 2, modulo 23, counted in an alphabet without I, O and S.
constexpr std::string_view upn_letters = "ABCDEFGHJKLMNPQRTUVWXYZ";

bool is_upn(const std::string& number) {
    std::size_t sum = 0;
    for (std::size_t i = 1; i < number.size(); ++i) {
        const std::size_t value = is_plain_digit(number[i]) ? static_cast<std::size_t>(number[i] - '0') : upn_letters.find(number[i]);
        if (value == std::string_view::npos) return false;
        sum += value * (i + 1);
    }
    return upn_letters[sum % 23] == number[0];
}

// Ten digits, the last of them a check: weights 10 to 2, modulo 11 (NHS Data Dictionary, "NHS Number").
bool is_nhs_number(const std::string& digits) {
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * static_cast<int>(10 - i);
    const int check = (11 - sum % 11) % 11;
    return check != 10 && check == digits[9] - '0' && digits.find_first_not_of(digits[0]) != std::string::npos;
}

std::string capitals_and_digits(std::string_view text) {
    std::string plain = letters_and_digits(text);
    for (char& c : plain)
        if (is_plain_lower(c)) c = static_cast<char>(c - 'a' + 'A');
    return plain;
}

bool says_before(const Pattern& words, std::string_view text, std::size_t start) {
    const std::size_t from = start > 48 ? start - 48 : 0;
    const std::string_view before = text.substr(from, start - from);
    Pattern::Match match;
    return words.find(before, 0, before.size(), match);
}

}  // namespace

void find_numbers(const Window& window, std::vector<Piece>& pieces) {
    const std::string_view text = window.text;
    const auto add = [&](const Pattern::Match& match, WordKind kind, Certainty certainty) {
        pieces.push_back({match.start(text, 1), match.end(text, 1), kind, certainty});
    };

    static const Pattern upn(R"((?i)\b([A-HJ-NP-RT-Z](?: ?[0-9]){11} ?[0-9A-HJ-NP-RT-Z])\b)");
    static const Pattern upn_named(R"((?i)\b(?:upn|pupil n(?:umber|o)\b)[^\n]{0,24}$)");
    each_match(upn, window, [&](const Pattern::Match& match) {
        const bool right = is_upn(capitals_and_digits(match.group[1]));
        const bool named = says_before(upn_named, text, match.start(text, 1));
        add(match, WordKind::pupil_number, right || named ? Certainty::sure : Certainty::possible);
    });
    static const Pattern numbered(
        R"((?i)\b(?:admission|pupil|student|candidate|learner|unique learner|uln|exam)(?: (?:no|number|ref|id|reference))?\.? ?[:#]? ?(?:is )?([A-Z]{0,3}[0-9]{4,10})\b)");
    each_match(numbered, window, [&](const Pattern::Match& match) { add(match, WordKind::pupil_number, Certainty::sure); });

    static const Pattern nhs(R"((?:^|[^\w+.,/-])([0-9]{3}([ -]?)[0-9]{3}[ -]?[0-9]{4})(?:[^\w]|$))");
    static const Pattern nhs_named(R"((?i)\bnhs\b[^\n]{0,24}$)");
    static const Pattern other_number(R"((?i)\b(?:isbn|ean|barcode|order|invoice|charity)\b[^\n]{0,24}$)");
    each_match(nhs, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(text, 1);
        std::string digits;
        for (const char c : match.group[1])
            if (is_plain_digit(c)) digits.push_back(c);
        const bool right = is_nhs_number(digits);
        if (says_before(nhs_named, text, start)) {
            add(match, WordKind::nhs_number, right ? Certainty::sure : Certainty::possible);
        } else if (right && !says_before(other_number, text, start)) {
            add(match, WordKind::nhs_number, match.group[2].empty() ? Certainty::possible : Certainty::sure);
        }
    });

    // National Insurance: HMRC's NIM39110. Prefixes that are not given out are left out below.
    static const Pattern insurance(R"((?i)\b(([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?([A-D])?)\b)");
    static const Pattern insurance_named(R"((?i)\b(?:ni|nino|n\.i\.|national insurance)\b[^\n]{0,24}$)");
    each_match(insurance, window, [&](const Pattern::Match& match) {
        static constexpr std::string_view unused = "BG GB KN NK NT TN ZZ";
        if (unused.find(capitals_and_digits(match.group[2])) != std::string_view::npos) return;
        if (match.group[3].empty() && !says_before(insurance_named, text, match.start(text, 1))) return;
        add(match, WordKind::national_insurance, Certainty::sure);
    });
}

void find_plates(const Window& window, std::vector<Piece>& pieces) {
    // Current (since 2001): two letters, the half-year (02 to 50 from March, 51 to 99 from September), three letters without I
    // and Q. Older: a letter for the year before or after.
    static const Pattern current(R"(\b([A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[1-4][0-9]|5[1-9]|[67][0-9]) {0,2}[A-HJ-PR-Z]{3})\b)");
    static const Pattern current_in_small(R"((?i)\b([A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[1-4][0-9]|5[1-9]|[67][0-9]) {0,2}[A-HJ-PR-Z]{3})\b)");
    static const Pattern older(R"((?i)\b([A-HJ-NPR-TV-Y] ?[0-9]{1,3} {0,2}[A-HJ-PR-Z]{3}|[A-HJ-PR-Z]{3} {0,2}[0-9]{1,3} ?[A-HJ-NPR-TV-Y]|[A-Z]{1,3} [0-9]{1,4})\b)");
    static const Pattern of_cars(
        R"((?i)\b(?:car|cars|van|reg|registration|plate|number plate|vehicle|minibus|drives|driving|parked|mini|ford|audi|bmw|vauxhall|toyota|volkswagen|vw|nissan|renault|tesla|taxi)\b[^\n]{0,32}$)");
    static const Pattern told_plate(R"((?i)\b(?:reg|registration|registered|number plate|plate)(?: (?:no|number))?\.?:? ?(?:is )?$)");
    const std::string_view text = window.text;
    const auto add = [&](const Pattern::Match& match, Certainty certainty) {
        pieces.push_back({match.start(text, 1), match.end(text, 1), WordKind::registration_plate, certainty});
    };
    each_match(current, window, [&](const Pattern::Match& match) {
        add(match, says_before(of_cars, text, match.start(text, 1)) ? Certainty::sure : Certainty::possible);
    });
    each_match(current_in_small, window, [&](const Pattern::Match& match) {
        if (says_before(of_cars, text, match.start(text, 1))) add(match, Certainty::sure);
    });
    each_match(older, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(text, 1);
        if (says_before(told_plate, text, start)) add(match, Certainty::sure);
        else if (std::none_of(match.group[1].begin(), match.group[1].end(), is_plain_lower) && letters_and_digits(match.group[1]).size() >= 6 &&
                 says_before(of_cars, text, start))
            add(match, Certainty::sure);
    });
}

}  // namespace consent
