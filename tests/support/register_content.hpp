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
        must(people.record_notice(notified(person.id), now));
        must(people.record(answer(person.id, "biometric", Answer::grant), now));
        ConsentAnswer website = answer(person.id, "website", Answer::grant);
        website.until = day(2027, 8, 31);
        must(people.record(website, now));
        must(people.record(answer(person.id, "social_media", Answer::refuse), now));
        must(people.add_template(face_template(person.id, i, 128), now));
    }
    must(people.set_never_publish("P2", true, now));
    must(people.set_left("P3", day(2026, 7, 21), now));
    Purpose video = *find_purpose({}, "video");
    video.pupil_from = 13;
    video.form_days = 365;
    must(people.put_purpose(video, now));
    Delegation delegation;
    delegation.person = "P1";
    delegation.purpose = "video";
    delegation.carer = "f1";
    delegation.delegated = true;
    delegation.by.role = GiverRole::local_authority;
    delegation.on = day(2026, 9, 1);
    delegation.evidence = "placement plan 7";
    must(people.record_delegation(delegation, now));
    must(people.record_authority({"P2", true, "DPIA 2026-4", "head teacher", day(2026, 9, 1)}, now));
    must(people.remove_templates("P4", now));
    must(people.add_template(face_template("P4", 4, 128), now));
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
             << date(a.until) << a.evidence << to_string(a.form) << date(a.from)
             << (a.evidence_digest ? to_hex(*a.evidence_digest) : "-") << to_string(a.recorded_at) << "\n";
    for (const Purpose& p : all.purposes)
        text << p.id << to_string(p.basis) << p.pupil_from.value_or(0) << "," << p.parent_until.value_or(0) << ","
             << p.form_days.value_or(0) << p.description << "\n";
    for (const Delegation& d : all.delegations)
        text << d.person << d.purpose << d.carer << d.delegated << to_string(d.by.role) << d.by.ref << date(d.on)
             << date(d.until) << d.evidence << to_string(d.recorded_at) << "\n";
    for (const ParentNotice& n : all.notices)
        text << n.person << to_string(n.parent.role) << n.parent.ref << to_string(n.notice) << to_string(n.on)
             << n.authorised_by << n.evidence << to_string(n.recorded_at) << "\n";
    for (const ListedAuthority& a : all.authorities)
        text << a.person << a.in_force << a.reference << a.authorised_by << date(a.on) << date(a.until)
             << to_string(a.recorded_at) << "\n";
    for (const Destruction& d : all.destroyed)
        text << d.person << to_string(d.at) << to_string(d.cause) << d.templates << to_hex(d.digest) << "\n";
    for (const Template& t : all.templates) {
        text << t.person << t.embedding.model << date(t.taken);
        for (const float value : t.embedding.values) text << "," << std::bit_cast<std::uint32_t>(value);
        text << "\n";
    }
    for (const Channel& c : all.channels) text << c.id << c.school_owned << c.approved << c.approved_by << c.owner << "|" << c.administrators.size()
             << c.policy_link << date(c.approved_on) << "\n";
    for (const auto& [key, value] : all.settings) text << key << "=" << value << "\n";
    return text.str();
}

}  // namespace consent::test
