// SPDX-License-Identifier: Apache-2.0
//
// An empty register of each back end in turn, for the contract of consent/register.hpp.
#pragma once

#include <memory>
#include <string>

#include <consent/consent_book.hpp>
#include <consent/register.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"

namespace consent::test {

// A fresh register of each back end in turn.
class Fresh {
public:
    Fresh() {
        const std::string kind = GENERATE(as<std::string>{}, "memory:", "sqlite");
        INFO(kind);
        auto made = create_register(kind == "sqlite" ? (folder_.path() / "school.db").string() : kind, now);
        REQUIRE(made);
        people_ = std::move(*made);
    }

    Register* operator->() { return people_.get(); }
    Register& operator*() { return *people_; }

    RegisterSnapshot snapshot() {
        auto all = people_->snapshot();
        REQUIRE(all);
        return *all;
    }
    ConsentState state(const std::string& person, std::string_view purpose, Date on = today) {
        return consent_state(snapshot().answers, person, purpose, on);
    }
    EffectiveConsent effective(const std::string& person, std::string_view purpose, Date on = today) {
        const RegisterSnapshot all = snapshot();
        return ConsentBook(all).effective(person, purpose, on);
    }
    BiometricStanding biometric(const std::string& person, Date on = today) {
        const RegisterSnapshot all = snapshot();
        return ConsentBook(all).biometric(person, on);
    }
    // Pupils P1 and P2, both with biometric consent from the first of September on.
    void fill() {
        for (const char* id : {"P1", "P2"}) {
            REQUIRE(people_->add(pupil(id), now));
            REQUIRE(people_->record_notice(notified(id), now));
            REQUIRE(people_->record(answer(id, "biometric", Answer::grant), now));
        }
    }

private:
    Scratch folder_;
    std::unique_ptr<Register> people_;
};

const Instant later = now + std::chrono::hours{24};

inline void check_unchanged(Fresh& people, const RegisterSnapshot& before) {
    const RegisterSnapshot after = people.snapshot();
    CHECK(after.version == before.version);
    CHECK(after.changed_at == before.changed_at);
    CHECK(after.people.size() == before.people.size());
    CHECK(after.answers.size() == before.answers.size());
    CHECK(after.templates.size() == before.templates.size());
    CHECK(after.channels.size() == before.channels.size());
    CHECK(after.settings == before.settings);
    CHECK(after.purposes.size() == before.purposes.size());
    CHECK(after.delegations.size() == before.delegations.size());
    CHECK(after.notices.size() == before.notices.size());
    CHECK(after.authorities.size() == before.authorities.size());
    CHECK(after.destroyed.size() == before.destroyed.size());
}

}  // namespace consent::test
