// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "support/catch.hpp"
#include "words/name_finder.hpp"
#include "words/redact.hpp"
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
    CHECK(redacted("Well done Mia!") == "Well done to a member of our school!");
    CHECK(redacted("Mia Thompson wins") == "A member of our school wins");
    CHECK(redacted("THOMPSON, mia and Mimi") == "A member of our school");
    CHECK(redacted("Zoe O\xE2\x80\x99""Brien's cake") == "A member of our school's cake");
    CHECK(redacted("zoë") == "a member of our school");
    CHECK(redacted("Nkechi_Adeyemi.jpg") == "A member of our school.jpg");
    CHECK(redacted("ANNE-MARIE EVRARD") == "A member of our school");
    CHECK(redacted("Lukasz Wojcik, ŁUKASZ") == "A member of our school");
    CHECK(redacted("李 小明 and friends") == "A member of our school and friends");
    CHECK(redacted("فاز محمد علي اليوم").find("محمد") == std::string::npos);
}

TEST_CASE("a name is found however its letters are written", "[words][R-10]") {
    struct Row {
        std::string registered;
        std::vector<std::string> written;
    };
    const std::vector<Row> rows{
        {"Işıl Yıldız", {"Işıl Yıldız", "IŞIL YILDIZ", "Isil Yildiz", "ışıl yıldız",
                         "İŞİL YİLDİZ", "is\u0327il yildiz"}},
        {"Isil Yildiz", {"IŞIL YILDIZ", "Işıl Yıldız"}},
        {"Mia",
         {"Ⓜⓘⓐ", "🄼🄸🄰", "⒨⒤⒜", "🄜🄘🄐", "🅼🅸🅰", "🅜🅘🅐", "𝕸𝖎𝖆", "ᵐⁱᵃ", "Ｍｉａ", "ᴍɪᴀ", "Ⓜia", "Mⓘa", "mi⒜", "M\u0131a",
          "M\u20DDi\u20DDa", "M\u0336i\u0336a\u0336"}},
        {"Mia",
         {"M\u00ADia", "M\u200Bia", "M\u200D\u2060i\uFEFFa", "M\u202Eia", "M\uFE0Fia", "M\u034Fia", "M\u0001ia",
          "Mi\u3164a", "M\U000E0041ia", "M\uFFF9ia"}},
        {"M\u00ADia", {"Mia", "M\u200Bia"}},
        {"Ⓜⓘⓐ", {"Mia", "⒨⒤⒜"}},
        {"Łukasz Ødegård", {"Lukasz Odegard", "łukasz ødegård", "LUKASZ ODEGÅRD"}},
        {"Lukasz Odegard", {"ŁUKASZ ØDEGÅRD"}},
        {"Đorđe Weiß", {"Dorde Weiss", "ĐORĐE WEISS", "đorđe WEIẞ"}},
        {"Þóra Sæmundsdóttir", {"Thora Saemundsdottir", "ÞÓRA SÆMUNDSDÓTTIR"}},
        {"Ɗanladi Əliyeva", {"danladi eliyeva", "ƊANLADI ƏLİYEVA"}},
        {"Nguyễn Thị Hươ\u031Bng", {"Nguyen Thi Huong", "NGUYỄN THỊ HƯƠNG"}},
        {"علی\u200Cرضا", {"علیرضا", "علی\u200Cرضا"}},
        {"김\u1112\u1161늘", {"김하늘"}},
    };
    for (const Row& row : rows)
        for (const std::string& written : row.written) {
            INFO(row.registered << " as " << written);
            const NameFinder finder({named("P001", row.registered)});
            const std::string text = "\xC3\xA9t\xC3\xA9 " + written + "\xE2\x80\xA6!";
            CHECK(redact(text, finder.find({"caption", text})) ==
                  "\xC3\xA9t\xC3\xA9 a member of our school\xE2\x80\xA6!");
        }
}

TEST_CASE("an unseen character or a symbol may part words as well as hide in one", "[words][R-10]") {
    CHECK(redacted("Hello\u200BMia\u200BThompson") == "Hello\u200B" "a member of our school");
    CHECK(redacted("M\u00ADia\u200BThomp\u00ADson wins") == "A member of our school wins");
    CHECK(redacted("Mia™ and Mia² and Mia½") ==
          "A member of our school™ and a member of our school² and a member of our school½");
    CHECK(redacted("①Mia and Ⓜⓘⓐ™") == "①a member of our school™");
    CHECK(redacted("\u200BMia\u200B") == "\u200B" "a member of our school\u200B");
    CHECK(redacted("☀\uFE0FMia☀\uFE0F 🇬🇧Mia🇬🇧") ==
          "☀\uFE0F" "a member of our school☀\uFE0F 🇬🇧a member of our school🇬🇧");
    CHECK(redacted("O\u02BC" "Brien") == "A member of our school");
    CHECK(redacted("The Ⓞ and the O are letters") == "The Ⓞ and the O are letters");

    const NameFinder one_letter({named("P001", "Astrid Ö")});
    CHECK(one_letter.find({"caption", "Ö"}).size() == 1);
    CHECK(one_letter.find({"caption", "o"}).empty());

    const NameFinder finder({named("P001", "Mia"), named("P002", "Iago"), named("P003", "Miai Ago")});
    for (const std::string text : {"Ⓜⓘⓐⓖⓞ", "ⓂⓘⓐⒾⓐⓖⓞ"}) {
        const auto found = finder.find({"caption", text});
        REQUIRE_FALSE(found.empty());
        for (std::size_t i = 1; i < found.size(); ++i) CHECK(found[i].start >= found[i - 1].end);
        CHECK(found.front().start == 0);
        CHECK(found.back().end == text.size());
    }
}

TEST_CASE("words without a registered name come back as they were", "[words]") {
    const std::string text = "Year 4 at the museum \xF0\x9F\x8E\x89 — Miami, miasma and thompsonite: d\xC5\x82ugo…\n\ttab";
    CHECK(redacted(text) == text);
    CHECK(redacted("") == "");
    for (const std::string plain : {"Co\u00ADope\u00ADra\u00ADtion \u200B\u2060 ⒯⒣⒠ ½ ㎏ № 🇬🇧 ™",
                                    "ı I İ ł ø đ ß", "\u0301\u200D", "\xC3"})
        CHECK(redacted(plain) == plain);
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

TEST_CASE("finding names takes time in proportion to the text", "[words]") {
    const NameFinder finder(school());
    const auto seconds_for = [&](std::size_t letters) {
        std::string text;
        while (text.size() < letters) text += "M\u200BⓂ\u0301";
        const auto start = std::chrono::steady_clock::now();
        CHECK(finder.find({"caption", text}).empty());
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    CHECK(seconds_for(1U << 20U) < 20);
}
