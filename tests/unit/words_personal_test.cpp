// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "words/personal_data.hpp"

using namespace consent;

namespace {

const PersonalFinder& plain_finder() {
    static const PersonalFinder finder{PersonalSettings{}};
    return finder;
}

struct Found {
    WordKind kind;
    std::string text;
    Certainty certainty;
};

std::vector<Found> found_in(const PersonalFinder& finder, const std::string& text, const std::string& channel = {}) {
    std::vector<Found> found;
    for (const WordFinding& one : finder.find({"caption", text}, channel, {})) {
        CHECK(one.rule == Rule::personal_data);
        CHECK(one.source == "caption");
        CHECK(one.start < one.end);
        CHECK(one.end <= text.size());
        found.push_back({one.kind, text.substr(one.start, one.end - one.start), one.certainty});
    }
    return found;
}

std::string told(const std::vector<Found>& found) {
    std::string all;
    for (const Found& one : found)
        all += "[" + std::string(to_string(one.certainty)) + " " + std::string(to_string(one.kind)) + " \"" + one.text + "\"]";
    return all;
}

struct Row {
    std::string text;
    std::string found;
    Certainty certainty = Certainty::sure;
};

// Each row holds exactly one thing of that kind.
void check_rows(WordKind kind, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        const auto found = found_in(plain_finder(), row.text);
        INFO(row.text << " -> " << told(found));
        const bool one = found.size() == 1;
        CHECK(one);
        if (!one) continue;
        CHECK(to_string(found.front().kind) == to_string(kind));
        CHECK(found.front().text == row.found);
        CHECK(to_string(found.front().certainty) == to_string(row.certainty));
    }
}

void check_silent(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
        const auto found = found_in(plain_finder(), text);
        INFO(text << " -> " << told(found));
        CHECK(found.empty());
    }
}

constexpr Certainty possible = Certainty::possible;

}  // namespace

TEST_CASE("an e-mail address is found however it is disguised", "[words][R-11]") {
    check_rows(WordKind::email, {
        {"Write to mia.thompson@example.com, please", "mia.thompson@example.com"},
        {"e-mail:o'brien_2+fair@mail.example.co.uk.", "o'brien_2+fair@mail.example.co.uk"},
        {"ＭＩＡ＠ＥＸＡＭＰＬＥ．ＣＯＭ", "ＭＩＡ＠ＥＸＡＭＰＬＥ．ＣＯＭ"},
        {"mia\u200B@example\u00AD.com", "mia\u200B@example\u00AD.com"},
        {"zoë@schüle.example", "zoë@schüle.example"},
        {"mia [at] example [dot] org", "mia [at] example [dot] org"},
        {"mia(at)example.org", "mia(at)example.org"},
        {"mia at example dot org", "mia at example dot org", possible},
        {"<a href='mailto:amara@example.org'>", "amara@example.org"},
    });
}

TEST_CASE("a telephone number is found with any grouping, country or digits", "[words][R-11]") {
    check_rows(WordKind::phone, {
        {"Call 07700 900123 now", "07700 900123"},
        {"07700900123", "07700900123"},
        {"0 7 7 0 0 9 0 0 1 2 3", "0 7 7 0 0 9 0 0 1 2 3"},
        {"Tel: (01632) 960 983.", "(01632) 960 983"},
        {"+44 (0)20 7946 0958", "+44 (0)20 7946 0958"},
        {"0044 7700 900 123!", "0044 7700 900 123"},
        {"0113 496 0123 ext 12", "0113 496 0123 ext 12"},
        {"+33 1 23 45 67 89", "+33 1 23 45 67 89"},
        {"+92 300 1234567", "+92 300 1234567"},
        {"٠٧٧٠٠ ٩٠٠١٢٣", "٠٧٧٠٠ ٩٠٠١٢٣"},
        {"０７７００　９００１２３", "０７７００　９００１２３"},
        {"电话07700900123", "07700900123"},
        {"07700\u00A0900\u2011123", "07700\u00A0900\u2011123"},
        {"07700.900.123", "07700.900.123"},
        {"mum's number is 07700-900-123", "07700-900-123"},
        {"Call 960983 after three", "960983", possible},
        {"tel:+447700900123", "+447700900123"},
    });
}

TEST_CASE("numbers side by side are told apart", "[words][R-11]") {
    const auto found = found_in(plain_finder(), "07700 900123 07700 900124, 020 7946 0123/020 7946 0124 +44 7700 900125 +33 1 23 45 67 89");
    INFO(told(found));
    REQUIRE(found.size() == 6);
    CHECK(found[0].text == "07700 900123");
    CHECK(found[4].text == "+44 7700 900125");
    for (const Found& one : found) CHECK(one.certainty == Certainty::sure);
}

TEST_CASE("a postcode is told by its areas and letters", "[words][R-11]") {
    check_rows(WordKind::postcode, {
        {"We are at SW1A 1AA.", "SW1A 1AA"}, {"m1 1ae", "m1 1ae"},       {"EC1V9LT", "EC1V9LT"},
        {"LS1 4AB, near the park", "LS1 4AB"}, {"w1t 4jt", "w1t 4jt"},
        {"ＣＲ２　６ＸＨ", "ＣＲ２　６ＸＨ"},
    });
    check_silent({"won E1 1st prize", "S3 2nd heat", "QV1 1AA", "SW1A 1CM", "Y6 SATs", "M4 5PM start", "B52 bombers", "The M25 and the A40"});
}

TEST_CASE("a street address is taken whole", "[words][R-11]") {
    check_rows(WordKind::address, {
        {"She lives at 12 Oak Road.", "12 Oak Road"},
        {"12 Oak Road, Leeds LS1 4AB", "12 Oak Road, Leeds LS1 4AB"},
        {"Flat 3, 221B Baker Street", "Flat 3, 221B Baker Street"},
        {"4 St John's Avenue", "4 St John's Avenue"},
        {"he lives in Maple Avenue now", "Maple Avenue"},
        {"7 Heol y Bont", "7 Heol y Bont"},
        {"PO Box 123", "PO Box 123"},
        {"at 5 mill lane", "5 mill lane"},
        {"the house, 14 Rose Walk, has a pond", "14 Rose Walk"},
        {"3 Cherry Walk tomorrow", "3 Cherry Walk", possible},
    });
    check_silent({"We walked down Station Road", "6 Pupils Walk to school", "Year 4 Oak Close the show", "30 children crossed the road",
                  "the 3 Sisters St Mary's", "in 2026 Park life", "Year 6 Hill Walk", "12 teams at Oakfield Park", "4 laps of the Green"});
}

TEST_CASE("a day of birth is found by the words that tie it to somebody", "[words][R-11]") {
    check_rows(WordKind::birth_date, {
        {"Mia, born 3 May 2015, won", "born 3 May 2015"},
        {"born on the 3rd of May 2015", "born on the 3rd of May 2015"},
        {"DOB: 03/05/2015", "DOB: 03/05/2015"},
        {"date of birth 2015-05-03", "date of birth 2015-05-03"},
        {"D.O.B. ٠٣/٠٥/٢٠١٥", "D.O.B. ٠٣/٠٥/٢٠١٥"},
        {"born May 3rd, 2015", "born May 3rd, 2015"},
        {"she was born in 2015", "born in 2015"},
        {"Amara (b. 2014)", "b. 2014"},
        {"her birthday is on 3 May", "3 May", possible},
        {"born on 8 June 1955", "born on 8 June 1955", possible},
    });
    check_silent({"Roald Dahl was born on 13 September 1916", "the fair is on 3 May 2026", "03/05/2026", "2026-05-03", "Shakespeare, born 1564",
                  "in the year 2015", "lambs were born on Tuesday", "a summer-born child"});
}

TEST_CASE("the age of one person is found, that of a group is not", "[words][R-11]") {
    check_rows(WordKind::age, {
        {"a 7-year-old", "7-year-old"},
        {"Mia is seven years old", "seven years old"},
        {"she is 7 yrs old!", "7 yrs old"},
        {"aged 7, she swims", "aged 7"},
        {"the seven-year-old swims", "seven-year-old"},
        {"Mia turns 8 today", "turns 8"},
        {"she turned eight.", "turned eight"},
        {"her 8th birthday", "8th birthday"},
        {"Amara's eighth birthday", "eighth birthday"},
        {"Ravi Patel, 9, won", "9", possible},
        {"Ravi Patel (9) won", "(9)", possible},
        {"a ٧-year-old", "٧-year-old"},
    });
    check_silent({"7-year-olds", "children aged 7 to 11", "aged 5-7", "ages 7-11", "for children aged 7", "aged 7 and over", "our school turns 50",
                  "a 100 year old oak", "the school's 50th birthday", "he turned 8 cartwheels", "Year 7", "Year 7 pupils", "7 years of work",
                  "5-7 year old pupils", "Oakfield 3, Elmwood 2", "Year Four (28)", "it is 10 now", "the score was 7, then 8", "The 20 year old tree"});
    const std::string text = "Mia (7) and Zo, 8, and Al is 9.";
    std::vector<WordFinding> names(3);
    names[0].start = 0, names[0].end = 3, names[1].start = 12, names[1].end = 14, names[2].start = 23, names[2].end = 25;
    const auto found = plain_finder().find({"caption", text}, {}, names);
    REQUIRE(found.size() == 3);
    for (const WordFinding& one : found) CHECK(one.certainty == Certainty::sure);
    CHECK(text.substr(found[0].start, found[0].end - found[0].start) == "(7)");
}

TEST_CASE("numbers of pupils, patients and the insured are told by their check digits", "[words][R-11]") {
    check_rows(WordKind::pupil_number, {
        {"H801200001001", "H801200001001"}, {"J801200001001", "J801200001001", possible}, {"upn: J801200001001", "J801200001001"},
        {"P80120000100F", "P80120000100F"}, {"admission no. 004512", "004512"},
    });
    check_rows(WordKind::nhs_number, {
        {"NHS 943 476 5919", "943 476 5919"}, {"943 476 5919", "943 476 5919"}, {"9434765919", "9434765919", possible},
        {"NHS number: 943 476 5918", "943 476 5918", possible}, {"٩٤٣ ٤٧٦ ٥٩١٩", "٩٤٣ ٤٧٦ ٥٩١٩"},
    });
    check_rows(WordKind::national_insurance, {
        {"AB 12 34 56 C", "AB 12 34 56 C"}, {"ab123456c", "ab123456c"}, {"NI: AB123456", "AB123456"}});
    check_silent({"943 476 5918", "QQ 12 34 56 C", "GB 12 34 56 A", "1234567890", "999 999 9999", "ISBN 0-306-40615-2", "charity 1234567"});
}

TEST_CASE("a car's number plate needs its form or a car beside it", "[words][R-11]") {
    check_rows(WordKind::registration_plate, {
        {"the car AB12 CDE", "AB12 CDE"}, {"AB12 CDE", "AB12 CDE", possible}, {"van reg p123 abc", "p123 abc"},
        {"their car ABC 123D", "ABC 123D"}, {"reg: ABZ 1234", "ABZ 1234"}, {"parked: ab12cde", "ab12cde"}});
    check_silent({"Y6 SATs and P123 abc", "the day 123 abc", "we have 12 new cars", "Year 4 ART", "KS2 PE"});
}

TEST_CASE("handles, profiles and links are found", "[words][R-11]") {
    check_rows(WordKind::handle, {
        {"follow @mary.jones.", "@mary.jones"}, {"@mia_2015!", "@mia_2015"}, {"Insta: mia_2015", "mia_2015"},
        {"instagram.com/mia.t", "instagram.com/mia.t"}, {"https://www.tiktok.com/@mia?lang=en.", "https://www.tiktok.com/@mia?lang=en"},
        {"(see https://m.facebook.com/mia)", "https://m.facebook.com/mia"}, {"username is dragonmia", "dragonmia", possible},
        {"＠ｍｉａ", "＠ｍｉａ"}, {"Roblox name: Mia_77", "Mia_77"}, {"fb: mia.t", "mia.t"}, {"Twitter: miathompson", "miathompson", possible}, {"@mia@social.example", "@mia@social.example"}});
    check_rows(WordKind::link, {
        {"see www.example.org/fair.", "www.example.org/fair", possible}, {"https://example.org/a(b)", "https://example.org/a(b)", possible},
        {"bit.ly/3xYz", "bit.ly/3xYz", possible}, {"see mia.org", "mia.org", possible}, {"oakfield.sch.uk", "oakfield.sch.uk", possible}});
    check_silent({"see you @ the park", "meet @3pm", "on Facebook and Instagram", "photo.jpg", "e.g. this.", "and/or", "3/4", "Well done.The end",
                  "mary_jones.jpg", "24/7"});
}

TEST_CASE("a place on earth is found in any notation", "[words][R-11]") {
    check_rows(WordKind::position, {
        {"51.5074, -0.1278", "51.5074, -0.1278"}, {"51.507° N, 0.128° W", "51.507° N, 0.128° W"}, {"51.507, -0.128", "51.507, -0.128", possible},
        {"51°30′26″N 0°7′39″W", "51°30′26″N 0°7′39″W"}, {"geo:51.5,-0.12", "geo:51.5,-0.12"}, {"9C3XGV4C+2M", "9C3XGV4C+2M"},
        {"GV4C+2M London", "GV4C+2M"}, {"TQ 299 804", "TQ 299 804"}, {"NY2154507200", "NY2154507200"}, {"///filled.count.soap", "///filled.count.soap"},
        {"grid ref TQ 30 80", "TQ 30 80"}});
    check_silent({"scored 9.125, 8.750 and won", "95.1234, 12.1234", "AB+CD", "2+2", "20°C and 30°C", "the TQ 12 club"});
}

TEST_CASE("years, scores, prices, times and sums are nobody's data", "[words][R-11]") {
    check_silent({"We won 3-2 on 12/05/2026!", "£1,234,567.89 raised", "Doors open 18:30-20:00", "2025/26", "2019, 2020 and 2021", "1st, 2nd and 3rd",
                  "Tickets £3.50 (£2 children)", "10 000 steps", "Year 4 at the museum", "Top 10 of 2026", "KS2 and GCSE 9-1", "the 100m in 12.34 seconds",
                  "3.14159 and 2.71828", "Room 101", "Chapter 12", "4 x 100 m", "98.6%", "Raised 01 02 03", "May 2026", "5 December 2026", "B&B",
                  "05.06.2026 07:30", "01/09/2026 - 20/12/2026", "20260503_101112", "IMG_20260503", "Call 999", "0800 1111"});
}

TEST_CASE("what is the school's own may stand", "[words][R-11]") {
    PersonalSettings settings;
    settings.school_contacts = {"01632 960001", "office@oakfield.example", "1 School Lane", "LS1 4AB", "@oakfieldprimary"};
    settings.allowed_links = {"oakfield.example", "website=bbc.co.uk/news"};
    const PersonalFinder finder(settings);
    for (const std::string text : {"Call 01632 960001", "+44 1632 960 001", "(01632) 960001", "office@oakfield.example", "1 School Lane, LS1 4AB",
                                   "@OakfieldPrimary", "https://www.oakfield.example/fair", "oakfield.example/a"}) {
        const auto found = found_in(finder, text);
        INFO(text << " -> " << told(found));
        CHECK(found.empty());
    }
    CHECK(found_in(finder, "01632 960002").size() == 1);
    CHECK(found_in(finder, "mia@oakfield.example").size() == 1);
    CHECK(found_in(finder, "https://bbc.co.uk/news/1", "website").empty());
    for (const std::string link : {"https://bbc.co.uk/news/1", "https://notoakfield.example/", "https://oakfield.example.evil.example/",
                                   "https://oakfield.example@evil.example/", "https://evil.example/oakfield.example", "https://evil.example\\@oakfield.example"}) {
        const auto found = found_in(finder, link, "social");
        INFO(link << " -> " << told(found));
        REQUIRE_FALSE(found.empty());
        CHECK(found.front().certainty == Certainty::sure);
    }
    CHECK(found_in(finder, "https://bbc.co.uk/newsround", "website").size() == 1);
}

TEST_CASE("classes are found by the school's own patterns", "[words][R-11]") {
    PersonalSettings settings;
    settings.class_patterns = {"[1-6][a-d]", "year [0-9] (?:oak|elm)", "tutor group \\w+"};
    const PersonalFinder finder(settings);
    const auto found = found_in(finder, "Class 4B and Year 5 Oak, tutor group KLM; 4Bs, 14B, 4 B");
    INFO(told(found));
    REQUIRE(found.size() == 3);
    CHECK(found[0].text == "4B");
    CHECK(found[1].text == "Year 5 Oak");
    CHECK(found[2].text == "tutor group KLM");
    settings.class_patterns = {"(unclosed"};
    CHECK_THROWS_AS(PersonalFinder(settings), std::runtime_error);
}

TEST_CASE("hostile text is read in time and order", "[words][R-11]") {
    std::vector<std::string> texts{std::string("a\0b 07700 900\0 123", 18), "\xFF\xFE 07700 900123 \xC3", "\u202E07700 900123\u202C"};
    for (const std::string& text : texts) {
        const auto found = found_in(plain_finder(), text);
        INFO(told(found));
        CHECK(found.size() == 1);
    }
    const auto many = [](std::string_view piece, std::size_t bytes) {
        std::string text;
        while (text.size() < bytes) text += piece;
        return text;
    };
    for (const std::string_view piece : {"0", "07700 900123 ", "a@", "a.", "@a", "1.", "12 Oak ", "+", "((", "\xCC\x81", "Mia (7), ", "SW1A 1AA",
                                         "born ", "1 a ", "https://", "٠", "aged ", "/", "0044 1234 5678 "}) {
        const std::string text = many(piece, 200'000);
        const auto found = plain_finder().find({"caption", text}, {}, {});
        for (std::size_t i = 1; i < found.size(); ++i) CHECK(found[i].start >= found[i - 1].end);
    }
}
