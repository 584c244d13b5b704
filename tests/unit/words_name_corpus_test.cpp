// SPDX-License-Identifier: Apache-2.0
//
// How well names are found in the captions of tests/words/. The figures are printed by tests/bench/words.
#include <cstdlib>

#include "support/caption_corpus.hpp"
#include "support/catch.hpp"
#include "words/name_finder.hpp"

using namespace consent;

namespace {

std::vector<std::string> schools() {
    const std::string words = std::string(std::getenv("CONSENT_SOURCE_DIR")) + "/tests/words";
    return {words, words + "/second_school"};
}

std::map<std::string, test::Tally> tallies() {
    std::map<std::string, test::Tally> by_kind;
    for (const std::string& school : schools()) {
        const NameFinder finder(test::corpus_register(school));
        for (const test::Caption& caption : test::corpus_captions(school))
            count(caption, finder.find({"caption", caption.text}), by_kind[caption.kind]);
    }
    return by_kind;
}

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

TEST_CASE("of full names 99 in 100 are found, and of lone forenames 97", "[words][corpus][R-10]") {
    const auto by_kind = tallies();
    std::size_t captions = 0;
    for (const auto& [kind, tally] : by_kind) {
        INFO(kind << ": " << tally.found << " of " << tally.names << " found, " << tally.whole << " whole, "
                  << tally.person << " right");
        captions += tally.captions;
        const bool lone = kind == "forename" || kind == "surname" || kind == "word_name";
        CHECK(share(tally.found, tally.names) >= (lone ? 0.97 : 0.99));
        CHECK(share(tally.whole, tally.names) >= 0.97);
        CHECK(share(tally.person, tally.names) >= 0.95);
    }
    CHECK(captions >= 400);
}

TEST_CASE("fewer than one caption in 200 without names raises a false alarm", "[words][corpus][R-10]") {
    const auto by_kind = tallies();
    test::Tally none;
    for (const char* kind : {"word", "plain", "world"}) {
        none.captions += by_kind.at(kind).captions;
        none.alarmed += by_kind.at(kind).alarmed;
    }
    INFO(none.alarmed << " of " << none.captions);
    CHECK(share(none.alarmed, none.captions) < 1.0 / 200);
}
