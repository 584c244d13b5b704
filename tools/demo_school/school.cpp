// SPDX-License-Identifier: Apache-2.0
#include "demo_school/school.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "demo_school/draw_scene.hpp"
#include "demo_school/photo_file.hpp"

namespace consent::demo {

namespace {

// The seeds of colours and hair were chosen by eye. The others come from a climb: somebody too much like somebody else
// got other seeds, kept when the similarities between two people fell (mobilefacenet first, mobileface_v2 with less
// weight), one person's takes stayed alike (.76), YuNet saw the portrait with .9 and dlib's HOG detector found it.
// The part of the child on the do-not-publish list went to whom nobody else came near.
// tests/unit/demo_school_models_test.cpp measures again what came out of it.
// Each row's seeds: head, colours, eyes, brows, nose, mouth, hair, extras.
constexpr std::array people = {
    CastMember{
        "P001", "Adaeze Okoye", "Ada", Part::cleared, Age::child, {74341, 53, 33436, 10300, 10858, 53832, 53, 65790}},
    CastMember{
        "P002", "Jonas Lindqvist", "", Part::cleared, Age::child, {90367, 33, 98521, 50075, 52489, 40983, 33, 99864}},
    CastMember{
        "P003", "Lian Zhou", "", Part::never_publish, Age::child, {85761, 55, 77694, 45115, 56683, 72366, 16, 98945}},
    CastMember{
        "P004", "Harkirat Brar", "Harry", Part::cleared, Age::child, {79502, 24, 68927, 98234, 3660, 22516, 45, 22323}},
    CastMember{"P005", "Isla Farrow", "", Part::cleared, Age::child, {3378, 20, 28624, 69728, 93790, 47743, 19, 4205}},
    CastMember{"P006",
               "Samira Haddad",
               "",
               Part::no_biometrics,
               Age::child,
               {44450, 15, 28718, 75861, 89506, 94758, 23, 62666}},
    CastMember{
        "P007", "Mateo Quispe", "Teo", Part::refused, Age::child, {59069, 59, 45275, 80436, 59139, 41717, 12, 59591}},
    CastMember{"P008",
               "Lucia Ferrante",
               "",
               Part::newsletter_only,
               Age::child,
               {81030, 47, 83732, 50702, 77635, 2881, 47, 22630}},
    CastMember{
        "P009", "Kwame Boadi", "", Part::expired, Age::child, {32675, 22, 81351, 10441, 89351, 11154, 21, 60526}},
    CastMember{
        "P010", "Tiana Rakoto", "", Part::cleared, Age::child, {86916, 56, 66674, 36631, 59934, 14874, 56, 75293}},
    CastMember{"S001", "Emrys Hallam", "", Part::staff, Age::adult, {42869, 11, 18358, 66449, 84288, 19722, 44, 57988}},
    CastMember{"", "Ingrid Solheim", "", Part::visitor, Age::adult, {92967, 18, 35931, 72005, 4395, 32417, 58, 31668}},
};

constexpr int days_since_forms = 200;
constexpr int days_to_answer = 10;  // from the letter about biometrics to the forms

Date day_before(Instant now, int days) { return date_of(now - std::chrono::days(days)); }

ConsentAnswer answer(const CastMember& member, std::string_view purpose, Answer given, Date on) {
    ConsentAnswer out;
    out.person = member.id;
    out.purpose = purpose;
    out.answer = given;
    out.by.role = member.part == Part::staff ? GiverRole::self : GiverRole::parent;
    out.on = on;
    out.evidence = "form-" + std::string(member.id);
    out.form = AnswerForm::paper;
    return out;
}

Result<void> record_answers(Register& people_register, const CastMember& member, Instant now) {
    const Date forms = day_before(now, days_since_forms);
    if (member.part != Part::staff) {
        ParentNotice letter;
        letter.person = member.id;
        letter.notice = Notice::notified;
        letter.on = day_before(now, days_since_forms + days_to_answer);
        letter.evidence = "letter-" + std::string(member.id);
        if (auto done = people_register.record_notice(letter, now); !done) return done;
    }
    std::vector<ConsentAnswer> answers;
    for (const std::string_view purpose : {"internal_record", "display", "newsletter_parents", "website"})
        answers.push_back(answer(member, purpose, Answer::grant, forms));
    answers.push_back(answer(member, purpose_biometric, Answer::grant, forms));

    switch (member.part) {
        case Part::newsletter_only:
            std::erase_if(answers, [](const ConsentAnswer& a) { return a.purpose == "website"; });
            break;
        case Part::refused: answers[3].answer = Answer::refuse; break;
        case Part::expired:
            answers[3].on = day_before(now, 395);
            answers[3].until = day_before(now, 30);
            break;
        case Part::no_biometrics:
            answers[4].answer = Answer::refuse;
            answers[4].by.role = GiverRole::pupil;
            break;
        case Part::cleared:
        case Part::never_publish:
        case Part::staff:
        case Part::visitor: break;
    }
    for (const ConsentAnswer& given : answers)
        if (auto done = people_register.record(given, now); !done) return done;
    if (member.part == Part::never_publish) return people_register.set_never_publish(member.id, true, now);
    return {};
}

}  // namespace

std::span<const CastMember> cast() noexcept { return people; }

const CastMember& who_plays(Part part) noexcept {
    return *std::find_if(people.begin(), people.end(), [part](const CastMember& m) { return m.part == part; });
}

FaceParameters face_of(const CastMember& member) { return face_from_seeds(member.seeds, member.age); }

Bytes reference_photo(const CastMember& member, Date taken) {
    Take take = take_from_seed(member.seeds.extras, 0);
    PhotoNotes notes;
    notes.taken = taken;
    notes.camera = "Schoolroom 1";
    return photo_file(draw(portrait(face_of(member), take, 200)).picture, notes, 92);
}

bool may_be_enrolled(const CastMember& member) noexcept {
    return member.part != Part::no_biometrics && member.part != Part::visitor;
}

Result<void> fill_register(Register& people_register, Instant now) {
    for (const CastMember& member : people) {
        if (member.part == Part::visitor) continue;
        Person person;
        person.id = member.id;
        person.kind = member.part == Part::staff ? PersonKind::staff : PersonKind::pupil;
        person.name = member.name;
        if (!member.known_as.empty()) person.known_as.emplace_back(member.known_as);
        if (auto done = people_register.add(person, now); !done) return done;
        if (auto done = record_answers(people_register, member, now); !done) return done;
    }
    return {};
}

}  // namespace consent::demo
