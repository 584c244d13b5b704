// SPDX-License-Identifier: Apache-2.0
//
// Made-up people, days and answers for tests of the register and the audit log.
#pragma once

#include <chrono>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <consent/register.hpp>

namespace consent::test {

constexpr Date day(int year, unsigned month, unsigned number) {
    return Date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{number}};
}

// Noon.
inline Instant noon(Date date) { return start_of(date) + std::chrono::hours{12}; }

constexpr Date today = day(2026, 11, 20);
inline const Instant now = noon(today);

inline Person pupil(std::string id, std::string name = "Amara Okonkwo") {
    Person person;
    person.id = std::move(id);
    person.name = std::move(name);
    return person;
}

inline ConsentAnswer answer(std::string person, std::string purpose, Answer what, Date on = day(2026, 9, 1)) {
    ConsentAnswer given;
    given.person = std::move(person);
    given.purpose = std::move(purpose);
    given.answer = what;
    given.on = on;
    if (what == Answer::grant) given.evidence = "form-2026-17";
    return given;
}

// A parent told in writing that a template is to be made.
inline ParentNotice notified(std::string person, Giver parent = {}, Date on = day(2020, 1, 1)) {
    ParentNotice told;
    told.person = std::move(person);
    told.parent = std::move(parent);
    told.notice = Notice::notified;
    told.on = on;
    return told;
}

// A unit vector of the given length; `seed` tells vectors apart.
inline Template face_template(std::string person, int seed = 1, std::size_t length = 8, std::string model = "test_model") {
    Template made;
    made.person = std::move(person);
    made.taken = day(2026, 9, 2);
    made.embedding.model = std::move(model);
    double square = 0;
    for (std::size_t i = 0; i < length; ++i) {
        const double value = std::sin(static_cast<double>(i + 1) * (seed + 0.37));
        made.embedding.values.push_back(static_cast<float>(value));
        square += value * value;
    }
    for (float& value : made.embedding.values) value = static_cast<float>(value / std::sqrt(square));
    return made;
}

}  // namespace consent::test
