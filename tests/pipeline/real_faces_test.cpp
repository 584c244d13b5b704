// SPDX-License-Identifier: Apache-2.0
//
// The main job on photographs of adult public figures: some are enrolled, others of their photographs are checked. Needs the
// models and ../shared/testdata beside the checkout; skipped by name without them.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include <consent/consent.hpp>

#include "support/catch.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

const Date today = *parse_date("2026-11-20");
const Instant now = start_of(today);
const Use website{"website", ""};

fs::path faces_folder() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    return fs::path(source != nullptr ? source : ".") / ".." / "shared" / "testdata" / "faces";
}

Bytes read_whole(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Photographs of each person, from lfw.tsv, those with the most first to be met.
std::map<std::string, std::vector<fs::path>> people_of_lfw() {
    std::map<std::string, std::vector<fs::path>> people;
    std::ifstream list(faces_folder() / "lfw.tsv");
    std::string line;
    std::getline(list, line);
    while (std::getline(list, line)) {
        const auto tab = line.find('\t');
        people[line.substr(tab + 1)].push_back(faces_folder() / line.substr(0, tab));
    }
    return people;
}

bool can_recognise() {
    const auto models = ModelStore::open(ModelStore::default_folder());
    return models && models->best(ModelTask::detect) != nullptr && models->best(ModelTask::embed) != nullptr;
}

// Members of one kind: enrolled from their first photograph, tried with the others.
struct Member {
    std::string id;
    std::vector<fs::path> others;
};

struct School {
    Scratch scratch;
    std::vector<Member> cleared, refused, hidden;
    std::vector<fs::path> strangers;
    int not_enrolled = 0;

    Gate open() {
        const std::string url = (scratch.path() / "school.db").string();
        REQUIRE(create_register(url, now));
        Setup setup;
        setup.register_url = url;
        auto parts = open_parts(setup);
        REQUIRE(parts);
        REQUIRE(parts->embedder);
        int number = 0;
        for (const auto& [name, photos] : people_of_lfw()) {
            if (photos.size() == 1) {
                if (strangers.size() < 60) strangers.push_back(photos[0]);
                continue;
            }
            if (number == 36) continue;
            Person person;
            person.id = "M" + std::to_string(++number);
            person.name = "Member " + std::to_string(number);
            REQUIRE(parts->people->add(person, now));
            REQUIRE(parts->people->record_notice({person.id, {}, Notice::notified, today}, now));
            REQUIRE(parts->people->record({person.id, "biometric", Answer::grant, {}, today, {}, "test"}, now));
            const auto done = enrol(*parts->people, *parts->audit, *parts->detector, *parts->embedder, person.id,
                                    {read_whole(photos[0]), today, 0}, parts->limits, now);
            if (!done) {
                // Somebody else in the background, or a poor photograph: refused for a reason, and counted.
                CHECK(done.error().code == ErrorCode::refused);
                ++not_enrolled;
                continue;
            }
            const std::vector<fs::path> others(photos.begin() + 1, photos.end());
            const bool yes = number % 3 != 0;
            REQUIRE(parts->people->record({person.id, "website", yes ? Answer::grant : Answer::refuse, {}, today, {}, "test"}, now));
            if (number % 3 == 1) REQUIRE(parts->people->set_never_publish(person.id, true, now));
            (number % 3 == 2 ? cleared : number % 3 == 0 ? refused : hidden).push_back({person.id, others});
        }
        auto gate = Gate::open(*std::move(parts));
        REQUIRE(gate);
        return *std::move(gate);
    }
};

}  // namespace

TEST_CASE("on real photographs nobody who is not cleared is published, and most who are cleared pass", "[gate][real][R-02][R-03][R-04]") {
    if (!fs::exists(faces_folder())) CONSENT_SKIP("no ../shared/testdata/faces beside the checkout");
    if (!can_recognise()) CONSENT_SKIP("no recognition model in $CONSENT_MODELS");
    School school;
    Gate gate = school.open();
    CHECK(school.not_enrolled <= 12);
    const auto verdict = [&](const fs::path& photo) {
        Candidate candidate;
        candidate.bytes = read_whole(photo);
        const auto decision = gate.check(candidate, website, now);
        REQUIRE(decision);
        return decision->verdict;
    };

    for (const fs::path& photo : school.strangers) {
        CAPTURE(photo.filename().string());
        CHECK(verdict(photo) != Verdict::publish);
    }
    int blocked = 0;
    int tried = 0;
    for (const auto* members : {&school.refused, &school.hidden})
        for (const Member& member : *members)
            for (const fs::path& photo : member.others) {
                CAPTURE(photo.filename().string());
                const Verdict given = verdict(photo);
                CHECK(given != Verdict::publish);
                blocked += given == Verdict::block ? 1 : 0;
                ++tried;
            }
    CHECK(blocked * 10 >= tried * 7);

    int published = 0;
    int cleared = 0;
    for (const Member& member : school.cleared)
        for (const fs::path& photo : member.others) {
            published += verdict(photo) == Verdict::publish ? 1 : 0;
            ++cleared;
        }
    CAPTURE(published, cleared, blocked, tried, school.not_enrolled);
    REQUIRE(cleared > 20);
    CHECK(published * 10 >= cleared * 5);
}

TEST_CASE("group pictures of strangers never pass, and faces are found in them", "[gate][real][R-04]") {
    if (!fs::exists(faces_folder() / "groups")) CONSENT_SKIP("no ../shared/testdata/faces/groups beside the checkout");
    if (!can_recognise()) CONSENT_SKIP("no recognition model in $CONSENT_MODELS");
    School school;
    Gate gate = school.open();
    std::size_t faces = 0;
    for (const auto& entry : fs::directory_iterator(faces_folder() / "groups")) {
        Candidate candidate;
        candidate.bytes = read_whole(entry.path());
        const auto decision = gate.check(candidate, website, now);
        CAPTURE(entry.path().filename().string());
        REQUIRE(decision);
        CHECK(decision->verdict != Verdict::publish);
        faces += decision->faces.size();
    }
    CHECK(faces > 350);  // 398 are labelled
}
