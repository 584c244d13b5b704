// SPDX-License-Identifier: Apache-2.0
//
// Exports of school systems, read by a mapping. No name of a real pupil and no real UPN: the numbers below only have the right
// check letter.
#include <algorithm>
#include <fstream>
#include <sstream>

#include <consent/import.hpp>

#include "import/csv.hpp"
#include "import/mapping.hpp"
#include "import/pupil_number.hpp"
#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

ImportFile file(const std::string& name, std::string_view text) { return {name, bytes_of(text)}; }

std::string example(const std::string& name) {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    REQUIRE(source != nullptr);
    std::ifstream in(std::string(source) + "/docs/import/" + name);
    REQUIRE(in);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// A UPN of these twelve characters, with the letter that fits.
std::string upn(const std::string& digits) {
    for (const char letter : std::string("ABCDEFGHJKLMNPQRTUVWXYZ"))
        if (is_pupil_number(letter + digits)) return letter + digits;
    return {};
}

const Date today_ = *parse_date("2026-11-20");
const std::string amara = upn("801200001001"), tomasz = upn("801200001002"), hana = upn("801200001003");

struct Books {
    std::unique_ptr<Register> people = make_memory_register();

    Books() {
        int number = 1;
        for (const auto& [key, name] : {std::pair{amara, "Amara Okafor"}, {tomasz, "Tomasz Zielinski"}, {hana, "Hana Kobayashi"}}) {
            Person person;
            person.id = "P00" + std::to_string(number++);
            person.name = name;
            person.school_key = key;
            REQUIRE(people->add(person, now));
        }
    }
    void say(const char* person, const char* purpose, Answer answer, const char* on = "2025-09-01") {
        REQUIRE(people->record({person, purpose, answer, {}, *parse_date(on), {}, "old form"}, now));
    }
    [[nodiscard]] RegisterSnapshot all() const { return *people->snapshot(); }
    [[nodiscard]] Result<ImportPlan> plan(const std::string& mapping, const std::vector<ImportFile>& files) const {
        return plan_import(all(), mapping, files, today_);
    }
    [[nodiscard]] ConsentState state(const std::string& person, const std::string& purpose) const {
        const RegisterSnapshot snapshot = all();
        for (const Person& one : snapshot.people)
            if (one.id == person)
                return effective_consent(one, *find_purpose(snapshot.purposes, purpose), snapshot.answers, snapshot.delegations, today_).state;
        return ConsentState::no_answer;
    }
};

const std::string wide = R"({
  "key": {"column": "UPN", "kind": "upn"},
  "columns": [
    {"column": "Website", "purpose": "website", "says": "consent", "values": {"Yes": "grant", "No": "refuse", "Pending": "no answer"}},
    {"column": "Press", "purpose": "press_media", "says": "consent", "values": {"Yes": "grant", "No": "refuse"}}
  ],
  "answered_on": {"column": "Signed"}, "evidence": {"text": "forms 2026"}, "form": "paper"})";

std::string wide_rows(const std::vector<std::string>& rows) {
    std::string text = "UPN,Website,Press,Signed\n";
    for (const std::string& row : rows) text += row + "\n";
    return text;
}

void check_stops(const Result<ImportPlan>& plan, const std::string& says) {
    REQUIRE(!plan);
    INFO(plan.error().message);
    CHECK(plan.error().message.find(says) != std::string::npos);
    CHECK(plan.error().message.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("an export in columns becomes answers, and the plan says what changes", "[import]") {
    Books books;
    books.say("P002", "website", Answer::refuse);
    books.say("P003", "press_media", Answer::grant);
    const auto plan = books.plan(wide, {file("a.csv", wide_rows({amara + ",Yes,No,01/09/2026", tomasz + ", yes ,,2/9/2026", hana + ",Pending,No,3 Sept 2026"}))});
    INFO((plan ? "" : plan.error().message));
    REQUIRE(plan);
    CHECK(plan->rows == 3);
    CHECK(plan->grants == 2);
    CHECK(plan->conflicts.empty());
    CHECK(plan->absent.empty());
    REQUIRE(apply_import(*books.people, *plan, 2, now));
    CHECK(books.state("P001", "website") == ConsentState::granted);
    CHECK(books.state("P001", "press_media") == ConsentState::refused);
    CHECK(books.state("P002", "website") == ConsentState::granted);
    CHECK(books.state("P003", "website") == ConsentState::no_answer);
    CHECK(books.state("P003", "press_media") == ConsentState::refused);

    const auto again = books.plan(wide, {file("a.csv", wide_rows({amara + ",Yes,No,01/09/2026", tomasz + ",yes,,2/9/2026", hana + ",Pending,No,3 Sept 2026"}))});
    REQUIRE(again);
    CHECK(again->batch.answers.empty());
    CHECK(again->changes.empty());
}

TEST_CASE("no import turns a no into a yes unless the right number is accepted", "[import]") {
    Books books;
    books.say("P001", "website", Answer::refuse);
    const auto plan = books.plan(wide, {file("a.csv", wide_rows({amara + ",Yes,,01/09/2026", tomasz + ",Yes,,01/09/2026"}))});
    REQUIRE(plan);
    CHECK(plan->grants == 2);
    for (const std::size_t accepted : {0, 1, 3}) {
        const auto applied = apply_import(*books.people, *plan, accepted, now);
        REQUIRE(!applied);
        CHECK(applied.error().code == ErrorCode::refused);
    }
    CHECK(books.state("P001", "website") == ConsentState::refused);
    REQUIRE(apply_import(*books.people, *plan, 2, now));
    CHECK(books.state("P001", "website") == ConsentState::granted);
}

TEST_CASE("a plan holds for the register that it was made of alone", "[import]") {
    Books books;
    const auto plan = books.plan(wide, {file("a.csv", wide_rows({amara + ",Yes,,01/09/2026"}))});
    REQUIRE(plan);
    books.say("P001", "website", Answer::refuse, "2026-11-19");
    const auto applied = apply_import(*books.people, *plan, plan->grants, now);
    REQUIRE(!applied);
    CHECK(applied.error().code == ErrorCode::refused);
    CHECK(books.state("P001", "website") == ConsentState::refused);
}

TEST_CASE("a yes that is older than the no in the register changes nothing", "[import]") {
    Books books;
    books.say("P001", "website", Answer::withdraw, "2026-10-01");
    const auto plan = books.plan(wide, {file("a.csv", wide_rows({amara + ",Yes,,01/09/2026"}))});
    REQUIRE(plan);
    CHECK(plan->grants == 0);
    REQUIRE(apply_import(*books.people, *plan, 0, now));
    CHECK(books.state("P001", "website") == ConsentState::withdrawn);
}

TEST_CASE("a yes that the export no longer has is withdrawn", "[import]") {
    Books books;
    books.say("P001", "website", Answer::grant);
    const auto plan = books.plan(wide, {file("a.csv", wide_rows({amara + ",Pending,,", tomasz + ",,,"}))});
    REQUIRE(plan);
    REQUIRE(plan->changes.size() == 1);
    CHECK(plan->changes[0].before == ConsentState::granted);
    CHECK(plan->changes[0].after == ConsentState::withdrawn);
    REQUIRE(apply_import(*books.people, *plan, 0, now));
    CHECK(books.state("P001", "website") == ConsentState::withdrawn);
    CHECK(plan->absent == std::vector<std::string>{"P003"});
}

TEST_CASE("answers that contradict each other are a no", "[import]") {
    Books books;
    const auto plan = books.plan(wide, {file("a.csv", wide_rows({amara + ",Yes,,01/09/2026", amara + ",No,,02/09/2026", tomasz + ",Yes,,01/09/2026"})),
                                        file("b.csv", wide_rows({tomasz + ",Pending,,", hana + ",Yes,,01/09/2026", hana + ",Yes,,01/09/2026"}))});
    REQUIRE(plan);
    CHECK(plan->conflicts == std::vector<std::string>{"P001 website", "P002 website"});
    CHECK(plan->grants == 1);
    REQUIRE(apply_import(*books.people, *plan, 1, now));
    CHECK(books.state("P001", "website") == ConsentState::refused);
    CHECK(books.state("P002", "website") == ConsentState::refused);
    CHECK(books.state("P003", "website") == ConsentState::granted);
}

TEST_CASE("what is not understood stops the import, and says where", "[import]") {
    const Books books;
    const auto stops = [&](const std::string& row, const std::string& says) { check_stops(books.plan(wide, {file("a.csv", wide_rows({hana + ",No,No,", row}))}), says); };
    stops(amara + ",Maybe,,01/09/2026", "a.csv, line 3, column \"Website\": \"Maybe\"");
    stops(amara + ",Yes,,", "needs the day");
    stops(amara + ",Yes,,31/02/2026", "line 3, column \"Signed\"");
    stops(amara + ",Yes,,09/13/2026", "no day");
    stops(amara + ",Yes,,01/09/26", "no day");
    stops(amara + ",Yes,,21/11/2026", "still to come");
    stops(",Yes,,01/09/2026", "it is empty");
    stops("A801200001001,No,,", "check letter");
    stops(upn("999900009999") + ",No,,", "nobody in the register");
    stops(amara + ",Yes", "values under 4 headings");
    stops(amara + ",\"Yes,,01/09/2026", "quotation mark");
    check_stops(books.plan(wide, {file("a.csv", "UPN,Website,Signed\n" + amara + ",No,\n")}), "has no column \"Press\"");
    check_stops(books.plan(wide, {file("a.csv", "")}), "a.csv");
    check_stops(books.plan(wide, {file("a.csv", "UPN,Website,Press,Signed\n")}), "no row");
    check_stops(books.plan(wide, {file("a.csv", "UPN,UPN,Press,Signed\n1,2,3,4\n")}), "two columns");
    const auto nothing = books.plan(wide, {});
    REQUIRE(nothing);
    CHECK(nothing->batch.answers.empty());
}

TEST_CASE("a mapping that could make a yes by accident is refused", "[import]") {
    const auto refused = [](std::string from, std::string to, const std::string& says) {
        std::string text = wide;
        REQUIRE(text.find(from) != std::string::npos);
        text.replace(text.find(from), from.size(), to);
        const auto mapping = read_mapping(text);
        REQUIRE(!mapping);
        INFO(mapping.error().message);
        CHECK(mapping.error().code == ErrorCode::invalid_argument);
        CHECK(mapping.error().message.find(says) != std::string::npos);
    };
    REQUIRE(read_mapping(wide));
    refused(R"("says": "consent")", R"("says": "denial")", "nobody grants by not denying");
    refused(R"("says": "consent", )", "", "lacks \"says\"");
    refused(R"("says": "consent")", R"("says": "yes")", "\"consent\" or \"denial\"");
    refused(R"("Pending": "no answer")", R"("": "grant")", "an empty cell never grants");
    refused(R"("Pending": "no answer")", R"(" ": "grant")", "an empty cell never grants");
    refused(R"("Pending": "no answer")", R"("YES ": "refuse")", "twice");
    refused(R"("Pending": "no answer")", R"("Pending": "maybe")", "not \"maybe\"");
    refused(R"("form": "paper")", R"("form": "verbal")", "spoken");
    refused(R"("kind": "upn")", R"("kind": "name")", "upn");
    refused(R"("key":)", R"("kee":)", "kee");
    refused(R"({"column": "Signed"})", R"({"column": "Signed", "text": "2026-09-01"})", "not both");
    refused(R"(")", "", "no JSON");
}

TEST_CASE("the examples in the documentation work", "[import]") {
    Books books;
    const std::string person = ",Noor,Al-Hashimi,,04/05/2017";
    SECTION("a file a consent type, with a status") {
        const std::string head = "UPN,Forename,Surname,Preferred name,Date of birth,Status,Updated\n", noor = upn("801200001009");
        const auto plan = books.plan(example("status.json"), {file("exports/website.csv", head + noor + person + ",Granted,01/09/2026\n"),
                                                              file("exports/social.csv", head + noor + person + ",Requested,01/09/2026\n"),
                                                              file("exports/newsletter.csv", head + noor + person + ",Not Granted,01/09/2026\n")});
        INFO((plan ? "" : plan.error().message));
        REQUIRE(plan);
        REQUIRE(plan->batch.people.size() == 1);
        CHECK(plan->batch.people[0].name == "Noor Al-Hashimi");
        REQUIRE(apply_import(*books.people, *plan, 1, now));
        const std::string id = plan->batch.people[0].id;
        CHECK(books.state(id, "website") == ConsentState::granted);
        CHECK(books.state(id, "social_media") == ConsentState::no_answer);
        CHECK(books.state(id, "newsletter_parents") == ConsentState::refused);
        check_stops(books.plan(example("status.json"), {file("video.csv", head + noor + person + ",Granted,01/09/2026\n")}), "video.csv");
    }
    SECTION("a column a purpose") {
        const auto plan = books.plan(example("wide.json"), {file("all.csv",
            "Adno,First name,Last name,DOB,Leaving date,Website,Social media,Local press,Name with photo,Form signed,Form no\n"
            "004711,Siân,\"Prys, Llŷr\nO'Neill\",04/05/2017,,Yes,No,N,y,01/09/2026,F-17\n")});
        INFO((plan ? "" : plan.error().message));
        REQUIRE(plan);
        CHECK(plan->grants == 2);
    }
    SECTION("ticks that mean no") {
        const std::string head = "UPN,Photo consent denied,Photo consent given,Date of form\n";
        const auto plan = books.plan(example("denied.json"), {file("d.csv", head + amara + ",X,,01/09/2026\n" + tomasz + ",,X,01/09/2026\n" + hana + ",X,X,01/09/2026\n")});
        INFO((plan ? "" : plan.error().message));
        REQUIRE(plan);
        CHECK(plan->grants == 1);
        CHECK(plan->conflicts == std::vector<std::string>{"P003 website"});
        REQUIRE(apply_import(*books.people, *plan, 1, now));
        CHECK(books.state("P001", "website") == ConsentState::refused);
        CHECK(books.state("P002", "website") == ConsentState::granted);
        CHECK(books.state("P003", "website") == ConsentState::refused);
    }
    SECTION("an empty tick of denial is no yes, and takes none back") {
        books.say("P002", "website", Answer::grant);
        const std::string head = "UPN,Photo consent denied,Photo consent given,Date of form\n";
        const auto plan = books.plan(example("denied.json"), {file("d.csv", head + amara + ",FALSE,,\n")});
        REQUIRE(plan);
        CHECK(plan->batch.answers.empty());
    }
}

TEST_CASE("people under one key have to be one person", "[import]") {
    Books books;
    std::string mapping = wide;
    mapping.replace(mapping.find("\"columns\""), 9, R"("people": {"forename": "F", "surname": "S"}, "columns")");
    const std::string head = "UPN,F,S,Website,Press,Signed\n";
    check_stops(books.plan(mapping, {file("a.csv", head + amara + ",Amara,Okafor,No,,\n" + amara + ",Ama,Mensah,No,,\n")}), "somebody else under this key");
    check_stops(books.plan(mapping, {file("a.csv", head + upn("801200001011") + ",,Mensah,No,,\n")}), "needs a name");
    const auto renamed = books.plan(mapping, {file("a.csv", head + amara + ",Amara,Okafor-Bello,No,,\n")});
    REQUIRE(renamed);
    CHECK(renamed->renamed == std::vector<std::string>{"P001"});
}

TEST_CASE("files come in the encodings that office programs write", "[import]") {
    const std::string text = "UPN,Name\n1,\"Zoë Müller, \"\"Zozo\"\"\"\r\n\r\n2,Siân\n";
    const auto utf8 = read_csv(bytes_of("\xEF\xBB\xBF" + text), "a.csv", ',');
    REQUIRE(utf8);
    REQUIRE(utf8->rows.size() == 2);
    CHECK(utf8->heading[0] == "UPN");
    CHECK(utf8->rows[0].cells[1] == "Zoë Müller, \"Zozo\"");
    CHECK(utf8->rows[1].line == 4);
    const auto ansi = read_csv(bytes_of("UPN;Name\n1;Zo\xEB \x96 \x80\n"), "a.csv", ';');
    REQUIRE(ansi);
    CHECK(ansi->rows[0].cells[1] == "Zoë – €");
    std::string wide_text = "\xFF\xFE";
    for (const char c : std::string("A,B\n1,2\n")) (wide_text += c) += '\0';
    CHECK(read_csv(bytes_of(wide_text), "a.csv", ',')->rows[0].cells[1] == "2");
    CHECK(!read_csv(bytes_of("A,B\n1,\x81\n"), "a.csv", ','));
    CHECK(!read_csv(bytes_of(std::string("A,B\n1,\0\n", 8)), "a.csv", ','));
    CHECK(!read_csv(bytes_of("\xEF\xBB\xBF" "A,B\n1,\xFF\n"), "a.csv", ','));
    CHECK(!read_csv(bytes_of("A,B\n1,2\n"), "a.csv", ',', 0));
    const auto lines = read_csv(bytes_of("A,B\n1,\"two\nlines\"\n3,4\n"), "a.csv", ',');
    REQUIRE(lines);
    CHECK(lines->rows[0].line == 2);
    CHECK(lines->rows[1].line == 4);
}

TEST_CASE("days are read as they are written in the United Kingdom", "[import]") {
    for (const char* text : {"2026-11-03", "3/11/2026", "03.11.2026", "03-Nov-2026", "3 november 2026", "3 NOV 2026"}) {
        INFO(text);
        REQUIRE(read_uk_date(text));
        CHECK(to_string(*read_uk_date(text)) == "2026-11-03");
    }
    for (const char* text : {"", "11/2026", "3/11/26", "2026/11/03", "31/04/2026", "3/Nov", "3rd Nov 2026", "3/11/2026 10:00", "-3/11/2026", "3/0/2026"}) {
        INFO(text);
        CHECK(!read_uk_date(text));
    }
}

TEST_CASE("the check letter of a pupil number is proved", "[import]") {
    CHECK(is_pupil_number(amara));
    CHECK(amara.size() == 13);
    for (std::size_t i = 0; i < 13; ++i) {
        std::string changed = amara;
        changed[i] = changed[i] == '7' ? '8' : '7';
        CHECK(!is_pupil_number(changed));
    }
    for (const char* text : {"", "A", "I801200001001", "A80120000100", "A8012000010011", "A80120000100 ", "a801200001001"}) CHECK(!is_pupil_number(text));
    CHECK(is_pupil_number(upn("80120000100A")));
}
