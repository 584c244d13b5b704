// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "words/name_finder.hpp"
#include "base/plain_text.hpp"

using namespace consent;

namespace {

Person named(std::string id, std::string name, std::vector<std::string> known_as = {}) {
    Person person;
    person.id = std::move(id);
    person.name = std::move(name);
    person.known_as = std::move(known_as);
    return person;
}

const std::vector<Person>& school() {
    static const std::vector<Person> people{
        named("P001", "Mia Thompson", {"Mimi"}), named("P002", "Zoë O'Brien"), named("P003", "Nkechi Adeyemi"),
        named("P004", "Łukasz Wójcik"),          named("P005", "李 小明"),     named("P006", "Anne-Marie Évrard"),
        named("P007", "Mia Patel"),              named("P008", "محمد علي")};
    return people;
}

std::string redacted(const std::string& text) {
    const NameFinder finder(school());
    return redact(text, finder.find({"caption", text}));
}

}  // namespace

TEST_CASE("a registered name is taken out of a caption and nothing else is touched", "[words][R-10]") {
    CHECK(redacted("Well done Mia!") == "Well done a member of our school!");
    CHECK(redacted("Mia Thompson wins") == "a member of our school wins");
    CHECK(redacted("THOMPSON, mia and Mimi") == "a member of our school and a member of our school");
    CHECK(redacted("Zoe O\xE2\x80\x99""Brien's cake") == "a member of our school's cake");
    CHECK(redacted("zoë") == "a member of our school");
    CHECK(redacted("Nkechi_Adeyemi.jpg") == "a member of our school.jpg");
    CHECK(redacted("ANNE-MARIE EVRARD") == "a member of our school");
    CHECK(redacted("Lukasz Wojcik") != "");
    CHECK(redacted("李 小明 and friends") == "a member of our school and friends");
    CHECK(redacted("فاز محمد علي اليوم").find("محمد") == std::string::npos);
}

TEST_CASE("words without a registered name come back as they were", "[words]") {
    const std::string text = "Year 4 at the museum \xF0\x9F\x8E\x89 — Miami, miasma and thompsonite: d\xC5\x82ugo…\n\ttab";
    CHECK(redacted(text) == text);
    CHECK(redacted("") == "");
}

TEST_CASE("a finding gives byte offsets and the person both of whose names stand there", "[words][R-10]") {
    const NameFinder finder(school());
    const std::string text = "\xC3\xA9t\xC3\xA9: Mia Patel";
    const auto found = finder.find({"caption", text});
    REQUIRE(found.size() == 1);
    CHECK(text.substr(found[0].start, found[0].end - found[0].start) == "Mia Patel");
    CHECK(found[0].person == "P007");
    CHECK(found[0].source == "caption");
}

TEST_CASE("taking names out twice changes nothing more", "[words][property]") {
    const std::string once = redacted("Mia, Zo\xC3\xAB and Nkechi at the fair");
    CHECK(redacted(once) == once);
}

TEST_CASE("bytes that are not UTF-8 separate words and hide no name", "[words]") {
    CHECK(redacted("\xFF\xFEMia\xFF").find("Mia") == std::string::npos);
    CHECK_FALSE(is_utf8("Mia\xFF"));
    CHECK(is_utf8("Zoë"));
    CHECK(printable("a\nb\xFF") == "a?b?");
}

TEST_CASE("a name that may stay stays", "[words][R-10]") {
    const NameFinder finder(school());
    const std::string text = "Mia and Zoë";
    auto found = finder.find({"caption", text});
    REQUIRE(found.size() == 2);
    found[0].removed = false;
    CHECK(redact(text, found) == "Mia and a member of our school");
}
