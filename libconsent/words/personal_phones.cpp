// SPDX-License-Identifier: Apache-2.0
//
// Telephone numbers: British ones as people write them, others with their country's number.
#include "words/personal_kinds.hpp"

#include "words/phones.hpp"

namespace consent {

namespace {

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (is_plain_digit(c)) digits.push_back(c);
    return digits;
}

// "05.06.2015 07", "01/09/2026 - 20": a day and what follows it.
bool begins_with_a_date(std::string_view text) {
    static const Pattern date(R"(\b(?:[0-2]?[0-9]|3[01])([./ -])(?:0?[0-9]|1[0-2])[./ -](?:(?:19|20)[0-9]{2}|[0-9]{2})(?:[^0-9.]|$))");
    static const Pattern year_first(R"(\b(?:19|20)[0-9]{2}[./ -](?:0[0-9]|1[0-2])[./ -][0-3][0-9])");
    Pattern::Match match;
    return text.front() != '+' && ((date.find(text, 0, text.size(), match) && match.start(text) <= 1) ||
                                   (year_first.find(text, 0, text.size(), match) && match.start(text) <= 1));
}

bool is_other_number(std::string_view text, std::size_t start) {
    static const Pattern named(R"((?i)(?:isbn|issn|ean|barcode|order|invoice|charity|registered|company|ref|serial)[^\n]{0,24}$)");
    const std::size_t from = start > 32 ? start - 32 : 0;
    Pattern::Match match;
    const std::string_view before = text.substr(from, start - from);
    return named.find(before, 0, before.size(), match);
}

// Of the shape that numbers here have, whether or not the range is in use: "07700 900123" is of those kept for drama.
bool is_of_british_shape(std::string_view digits) {
    if (digits.starts_with("0044")) digits.remove_prefix(4);
    else if (digits.starts_with("44")) digits.remove_prefix(2);
    if (digits.starts_with("0")) digits.remove_prefix(1);
    return digits.size() == 10 && std::string_view("1237").find(digits.front()) != std::string_view::npos;
}

// The national children's helpline, which schools print everywhere.
bool is_public_helpline(std::string_view digits) { return digits == "08001111"; }

struct Group {
    std::size_t start = 0;
    std::size_t end = 0;
};

std::vector<Group> digit_groups(std::string_view text, std::size_t from, std::size_t to) {
    std::vector<Group> groups;
    for (std::size_t at = from; at < to; ++at) {
        if (!is_plain_digit(text[at])) continue;
        if (groups.empty() || groups.back().end != at) groups.push_back({at, at});
        groups.back().end = at + 1;
    }
    return groups;
}

constexpr std::size_t most_digits = 15;  // of any number in the world (ITU-T E.164)

// Reads the numbers out of a run of digits and what may stand between them: several may stand side by side.
class Run {
public:
    Run(std::string_view text, std::size_t from, std::size_t to, Progress& progress)
        : text_(text), groups_(digit_groups(text, from, to)), progress_(progress) {}

    void find(std::vector<Piece>& pieces) {
        for (std::size_t first = 0; first < groups_.size(); ++first) {
            Piece piece{start_of(first), 0, WordKind::phone, Certainty::sure};
            if (!may_begin(first, piece.start)) continue;
            const std::size_t next = may_be_british(first, piece) ? next_ : may_be_foreign(first, piece) ? next_ : first;
            if (next == first) continue;
            pieces.push_back(piece);
            first = next - 1;
        }
    }

private:
    // With the plus and the bracket before it.
    [[nodiscard]] std::size_t start_of(std::size_t first) const {
        std::size_t start = groups_[first].start;
        for (int signs = 0; signs < 3 && start > 0 && std::string_view("+( ").find(text_[start - 1]) != std::string_view::npos; ++signs)
            --start;
        while (text_[start] == ' ') ++start;
        return start;
    }

    [[nodiscard]] bool may_begin(std::size_t first, std::size_t start) const {
        const std::string_view signs = text_.substr(start, groups_[first].start - start);
        if (signs.find('+') == std::string_view::npos && text_[groups_[first].start] != '0') return false;
        if (start == 0) return true;
        const char before = text_[start - 1];
        return !is_plain_word(before) && std::string_view(".,\xA3#=-").find(before) == std::string_view::npos;
    }

    [[nodiscard]] std::size_t with_extension(std::size_t end) const {
        static const Pattern extension(R"((?i)^ ?(?:extension|ext|x)\.? ?[0-9]{1,6}\b)");
        const std::string_view rest = text_.substr(end, 20);
        Pattern::Match match;
        return extension.find(rest, 0, rest.size(), match) ? end + match.group[0].size() : end;
    }

    [[nodiscard]] std::string_view written(const Piece& piece, std::size_t last) const {
        return text_.substr(piece.start, groups_[last].end - piece.start);
    }

    bool take(Piece& piece, std::size_t last) {
        if (begins_with_a_date(written(piece, last)) || is_other_number(text_, piece.start)) return false;
        // "(07700 900123)": the brackets are the sentence's.
        if (text_[piece.start] == '(' && written(piece, last).find(')') == std::string_view::npos) ++piece.start;
        piece.end = with_extension(groups_[last].end);
        next_ = last + 1;
        return true;
    }

    bool may_be_british(std::size_t first, Piece& piece) {
        std::string digits;
        for (std::size_t last = first; last < groups_.size() && digits.size() < most_digits; ++last) {
            digits.append(text_.substr(groups_[last].start, groups_[last].end - groups_[last].start));
            if (is_of_british_shape(digits)) return take(piece, last);
        }
        return false;
    }

    // The longest that is in use somewhere; one that might be, where it says that it is a telephone's.
    bool may_be_foreign(std::size_t first, Piece& piece) {
        std::size_t count = 0;
        std::size_t last = first;
        for (; last < groups_.size() && count + (groups_[last].end - groups_[last].start) <= most_digits; ++last)
            count += groups_[last].end - groups_[last].start;
        std::size_t possible = 0;
        for (; last > first && count >= 7; count -= groups_[last].end - groups_[last].start) {
            --last;
            if (is_public_helpline(digits_of(written(piece, last)))) return false;
            if (progress_.phone_questions == 0) {
                possible = last + 1;
                break;
            }
            --progress_.phone_questions;
            const PhoneLikeness likeness = phone_likeness(written(piece, last));
            if (likeness == PhoneLikeness::valid) return take(piece, last);
            if (likeness == PhoneLikeness::possible && possible == 0) possible = last + 1;
        }
        const bool international = text_[piece.start] == '+' || text_[piece.start + 1] == '+';
        if (possible == 0 || !international) return false;
        piece.certainty = Certainty::possible;
        return take(piece, possible - 1);
    }

    std::string_view text_;
    std::vector<Group> groups_;
    Progress& progress_;
    std::size_t next_ = 0;  // the group after the number
};

}  // namespace

void find_phones(const Window& window, Progress& progress, std::vector<Piece>& pieces) {
    static const Pattern run(R"([+(]{0,2} ?[0-9](?:[0-9]|[ ()./+-]{1,3}[0-9]){6,})");
    static const Pattern asked_for(
        R"((?i)\b(?:tel|telephone|phone|mobile|mob|call|ring|text|whatsapp|fax)\.?(?: (?:us|me|him|her|them|mum|dad|on|at|is|no|number|line))*\.?)"
        R"( ?[:=-]? ?(\(?\+?[0-9](?:[0-9]|[ ()./-]{1,3}[0-9]){5,24}))");
    const std::size_t before = pieces.size();
    each_match(run, window, [&](const Pattern::Match& match) {
        Run(window.text, match.start(window.text), match.end(window.text), progress).find(pieces);
    });
    each_match(asked_for, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(window.text, 1);
        const std::size_t end = match.end(window.text, 1);
        const std::string digits = digits_of(match.group[1]);
        const bool found = std::any_of(pieces.begin() + static_cast<std::ptrdiff_t>(before), pieces.end(),
                                       [&](const Piece& piece) { return piece.start < end && start < piece.end; });
        if (found || digits.size() > most_digits || is_public_helpline(digits) || begins_with_a_date(match.group[1])) return;
        pieces.push_back({start, end, WordKind::phone, Certainty::possible});
    });
}

}  // namespace consent
