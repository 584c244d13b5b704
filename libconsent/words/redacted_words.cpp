// SPDX-License-Identifier: Apache-2.0
#include "words/redacted_words.hpp"

#include <algorithm>
#include <array>

namespace consent {

namespace {

using namespace std::string_view_literals;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// The plain word that ends right before the one space before `at`; its start in *start.
std::string word_left_of(std::string_view text, std::size_t floor, std::size_t at, std::size_t* start = nullptr) {
    std::string word;
    if (at < floor + 2 || text[at - 1] != ' ') return word;
    std::size_t end = at - 1;
    if (text[end - 1] == '.') --end;  // "Mr."
    std::size_t begin = end;
    while (begin > floor && is_letter(text[begin - 1])) --begin;
    if (begin > 0 && static_cast<unsigned char>(text[begin - 1]) >= 0x80) return word;
    for (std::size_t i = begin; i < end; ++i) word.push_back(lower(text[i]));
    if (start != nullptr) *start = begin;
    return word;
}

// "Well done Mia!" thanks nobody in particular without a "to".
bool is_addressed(std::string_view text, std::size_t at) {
    static constexpr std::array openings{"well done "sv, "congratulations "sv, "congrats "sv, "happy birthday "sv, "good luck "sv, "thank you "sv,
                                         "bravo "sv, "three cheers "sv};
    std::string before;
    for (std::size_t i = at > 20 ? at - 20 : 0; i < at; ++i) before.push_back(lower(text[i]));
    return std::any_of(openings.begin(), openings.end(), [&](std::string_view opening) { return before.ends_with(opening); });
}

bool wants_a_noun(std::string_view word) {
    static constexpr std::array words{"a"sv, "an"sv, "the"sv, "our"sv, "my"sv, "your"sv, "his"sv, "her"sv, "their"sv, "this"sv, "that"sv, "little"sv,
                                      "young"sv, "dear"sv, "brave"sv, "clever"sv, "lovely"sv, "wonderful"sv, "talented"sv, "super"sv, "amazing"sv,
                                      "kind"sv, "every"sv, "another"sv, "new"sv, "old"sv};
    return is_one_of(word, words);
}

bool is_title(std::string_view word) {
    static constexpr std::array titles{"mr"sv, "mrs"sv, "miss"sv, "ms"sv, "mx"sv, "dr"sv, "sir"sv, "madam"sv, "prof"sv, "professor"sv, "master"sv, "rev"sv};
    return is_one_of(word, titles);
}

enum class Group { pupils, staff, anybody };

Group group_of(const Cut& cut, const RedactionStyle& style) {
    bool pupils = style.kinds != nullptr && !cut.people.empty();
    bool staff = pupils;
    for (const std::string& person : cut.people) {
        const auto known = style.kinds != nullptr ? style.kinds->find(person) : decltype(style.kinds->find(person)){};
        const bool is_known = style.kinds != nullptr && known != style.kinds->end();
        pupils = pupils && is_known && known->second == PersonKind::pupil;
        staff = staff && is_known && known->second == PersonKind::staff;
    }
    return pupils ? Group::pupils : staff ? Group::staff : Group::anybody;
}

std::string count_in_words(std::size_t count) {
    static constexpr std::array words{"no"sv, "one"sv, "two"sv, "three"sv, "four"sv, "five"sv, "six"sv, "seven"sv, "eight"sv, "nine"sv, "ten"sv};
    return count < words.size() ? std::string(words[count]) : std::to_string(count);
}

std::string for_people(std::string_view before, const Cut& cut, Group group) {
    const std::size_t count = cut.people.size();
    const bool noun = wants_a_noun(before);
    if (count > 1) {
        const std::string many = group == Group::pupils ? "pupils" : group == Group::staff ? "members of staff" : "members of our school";
        if (noun) return many;
        if (group == Group::anybody) return count_in_words(count) + " " + many;
        if (!cut.possessive.empty()) return count_in_words(count) + " " + many + " at our school";
        return count_in_words(count) + (group == Group::pupils ? " of our pupils" : " of our staff");
    }
    if (noun) return group == Group::pupils ? "pupil" : group == Group::staff ? "member of staff" : "member of our school";
    if (group == Group::anybody) return "a member of our school";
    if (!cut.possessive.empty()) return group == Group::pupils ? "a pupil at our school" : "a member of our staff";
    return group == Group::pupils ? "one of our pupils" : "one of our staff";
}

std::string lower_text(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(), lower);
    return small;
}

// Empty: the sentence reads on without it.
std::string for_age(std::string_view text, std::string_view before, const Cut& cut) {
    const std::string written = lower_text(text.substr(cut.start, cut.end - cut.start));
    const auto has = [&](std::string_view part) { return written.find(part) != std::string::npos; };
    if (has("birthday")) return "birthday";
    if (written.starts_with("turns") || written.ends_with("today") || written.ends_with("tomorrow")) {
        const std::string day = written.ends_with("today") ? " today" : written.ends_with("tomorrow") ? " tomorrow" : "";
        return (written.front() == '\'' ? " has a birthday" : written.starts_with("be") ? "have a birthday" : "has a birthday") + day;
    }
    if (written.starts_with("turned")) return "had a birthday";
    if (written.starts_with("turning")) return "having a birthday";
    if (written.starts_with("is turning")) return "is having a birthday";
    if (written.starts_with("will turn")) return "will have a birthday";
    if (written.starts_with("to turn")) return "to have a birthday";
    const bool goes_on = cut.end + 1 < text.size() && text[cut.end] == ' ' && is_letter(text[cut.end + 1]);
    if (goes_on && has("year")) {
        std::size_t end = cut.end + 1;
        while (end < text.size() && is_letter(text[end])) ++end;
        const std::string next = lower_text(text.substr(cut.end + 1, end - cut.end - 1));
        static constexpr std::array people{"girl"sv, "boy"sv, "pupil"sv, "child"sv, "student"sv, "son"sv, "daughter"sv, "twins"sv, "twin"sv, "brother"sv,
                                           "sister"sv, "swimmer"sv, "runner"sv, "artist"sv, "author"sv, "poet"sv, "musician"sv, "chess"sv};
        if (is_one_of(next, people)) return "young";
        if (text[cut.end + 1] >= 'A' && text[cut.end + 1] <= 'Z') return {};
    }
    if (wants_a_noun(before)) return "child";
    const auto around = [&](std::size_t at) { return at < text.size() ? text[at] : '\n'; };
    const bool aside = cut.start > 1 && text[cut.start - 1] == ' ' && text[cut.start - 2] == ',';
    const bool bracketed = text[cut.start] == '(' || (cut.start > 0 && text[cut.start - 1] == '(' && around(cut.end) == ')');
    return aside || bracketed ? std::string() : std::string("(age removed)");
}

std::string_view removed(WordKind kind) {
    switch (kind) {
        case WordKind::email: return "(e-mail address removed)";
        case WordKind::phone: return "(phone number removed)";
        case WordKind::postcode: return "(postcode removed)";
        case WordKind::address: return "(address removed)";
        case WordKind::birth_date: return "(date of birth removed)";
        case WordKind::age: return "(age removed)";
        case WordKind::pupil_number:
        case WordKind::nhs_number:
        case WordKind::national_insurance: return "(number removed)";
        case WordKind::registration_plate: return "(car registration removed)";
        case WordKind::handle: return "(account removed)";
        case WordKind::link: return "(link removed)";
        case WordKind::position: return "(place removed)";
        case WordKind::class_group: return "one of our classes";
        case WordKind::name: break;
    }
    return "a member of our school";
}

// "An Amara story" is no story of an pupil.
void take_article(std::string_view text, std::size_t floor, Cut& cut, std::string& words) {
    std::size_t start = 0;
    if (words.empty() || word_left_of(text, floor, cut.start, &start) != "an" || text[cut.start - 2] == '.') return;
    if (std::string_view("aeiou").find(words.front()) != std::string_view::npos) return;
    words.insert(0, text[start] == 'A' ? "A " : "a ");
    cut.start = start;
}

}  // namespace

std::string words_instead(std::string_view text, std::size_t floor, Cut& cut, const RedactionStyle& style) {
    if (cut.is_tag) return {};
    std::size_t word_start = 0;
    std::string before = word_left_of(text, floor, cut.start, &word_start);
    if (cut.kind == WordKind::name && is_title(before)) {
        cut.start = word_start;
        before = word_left_of(text, floor, cut.start, &word_start);
    }
    if (cut.kind == WordKind::class_group && (before == "class" || before == "form" || before == "year")) cut.start = word_start;
    std::string words;
    if (cut.kind == WordKind::name) {
        words = for_people(before, cut, group_of(cut, style)) + cut.possessive;
    } else if (cut.kind == WordKind::age) {
        words = for_age(text, before, cut);
    } else if (cut.kind == WordKind::birth_date && cut.start > 1 && (text[cut.start - 1] == '(' || text.substr(cut.start - 2, 2) == ", ")) {
        return {};
    } else {
        words = removed(cut.kind);
        const bool in_brackets = cut.start > floor && text[cut.start - 1] == '(' && cut.end < text.size() && text[cut.end] == ')';
        if (in_brackets && words.front() == '(') words = words.substr(1, words.size() - 2);
    }
    take_article(text, floor, cut, words);
    if ((cut.kind == WordKind::name || cut.kind == WordKind::class_group) && cut.possessive.empty() && is_addressed(text, cut.start))
        return "to " + words;
    return words;
}

}  // namespace consent
