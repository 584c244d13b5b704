// SPDX-License-Identifier: Apache-2.0
//
// Properties: a name is found in every way of writing it, whole and no more, and a text without names comes back as it was.
#include <functional>
#include <random>

#include "support/catch.hpp"
#include "words/name_finder.hpp"
#include "words/redact.hpp"

using namespace consent;

namespace {

struct Name {
    std::string given;
    std::string family;
};

// Plain letters, so that the ways of writing below may take them apart byte by byte.
const std::vector<Name>& names() {
    static const std::vector<Name> all{
        {"Mia", "Thompson"},      {"Nkechi", "Adeyemi"},  {"Lukasz", "Wojcik"},     {"Zainab", "Hussain"},
        {"Ffion", "Llewellyn"},   {"Gurpreet", "Sandhu"}, {"Kwabena", "Asante"},    {"Agnieszka", "Kowalczyk"},
        {"Yasar", "Yildiz"},      {"Tomos", "Prydderch"}, {"Isabella", "Martinez"}, {"Rukhsana", "Begum"},
        {"Oluwaseun", "Balogun"}, {"Xiaoming", "Zhang"},  {"Nguyet", "Pham"},       {"Siobhan", "Gallagher"},
        {"Anneliese", "Vogel"},   {"Kavitha", "Raman"},   {"Theo", "Papadopoulos"}, {"Ngozi", "Okafor"},
    };
    return all;
}

std::vector<Person> everybody() {
    std::vector<Person> people;
    for (const Name& name : names()) {
        Person person;
        person.id = "P" + std::to_string(people.size());
        person.name = name.given + " " + name.family;
        people.push_back(std::move(person));
    }
    return people;
}

const NameFinder& finder() {
    static const NameFinder one(everybody());
    return one;
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

std::string between(const std::string& text, const std::string& put) {
    std::string out;
    for (const char c : text) {
        if (!out.empty() && c != ' ') out += put;
        out += c;
    }
    return out;
}

// The first of the letters in it that looks like another.
std::string disguised(std::string text, char letter, const std::string& as) {
    const std::size_t at = text.find(letter, 1);
    return at == std::string::npos ? text : text.replace(at, 1, as);
}

using Ways = std::vector<std::pair<std::string, std::function<std::string(const Name&)>>>;

// Each names the person fully.
const Ways& full_ways() {
    static const Ways ways{
        {"as it is", [](const Name& n) { return n.given + " " + n.family; }},
        {"small", [](const Name& n) { return lower(n.given + " " + n.family); }},
        {"capitals", [](const Name& n) { return upper(n.given + " " + n.family); }},
        {"family name first", [](const Name& n) { return n.family + ", " + n.given; }},
        {"family name first in capitals", [](const Name& n) { return upper(n.family) + " " + n.given; }},
        {"two spaces", [](const Name& n) { return n.given + "  " + n.family; }},
        {"a space that does not break", [](const Name& n) { return n.given + "\u00A0" + n.family; }},
        {"a tab", [](const Name& n) { return n.given + "\t" + n.family; }},
        {"over the end of a line", [](const Name& n) { return n.given + "\n" + n.family; }},
        {"over the end of a line of Windows", [](const Name& n) { return n.given + "\r\n" + n.family; }},
        {"underscore", [](const Name& n) { return lower(n.given + "_" + n.family); }},
        {"hyphen", [](const Name& n) { return lower(n.given + "-" + n.family); }},
        {"point", [](const Name& n) { return lower(n.given + "." + n.family); }},
        {"joined", [](const Name& n) { return lower(n.given + n.family); }},
        {"joined the other way", [](const Name& n) { return lower(n.family + n.given); }},
        {"joined with capitals", [](const Name& n) { return n.given + n.family; }},
        {"initial after", [](const Name& n) { return n.given + " " + n.family.substr(0, 1); }},
        {"initial before", [](const Name& n) { return n.given.substr(0, 1) + ". " + n.family; }},
        {"initial before without a point", [](const Name& n) { return n.given.substr(0, 1) + " " + n.family; }},
        {"middle initial", [](const Name& n) { return n.given + " Q. " + n.family; }},
        {"middle name", [](const Name& n) { return n.given + " Quentina " + n.family; }},
        {"zero-width spaces",
         [](const Name& n) { return between(n.given, "\u200B") + " " + between(n.family, "\u200B"); }},
        {"soft hyphens", [](const Name& n) { return between(n.given, "\u00AD") + " " + between(n.family, "\u00AD"); }},
        {"word joiners", [](const Name& n) { return between(n.given + " " + n.family, "\u2060"); }},
        {"struck through", [](const Name& n) { return n.given + " " + between(n.family, "\u0336"); }},
        {"accents that are not its own", [](const Name& n) { return between(n.given, "\u0301") + " " + n.family; }},
        {"spaced", [](const Name& n) { return between(upper(n.given), " ") + "  " + between(upper(n.family), " "); }},
        {"pictures in it", [](const Name& n) { return between(n.given, "\U0001F31F") + " " + n.family; }},
        {"points in it", [](const Name& n) { return between(n.given, ".") + ". " + n.family; }},
        {"hyphens in it", [](const Name& n) { return between(n.given, "-") + " " + between(n.family, "-"); }},
        {"Cyrillic a",
         [](const Name& n) { return disguised(n.given, 'a', "а") + " " + disguised(n.family, 'a', "а"); }},
        {"Cyrillic e and o",
         [](const Name& n) { return disguised(disguised(n.given, 'e', "е"), 'o', "о") + " " + n.family; }},
        {"Greek o", [](const Name& n) { return n.given + " " + disguised(n.family, 'o', "ο"); }},
        {"digits", [](const Name& n) { return disguised(n.given, 'i', "1") + " " + disguised(n.family, 'o', "0"); }},
        {"signs", [](const Name& n) { return disguised(n.given, 'a', "@") + " " + disguised(n.family, 's', "$"); }},
        {"wide letters",
         [](const Name& n) { return disguised(n.given, 'a', "ａ") + " " + disguised(n.family, 'e', "ｅ"); }},
        {"letter left out", [](const Name& n) { return n.given + " " + n.family.substr(0, 2) + n.family.substr(3); }},
        {"letter twice", [](const Name& n) { return n.given + " " + n.family.substr(0, 3) + n.family.substr(2); }},
        {"letters changed round",
         [](const Name& n) {
             std::string typo = n.family;
             std::swap(typo[1], typo[2]);
             return n.given + " " + typo;
         }},
        {"wrong letter in the forename",
         [](const Name& n) {
             std::string typo = n.given;
             typo.back() = 'w';
             return typo + " " + n.family;
         }},
        {"title", [](const Name& n) { return "Miss " + n.given + " " + n.family; }},
    };
    return ways;
}

const Ways& single_ways() {
    static const Ways ways{
        {"forename", [](const Name& n) { return n.given; }},
        {"family name", [](const Name& n) { return n.family; }},
        {"small", [](const Name& n) { return lower(n.given); }},
        {"capitals", [](const Name& n) { return upper(n.family); }},
        {"spaced", [](const Name& n) { return between(upper(n.given), " "); }},
        {"circled first letter",
         [](const Name& n) {
             const unsigned circled = 0x24B6U + static_cast<unsigned>(n.given[0] - 'A');  // Ⓐ
             return "\xE2" +
                    std::string{static_cast<char>(0x80U | (circled >> 6U & 0x3FU)),
                                static_cast<char>(0x80U | (circled & 0x3FU))} +
                    n.given.substr(1);
         }},
        {"zero-width spaces", [](const Name& n) { return between(n.given, "\u200B"); }},
    };
    return ways;
}

struct Frame {
    std::string before;
    std::string after;
};
const std::vector<Frame> frames{{"", ""},
                                {"Well done ", "!"},
                                {"the cake of ", " was eaten"},
                                {"\xC3\xA9t\xC3\xA9 \U0001F389 ", " \xE2\x80\x94 \u4ECA\u5929"},
                                {"(", ")"},
                                {"We saw ", "'s rabbit"},
                                {"\u201C", "\u201D"},
                                {"#", " #proud"},
                                {"line\n\n", "\n\nline"}};

// The bytes of the name may be preceded by a title and followed by the point of an initial in the finding.
void check_found(const std::string& way, const std::string& written, const std::string& person, const Frame& frame) {
    const std::string text = frame.before + written + frame.after;
    INFO(way << ": " << text);
    const auto found = finder().find({"caption", text});
    REQUIRE(found.size() == 1);
    CHECK(found[0].start == frame.before.size());
    CHECK(found[0].end == frame.before.size() + written.size());
    CHECK(found[0].person == person);
}

}  // namespace

TEST_CASE("a name is found in every way of writing it, whole and no more", "[words][property][R-10]") {
    for (std::size_t i = 0; i < names().size(); ++i)
        for (const auto& [way, write] : full_ways())
            for (const Frame& frame : frames) check_found(way, write(names()[i]), "P" + std::to_string(i), frame);
}

TEST_CASE("one word of a name is found in strict mode alone", "[words][property][R-10]") {
    for (std::size_t i = 0; i < names().size(); ++i)
        for (const auto& [way, write] : single_ways())
            for (const Frame& frame : frames) {
                const std::string written = write(names()[i]);
                check_found(way, written, "P" + std::to_string(i), frame);
                const std::string text = frame.before + written + frame.after;
                CHECK(finder().find({"caption", text}, {NameMode::full_name, {}}).empty());
            }
}

TEST_CASE("full names are found in full-name mode too", "[words][property][R-10]") {
    for (const Name& name : names())
        for (const auto& [way, write] : full_ways()) {
            INFO(way << ": " << write(name));
            CHECK(finder().find({"caption", "Well done " + write(name) + "!"}, {NameMode::full_name, {}}).size() == 1);
        }
}

TEST_CASE("a text without names comes back as it was, however its words stand together", "[words][property][R-10]") {
    const std::vector<std::string> words{"the",         "school",      "trip",       "was",
                                         "great",       "fun",         "and",        "everyone",
                                         "enjoyed",     "running",     "painting",   "year",
                                         "four",        "assembly",    "museum",     "visited",
                                         "castle",      "minibus",     "thanks",     "parents",
                                         "brilliant",   "netball",     "tournament", "harvest",
                                         "festival",    "amazing",     "science",    "volcano",
                                         "experiment",  "library",     "reading",    "challenge",
                                         "certificate", "kindness",    "playground", "marvellous",
                                         "banana",      "lettuce",     "animal",     "island",
                                         "calendar",    "orchestra",   "violin",     "swimming",
                                         "gala",        "mathematics", "2026",       "Year 5",
                                         "11am",        "£3",          "KS2",        "e-mail",
                                         "don't",       "we'll",       "half-term",  "\u4ECA\u5929",
                                         "\U0001F389",  "dzieci",      "plant",      "school's",
                                         "parents'",    "1st",         "B&B",        "www.example.org",
                                         "a",           "I",           "I'm"};
    std::mt19937 random(7);
    for (int round = 0; round < 400; ++round) {
        std::string text;
        for (int i = 0; i < 30; ++i) {
            std::string word = words[random() % words.size()];
            if (random() % 6 == 0 && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
            static const std::vector<std::string> gaps{" ", " ", " ",  " ",  ", ", ". ", "\n",
                                                       "-", "_", "  ", " (", "! ", ""};
            text += word + gaps[random() % gaps.size()];
        }
        const auto found = finder().find({"caption", text});
        INFO(text);
        CHECK(found.empty());
        CHECK(redact(text, found) == text);
    }
}

TEST_CASE("what is left of a text is the same bytes, and has no name left in it", "[words][property][R-10]") {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        std::string text = "At the fair ";
        for (int i = 0; i < 4; ++i) {
            const Name& name = names()[random() % names().size()];
            text += full_ways()[random() % full_ways().size()].second(name) + (i < 3 ? " met " : " today.");
        }
        INFO(text);
        const auto found = finder().find({"caption", text});
        std::string rest;
        std::size_t at = 0;
        for (const WordFinding& one : found) {
            REQUIRE(one.start >= at);
            REQUIRE(one.end <= text.size());
            rest += text.substr(at, one.start - at) + "somebody";
            at = one.end;
        }
        rest += text.substr(at);
        CHECK(rest == "At the fair somebody met somebody met somebody met somebody today.");
        CHECK(finder().find({"caption", rest}).empty());
    }
}
