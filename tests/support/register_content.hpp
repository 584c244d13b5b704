// SPDX-License-Identifier: Apache-2.0
//
// A register with something in every table, and its content as one text to compare.
#pragma once

#include <bit>
#include <sstream>
#include <string>

#include <consent/register.hpp>

#include "support/school.hpp"

namespace consent::test {

// False when a write fails; usable in a child process.
inline bool fill_register(Register& people) {
    bool good = true;
    const auto must = [&](const Result<void>& done) { good = good && done.has_value(); };
    for (int i = 1; i <= 4; ++i) {
        Person person = pupil("P" + std::to_string(i), i % 2 == 0 ? "Nguyễn Thị Mai" : "Zoë Ní Bhraonáin");
        person.known_as = {"Mai", "Zo"};
        person.born = day(2015, 3, 4);
        must(people.add(person, now));
        must(people.record(answer(person.id, "biometric", Answer::grant), now));
        ConsentAnswer website = answer(person.id, "website", Answer::grant);
        website.until = day(2027, 8, 31);
        must(people.record(website, now));
        must(people.record(answer(person.id, "social_media", Answer::refuse), now));
        must(people.add_template(face_template(person.id, i, 128), now));
    }
    must(people.set_never_publish("P2", true, now));
    must(people.set_left("P3", day(2026, 7, 21), now));
    must(people.put_channel({"school-website", true, true, "head teacher"}, now));
    must(people.put_setting("match_px", "40", now));
    return good;
}

inline std::string text_of(const RegisterSnapshot& all) {
    std::ostringstream text;
    text << all.version << "@" << to_string(all.changed_at) << "\n";
    const auto date = [](const std::optional<Date>& d) { return d ? to_string(*d) : std::string("-"); };
    for (const Person& p : all.people) {
        text << p.id << to_string(p.kind) << p.name << date(p.born) << date(p.left_on) << p.never_publish;
        for (const std::string& name : p.known_as) text << "|" << name;
        text << "\n";
    }
    for (const ConsentAnswer& a : all.answers)
        text << a.person << a.purpose << to_string(a.answer) << to_string(a.by.role) << a.by.ref << date(a.on)
             << date(a.until) << a.evidence << "\n";
    for (const Template& t : all.templates) {
        text << t.person << t.embedding.model << date(t.taken);
        for (const float value : t.embedding.values) text << "," << std::bit_cast<std::uint32_t>(value);
        text << "\n";
    }
    for (const Channel& c : all.channels) text << c.id << c.school_owned << c.approved << c.approved_by << "\n";
    for (const auto& [key, value] : all.settings) text << key << "=" << value << "\n";
    return text.str();
}

}  // namespace consent::test
