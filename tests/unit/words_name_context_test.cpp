// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "words/name_finder.hpp"

using namespace consent;

namespace {

Person named(std::string id, std::string name, std::vector<std::string> known_as = {}) {
    Person person;
    person.id = std::move(id);
    person.name = std::move(name);
    person.known_as = std::move(known_as);
    return person;
}

// Each finding in brackets, what is only possible with a question mark.
std::string marked(const std::string& text, const NameContext& context = {}) {
    static const NameFinder finder({named("P001", "Mia Thompson"), named("P002", "Mia Patel"),
                                    named("P003", "Will Young"), named("P004", "Grace Green"),
                                    named("P005", "Hope King"), named("P006", "Art Field")});
    std::string out;
    std::size_t at = 0;
    for (const WordFinding& one : finder.find({"caption", text}, context)) {
        out += text.substr(at, one.start - at) + "[" + text.substr(one.start, one.end - one.start) +
               (one.certainty == Certainty::possible ? "?]" : "]");
        at = one.end;
    }
    return out + text.substr(at);
}

}  // namespace

TEST_CASE("a word that is a name too is told by what stands around it", "[words][R-10]") {
    for (const std::string text :
         {"Well done [Will]!", "[Will] won the race.", "[Will] and [Mia] built a raft.", "We saw [Grace] today.",
          "[Will Young] sang.", "[Mr Young] came.", "Thank you, [Grace]."}) {
        std::string plain = text;
        std::erase(plain, '[');
        std::erase(plain, ']');
        CHECK(marked(plain) == text);
    }
    for (const std::string text : {"Will you come?", "Where there is a will there is a way.", "By the grace of God.",
                                   "Hope to see you there!", "Young people sang.", "The Green team won.",
                                   "Art Club is on Tuesday.", "King Charles came.", "We will young people invite."})
        CHECK(marked(text) == text);
}

TEST_CASE("what the neighbours leave open is possible, not silent", "[words][R-10]") {
    CHECK(marked("Value of the week: Hope") == "Value of the week: [Hope?]");
    CHECK(marked("Grace was everywhere.").find('?') != std::string::npos);
}

TEST_CASE("a name that may be that of somebody in the picture is weighed as theirs", "[words][R-10]") {
    const NameContext shown{NameMode::strict, {"P002"}};
    CHECK(marked("Harry Potter and Mia", shown) == "Harry Potter and [Mia]");
    const NameFinder finder(
        {named("P001", "Mia Thompson"), named("P002", "Mia Patel"), named("P003", "Jack Frost Lee")});
    CHECK(finder.find({"caption", "Mia"}).at(0).person == "P001");
    CHECK(finder.find({"caption", "Mia"}, shown).at(0).person == "P002");
    CHECK(finder.find({"caption", "Mia Thompson"}, shown).at(0).person == "P001");
    CHECK(finder.find({"caption", "Jack and the Beanstalk"}).empty());
    CHECK(finder.find({"caption", "Jack and the Beanstalk"}, {NameMode::strict, {"P003"}}).at(0).certainty ==
          Certainty::possible);
}

TEST_CASE("full-name mode lets a lone forename or surname stand", "[words][R-10]") {
    const NameContext full{NameMode::full_name, {}};
    CHECK(marked("Mia, Grace and Mr Young", full) == "Mia, Grace and Mr Young");
    CHECK(marked("Mia Thompson, M. Thompson, Mia T.", full) == "[Mia Thompson], [M. Thompson], [Mia T].");
    CHECK(marked("maryjones miathompson", full) == "maryjones [miathompson]");
}

TEST_CASE("each written name is a finding of its own, however they are listed", "[words][R-10]") {
    CHECK(marked("M. Thompson | Mia T. | Thompson M.") == "[M. Thompson] | [Mia T]. | [Thompson M].");
    CHECK(marked("M. Thompson, Mia and Mia Patel") == "[M. Thompson], [Mia] and [Mia Patel]");
    CHECK(marked("Thompson, Mia; Patel, Mia") == "[Thompson, Mia]; [Patel, Mia]");
    CHECK(marked("Mia Thompson, Mia Patel / Will Young") == "[Mia Thompson], [Mia Patel] / [Will Young]");
    CHECK(marked("Mia, Thompson") == "[Mia], [Thompson]");
    CHECK(marked("Mai Patel, Mia Patle") == "[Mai Patel], [Mia Patle]");
}

TEST_CASE("a finding covers the whole name and leaves the possessive", "[words][R-10]") {
    CHECK(marked("Mia Thompson's cake") == "[Mia Thompson]'s cake");
    CHECK(marked("the Thompsons' dog") == "the [Thompsons]' dog");
    CHECK(marked("Miss Mia J. Thompson won") == "[Miss Mia J. Thompson] won");
    CHECK(marked("Mia Thompson-Lejeune") == "[Mia Thompson-Lejeune]");
}

TEST_CASE("somebody with one name, or none that can be compared, is no trouble", "[words]") {
    const NameFinder finder({named("P001", "Suharto"), named("P002", "-"), named("P003", "\u200B"),
                             named("P004", std::string(5000, 'a')), named("P005", "\xFF\xFE"), named("P006", "J. R."),
                             named("P007", "Ng")});
    CHECK(finder.find({"caption", "Suharto"}, {NameMode::full_name, {}}).size() == 1);
    CHECK(finder.find({"caption", "Ng - J"}).size() == 1);
    CHECK(finder.find({"caption", ""}).empty());
    const NameFinder nobody({});
    CHECK(nobody.find({"caption", "Mia"}).empty());
}
