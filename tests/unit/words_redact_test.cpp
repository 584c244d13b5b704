// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "words/name_finder.hpp"
#include "words/personal_data.hpp"
#include "words/redact.hpp"

using namespace consent;

namespace {

Person person(std::string id, std::string name, PersonKind kind = PersonKind::pupil) {
    Person made;
    made.id = std::move(id);
    made.name = std::move(name);
    made.kind = kind;
    return made;
}

struct School {
    NameFinder names{{person("P001", "Mia Thompson"), person("P002", "Tomasz Zieliński"), person("P003", "Amara Okafor"),
                      person("P004", "Łukasz Wójcik"), person("P005", "Marcus James"), person("S001", "Gwen Pritchard", PersonKind::staff)}};
    PersonalFinder personal{PersonalSettings{{"[1-6][a-d]"}, {}, {}}};
    std::map<std::string, PersonKind, std::less<>> kinds{{"P001", PersonKind::pupil}, {"P002", PersonKind::pupil}, {"P003", PersonKind::pupil},
                                                         {"P004", PersonKind::pupil}, {"P005", PersonKind::pupil}, {"S001", PersonKind::staff}};

    [[nodiscard]] std::vector<WordFinding> find(const std::string& text) const {
        auto found = names.find({"caption", text});
        auto others = personal.find({"caption", text}, {}, found);
        for (WordFinding& one : others)
            if (one.certainty == Certainty::sure) found.push_back(one);
        return found;
    }
    [[nodiscard]] std::string redacted(const std::string& text, bool drop = false) const { return redact(text, find(text), {drop, &kinds}); }
};

const School& school() {
    static const School one;
    return one;
}

// Each row also: nothing is left to find, and a second time changes nothing.
void check(const std::string& text, const std::string& wanted, bool drop = false) {
    const std::string once = school().redacted(text, drop);
    INFO(text);
    CHECK(once == wanted);
    CHECK(school().find(once).empty());
    CHECK(school().redacted(once, drop) == once);
}

}  // namespace

TEST_CASE("what stands for a name reads as if it had been written so", "[words][R-10]") {
    check("Well done to Mia Thompson!", "Well done to one of our pupils!");
    check("Well done Mia!", "Well done to one of our pupils!");
    check("Congratulations Mia and Tomasz", "Congratulations to two of our pupils");
    check("Mia won.", "One of our pupils won.");
    check("mia won.", "one of our pupils won.");
    check("Then Mia, Tomasz and Amara Okafor sang", "Then three of our pupils sang");
    check("Mia and the team, with Gwen Pritchard", "One of our pupils and the team, with one of our staff");
    check("Mia's cake, Mia’s song", "A pupil at our school's cake, a pupil at our school’s song");
    check("It is Marcus James' cake", "It is a pupil at our school's cake");
    check("Thanks to Mrs Pritchard.", "Thanks to one of our staff.");
    check("Our Mia and little Amara", "Our pupil and little pupil");
    check("an Amara story, the Mia Thompson prize", "a pupil story, the pupil prize");
    check("Mia & Gwen Pritchard", "Two members of our school");
    check("Łukasz śpiewa, a Mia tańczy", "One of our pupils śpiewa, a pupil tańczy");
    check("“Mia won”", "“one of our pupils won”");
}

TEST_CASE("no part of a word is left of a name in a tag or a file name", "[words][R-10]") {
    check("Sports day #Mia #fun", "Sports day #fun");
    check("see IMG_Mia_0042 here", "see one of our pupils here");
    check("Thanks @Mia!", "Thanks!");
}

TEST_CASE("personal data leave words behind that say what was there", "[words][R-11]") {
    check("Call 07700 900123 for a place.", "Call (phone number removed) for a place.");
    check("Call us (07700 900123).", "Call us (phone number removed).");
    check("Write to mia.thompson@example.com!", "Write to (e-mail address removed)!");
    check("She lives at 12 Oak Road, Leeds LS1 4AB with her dog", "She lives at (address removed) with her dog");
    check("Mia, aged 7, won", "One of our pupils won");
    check("Mia (7) won", "One of our pupils won");
    check("the 7-year-old swam", "the child swam");
    check("a 7-year-old girl; an 8-year-old boy", "a young girl; a young boy");
    check("7-year-old Mia swam", "One of our pupils swam");
    check("Mia turns 8 today", "One of our pupils has a birthday today");
    check("her 8th birthday", "her birthday");
    check("Mia, born 3 May 2015, won", "One of our pupils won");
    check("Well done 4B!", "Well done to one of our classes!");
    check("Class 4B sang", "One of our classes sang");
    check("Follow @mia_t!", "Follow!");
}

TEST_CASE("nothing may stand in their place instead", "[words][R-10][R-11]") {
    check("We saw Mia and Tomasz at the fair", "We saw at the fair", true);
    check("Mia's cake", "cake", true);
    check("Sung by Amara (7), aged 7.", "Sung by.", true);
    check("Call 07700 900123 now", "Call now", true);
}

TEST_CASE("every byte outside of what is taken out stays", "[words]") {
    const std::string before = "\xF0\x9F\x8E\x89  Dydd Gŵyl Dewi —\tتهانينا 恭喜 \xFF\r\n";
    const std::string after = "  \xF0\x9F\x8F\x86\n\n…";
    CHECK(school().redacted(before + after) == before + after);
    CHECK(school().redacted(before + "x Mia y" + after) == before + "x one of our pupils y" + after);
    CHECK(redact("abc", {}) == "abc");
    std::vector<WordFinding> overlapping(2);
    overlapping[0].start = 4, overlapping[0].end = 12;
    overlapping[1].start = 8, overlapping[1].end = 16, overlapping[1].kind = WordKind::email;
    CHECK(redact("see abcdefgh ijk and", overlapping) == "see (e-mail address removed) and");
}
