// SPDX-License-Identifier: Apache-2.0
#include "schools.hpp"

#include <algorithm>

#include <consent/enrol.hpp>

#include "image/decode.hpp"
#include "samples.hpp"

namespace consent::accuracy {

namespace {

constexpr int members_to_a_set = 15;
const Date photo_day = *parse_date("2026-04-20");
const Date answer_day = *parse_date("2026-05-04");
const Date withdrawal_day = *parse_date("2026-10-01");

// Everything the register is told about one member before the photographs.
Result<void> tell(Register& people, const Pupil& pupil, bool consents_besides) {
    Person person;
    person.id = pupil.id;
    person.name = "Member " + pupil.id;
    if (auto added = people.add(person, school_time()); !added) return added;
    const auto say = [&](std::string_view purpose, Answer answer, Date on) {
        ConsentAnswer said;
        said.person = pupil.id;
        said.purpose = purpose;
        said.answer = answer;
        said.on = on;
        said.evidence = "form " + pupil.id;
        return people.record(said, school_time());
    };
    if (auto told = people.record_notice({pupil.id, {}, Notice::notified, answer_day}, school_time()); !told) return told;
    const bool biometric = pupil.role != Role::without_template;
    if (auto said = say(purpose_biometric, biometric ? Answer::grant : Answer::refuse, answer_day); !said)
        return said;
    const bool granted = pupil.role == Role::cleared || pupil.role == Role::withdrawn ||
                         (pupil.role == Role::never_publish && consents_besides);
    if (auto said = say("website", granted ? Answer::grant : Answer::refuse, answer_day); !said) return said;
    if (pupil.role == Role::withdrawn)
        if (auto said = say("website", Answer::withdraw, withdrawal_day); !said) return said;
    if (pupil.role == Role::never_publish) return people.set_never_publish(pupil.id, true, school_time());
    return {};
}

// Number of the labelled face, counted from the left as consent::enrol does; 0 where there is none.
int labelled_face(const Bytes& photo, Detector& detector) {
    const auto picture = decode(photo, Limits{});
    if (!picture) return 0;
    auto faces = detector.detect(picture->shown);
    if (!faces) return 0;
    std::stable_sort(faces->begin(), faces->end(),
                     [](const DetectedFace& a, const DetectedFace& b) { return a.box.x < b.box.x; });
    const auto central = central_face(*faces, picture->shown);
    return central ? static_cast<int>(*central) + 1 : 0;
}

Result<void> enrol_all(Pupil& pupil, const People& people, Parts& parts, Detector& detector, Embedder& embedder) {
    const auto wanted = static_cast<int>(pupil.member.references.size());
    std::vector<int> taken;
    std::vector<int> to_try = std::move(pupil.member.references);
    for (std::size_t i = 0; i < to_try.size() && static_cast<int>(taken.size()) < wanted; ++i) {
        const Bytes bytes = read_bytes(
            people.photos[static_cast<std::size_t>(pupil.member.person)][static_cast<std::size_t>(to_try[i])]);
        const int face = labelled_face(bytes, detector);
        const auto done = face == 0 ? Result<Enrolment>(Error{ErrorCode::refused, "No face."})
                                    : enrol(*parts.people, *parts.audit, detector, embedder, pupil.id,
                                            {bytes, photo_day, face}, parts.limits, school_time());
        if (done) {
            taken.push_back(to_try[i]);
        } else if (done.error().code != ErrorCode::refused) {
            return done.error();
        } else if (pupil.member.probes.size() > 1) {
            to_try.push_back(pupil.member.probes.back());
            pupil.member.probes.pop_back();
        }
    }
    pupil.member.references = std::move(taken);
    pupil.enrolled = static_cast<int>(pupil.member.references.size());
    return {};
}

}  // namespace

std::string_view to_string(Role role) noexcept {
    switch (role) {
        case Role::cleared: return "cleared";
        case Role::refused: return "refused";
        case Role::withdrawn: return "withdrawn";
        case Role::never_publish: return "do-not-publish";
        case Role::without_template: return "no template";
        case Role::stranger: break;
    }
    return "stranger";
}

School assign_roles(Roster roster, demo::RandomSource& random) {
    School school;
    school.strangers = std::move(roster.strangers);
    const std::vector<int> order = shuffled(static_cast<int>(roster.members.size()), random);
    for (std::size_t i = 0; i < order.size(); ++i) {
        Pupil pupil;
        pupil.member = std::move(roster.members[static_cast<std::size_t>(order[i])]);
        pupil.id = "M" + std::to_string(i + 1);
        switch (i % members_to_a_set) {
            case 3: pupil.role = Role::refused; break;
            case 7: pupil.role = Role::withdrawn; break;
            case 10: pupil.role = Role::never_publish; break;
            case 13: pupil.role = Role::without_template; break;
            default: pupil.role = Role::cleared;
        }
        school.pupils.push_back(std::move(pupil));
    }
    return school;
}

Instant school_time() { return start_of(*parse_date(today)) + std::chrono::hours(9); }

Use school_use() { return {"website", ""}; }

Result<Gate> open_school(School& school, const People& people, const Setup& setup,
                         const std::map<std::string, std::string>& policy, Memory& memory) {
    Setup in_memory = setup;
    in_memory.register_url = "memory:";
    auto parts = open_parts(in_memory);
    if (!parts) return std::move(parts).error();
    if (!parts->embedder) return Error{ErrorCode::unavailable, "There is no recognition model to measure."};
    RememberingDetector detector(*parts->detector, memory);
    RememberingEmbedder embedder(*parts->embedder, memory);
    for (const auto& [key, value] : policy)
        if (auto put = parts->people->put_setting(key, value, school_time()); !put) return std::move(put).error();
    int listed = 0;
    for (Pupil& pupil : school.pupils) {
        const bool consents_besides = pupil.role == Role::never_publish && listed++ % 2 == 0;
        if (auto told = tell(*parts->people, pupil, consents_besides); !told) return std::move(told).error();
        if (pupil.role == Role::without_template) continue;
        if (auto done = enrol_all(pupil, people, *parts, detector, embedder); !done) return std::move(done).error();
    }
    return Gate::open(*std::move(parts));
}

}  // namespace consent::accuracy
