// SPDX-License-Identifier: Apache-2.0
//
// The nth allocation fails, for every n, once and for ever. Whatever comes of it, an error or (inside the JSON library,
// whose destructors need memory) the end of the process, nothing is published.
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

#include "support/failing_new.hpp"
#include "support/scratch.hpp"
#include "support/small_school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

enum Outcome { published = 0, not_published = 1, went_through = 2 };

Outcome run(Gate& gate, const Candidate& candidate, Sink& sink, long nth, bool for_ever) {
    allocations_left = nth;
    fail_for_ever = for_ever;
    bool out = false;
    {
        auto decision = gate.check(candidate, website, now);
        if (decision && decision->permit) out = gate.publish(std::move(*decision->permit), sink, now).has_value();
    }
    const bool struck = allocations_left <= 0;
    allocations_left = -1;
    return struck ? (out ? published : not_published) : went_through;
}

}  // namespace

TEST_CASE("out of memory at any point of check and publish lets nothing out", "[gate][fault]") {
    const bool for_ever = GENERATE(false, true);
    const Scratch scratch;
    Candidate candidate;
    candidate.bytes = picture();
    candidate.words = {{"caption", "Amara at the fair"}};
    SmallSchool school;
    Gate gate = school.open();
    const auto sink = make_folder_sink(scratch.path() / "out");
    long nth = 0;
    int failures = 0;
    for (bool through = false; nth < 20000 && !through; ++nth) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::close(STDERR_FILENO);
            ::signal(SIGABRT, SIG_DFL);
            ::_exit(run(gate, candidate, *sink, nth, for_ever));
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        through = WIFEXITED(status) && WEXITSTATUS(status) == went_through;
        const bool left = std::filesystem::exists(scratch.path() / "out") && !std::filesystem::is_empty(scratch.path() / "out");
        CAPTURE(nth, for_ever, status);
        if (through) {
            CHECK(left);
        } else if (!WIFEXITED(status) || WEXITSTATUS(status) == not_published) {
            ++failures;
            REQUIRE_FALSE(left);
        }
        std::filesystem::remove_all(scratch.path() / "out");
    }
    CHECK(failures > 50);
    CHECK(nth < 20000);
}
