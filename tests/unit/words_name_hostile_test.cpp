// SPDX-License-Identifier: Apache-2.0
//
// Texts that are made to hide a name, to break the reader or to take for ever. The times allowed are many times what is needed, so
// that they tell time in proportion to the text from its square on any machine.
#include <chrono>
#include <cstdlib>
#include <random>

#include "base/plain_text.hpp"
#include "support/caption_corpus.hpp"
#include "support/catch.hpp"
#include "words/name_finder.hpp"

using namespace consent;

namespace {

Person named(std::string id, std::string name) {
    Person person;
    person.id = std::move(id);
    person.name = std::move(name);
    return person;
}

const NameFinder& finder() {
    static const NameFinder one({named("P001", "Mia Thompson"), named("P002", "Anna Annan"),
                                 named("P003", "Will Young"), named("P004", "محمد علي"), named("P005", "李小明"),
                                 named("P006", "Jo Ng")});
    return one;
}

std::string repeated(const std::string& text, std::size_t bytes) {
    std::string all;
    all.reserve(bytes + text.size());
    while (all.size() < bytes) all += text;
    return all;
}

double seconds_for(const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    const auto found = finder().find({"caption", text});
    std::size_t at = 0;
    for (const WordFinding& one : found) {
        REQUIRE(one.start >= at);
        REQUIRE(one.end > one.start);
        REQUIRE(one.end <= text.size());
        at = one.end;
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Whether every name in the text is in a finding.
bool is_hidden(const std::string& text) {
    std::string rest;
    std::size_t at = 0;
    for (const WordFinding& one : finder().find({"caption", text})) {
        rest += text.substr(at, one.start - at) + "#";
        at = one.end;
    }
    rest += text.substr(at);
    return rest.find("Mia") != std::string::npos || rest.find("Thompson") != std::string::npos;
}

}  // namespace

TEST_CASE("a text that is no UTF-8 hides no name and breaks nothing", "[words][hostile]") {
    CHECK_FALSE(is_hidden("\xFF\xFEMia\xFF Thompson\xC3"));
    CHECK_FALSE(is_hidden("Mia\xC0\x80Thompson"));
    CHECK_FALSE(is_hidden("\xED\xA0\x80Mia\xF4\x90\x80\x80"));
    CHECK_FALSE(is_hidden("Mia\xE2\x80"));
    std::string bytes;
    for (int i = 0; i < 65536; ++i) bytes += static_cast<char>(i * 131 % 256);
    CHECK(seconds_for(bytes) < 20);
}

TEST_CASE("NUL bytes and overrides of direction hide no name", "[words][hostile]") {
    CHECK_FALSE(is_hidden(std::string("Mia\0Thompson", 12)));
    CHECK_FALSE(is_hidden(std::string("\0Mia\0", 5)));
    CHECK_FALSE(is_hidden("\u202EMia\u202C and \u2067Thompson\u2069"));
    CHECK(finder()
              .find({"caption",
                     "\u202E"
                     "aiM"})
              .size() == 1);
    CHECK(finder()
              .find({"caption",
                     "\u202E"
                     "nospmohT aiM\u202C won"})
              .size() == 1);
    CHECK(finder().find({"caption", repeated("\u202E", 300'000)}).empty());
}

TEST_CASE("a million marks on one letter cost time in proportion", "[words][hostile]") {
    const std::string marks = repeated("\u0301", 2'000'000);
    CHECK(seconds_for("Mia" + marks) < 20);
    CHECK(finder().find({"caption", "M" + marks + "ia Thompson"}).size() == 1);
    CHECK(seconds_for(marks) < 20);
    CHECK(seconds_for(repeated("e\u0301\u0302\u0303", 1'000'000)) < 20);
}

TEST_CASE("texts made to be searched again and again cost time in proportion", "[words][hostile]") {
    const std::size_t bytes = 300'000;
    for (const std::string piece : {"a",
                                    "an",
                                    "anna",
                                    "annan",
                                    "A ",
                                    "a.",
                                    "M ",
                                    "Mia ",
                                    "mia",
                                    "Mia Thompson ",
                                    "Th0mpson ",
                                    "1",
                                    "l1I|",
                                    "\n",
                                    "\u200B",
                                    "\U0001F31F",
                                    "李",
                                    "李小",
                                    "محمد ",
                                    "rn",
                                    "M.",
                                    "#mia",
                                    "@",
                                    "I l1 ",
                                    "Mia,",
                                    "Thomp-\n",
                                    "Young Will ",
                                    "Mai Thomson ",
                                    "T h o m p s o n ",
                                    "Mіа ",
                                    "\u00E9",
                                    "Thompsonthompson",
                                    "'s",
                                    "ﷺ"}) {
        INFO(piece);
        CHECK(seconds_for(repeated(piece, bytes)) < 30);
    }
}

TEST_CASE("a caption of many megabytes is searched to its end", "[words][hostile]") {
    const std::string news =
        repeated("The children of Year 4 enjoyed the trip to the castle and made a model of it. ", 24'000'000);
    const auto found = finder().find({"caption", news + "Well done Mia Thompson!"});
    REQUIRE(found.size() == 1);
    CHECK(found[0].start == news.size() + 10);
}

TEST_CASE("no name is missed where a long text is read in parts", "[words][hostile]") {
    for (std::size_t before = 3'900; before < 4'400; before += 3) {
        const std::string text =
            repeated("ab cde fgh. ", before).substr(0, before) + " Mia Thompson " + repeated("xyz ", 6'000);
        const auto found = finder().find({"caption", text});
        REQUIRE(found.size() == 1);
        CHECK(text.substr(found[0].start, found[0].end - found[0].start) == "Mia Thompson");
    }
    for (std::size_t before = 4'800; before < 5'400; before += 7) {
        const std::string text = std::string(before, 'x') + "miathompson" + std::string(6'000, 'x');
        CHECK(finder().find({"caption", text}).size() == 1);
    }
}

TEST_CASE("a text of nothing but names gives a bounded number of findings that cover them all", "[words][hostile]") {
    const std::string text = repeated("Mia! ", 5'000'000);
    const auto found = finder().find({"caption", text});
    CHECK(found.size() <= 100'000);
    CHECK(found.back().end == text.size());
    CHECK_FALSE(is_hidden(text));
}

TEST_CASE("captions changed at random give findings in order, within the text, and the same ones again",
          "[words][hostile]") {
    const std::string corpus = std::string(std::getenv("CONSENT_SOURCE_DIR")) + "/tests/words";
    const NameFinder school(test::corpus_register(corpus));
    const auto captions = test::corpus_captions(corpus);
    std::mt19937 random(3);
    for (int round = 0; round < 1'500; ++round) {
        std::string text;
        for (std::size_t i = 0, of = 1 + random() % 3; i < of; ++i)
            text += captions[random() % captions.size()].text + " \n"[random() % 2];
        for (std::size_t i = 0, of = random() % 12; i < of && !text.empty(); ++i) {
            const std::size_t at = random() % text.size();
            switch (random() % 4) {
                case 0: text[at] = static_cast<char>(random()); break;
                case 1: text.erase(at, 1 + random() % 3); break;
                case 2: text.insert(at, text.substr(random() % text.size(), random() % 12)); break;
                default: text[at] = " .-_'\n@#,1"[random() % 10];
            }
        }
        const NameContext context{random() % 2 == 0 ? NameMode::strict : NameMode::full_name, {"P008", "P001"}};
        const auto found = school.find({"caption", text}, context);
        const auto again = school.find({"caption", text}, context);
        REQUIRE(found.size() == again.size());
        std::size_t at = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            REQUIRE(found[i].start >= at);
            REQUIRE(found[i].end > found[i].start);
            REQUIRE(found[i].end <= text.size());
            REQUIRE(found[i].start == again[i].start);
            REQUIRE(found[i].person == again[i].person);
            at = found[i].end;
        }
    }
}
