// SPDX-License-Identifier: Apache-2.0
//
// The long measurement in small: a few dozen simulated photographs through the real gate. Needs the models and
// ../shared/testdata beside the checkout; skipped by name without them. The long run is the program `accuracy`.
#include <cstdlib>

#include <consent/models.hpp>

#include "backdrops.hpp"
#include "gate_tables.hpp"
#include "simulation.hpp"
#include "support/catch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::accuracy;
namespace fs = std::filesystem;

namespace {

fs::path faces_folder() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    return fs::path(source != nullptr ? source : ".") / ".." / "shared" / "testdata" / "faces";
}

bool can_recognise() {
    const auto models = ModelStore::open(ModelStore::default_folder());
    return models && models->best(ModelTask::detect) != nullptr && models->best(ModelTask::embed) != nullptr;
}

}  // namespace

TEST_CASE("of simulated photographs none gets out that shows somebody who must not be shown, and others do",
          "[gate][accuracy][R-02][R-03][R-04]") {
    if (!fs::exists(faces_folder())) CONSENT_SKIP("no ../shared/testdata/faces beside the checkout");
    if (!can_recognise()) CONSENT_SKIP("no recognition model in $CONSENT_MODELS");
    const People people = read_people(faces_folder());
    demo::RandomSource random(3);
    SimulationSettings settings;
    settings.members = 30;
    settings.most_faces = 6;
    settings.largest_px = 100;
    Simulation simulation(people, drawn_backdrops(3, random), settings);
    GateTables tables;
    for (int i = 0; i < 20; ++i) {
        for (const Kind kind : {Kind::forbidden, Kind::all_cleared}) {
            if (kind == Kind::all_cleared && i % 2 == 1) continue;
            const auto judged = simulation.judge(kind, i);
            REQUIRE(judged);
            tables.add(kind, judged->trial, 0);
            CAPTURE(i, describe(judged->trial));
            CHECK((kind == Kind::all_cleared || judged->trial.verdict != Verdict::publish));
        }
    }
    CHECK(tables.false_publishes().hits == 0);
    CHECK(tables.false_publishes().trials == 20);
    CAPTURE(tables.published_cleared().hits);
    CHECK(tables.published_cleared().hits >= 3);  // of 10
}
