// SPDX-License-Identifier: Apache-2.0
#include <consent/enrol.hpp>

#include <algorithm>

#include <consent/policy.hpp>

#include "base/guard.hpp"
#include "base/plain_text.hpp"
#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "match/gallery.hpp"
#include "policy/flaw.hpp"

namespace consent {

namespace {

Error refused(std::string why) { return Error{ErrorCode::refused, std::move(why)}; }

Result<DetectedFace> choose(std::vector<DetectedFace> faces, int wanted) {
    std::stable_sort(faces.begin(), faces.end(),
                     [](const DetectedFace& a, const DetectedFace& b) { return a.box.x < b.box.x; });
    if (faces.empty()) return refused("No face was found in the photo: take one from the front, in good light.");
    const auto count = static_cast<int>(faces.size());
    if (wanted == 0 && count > 1)
        return refused("The photo shows " + std::to_string(count) +
                       " faces: say which with --face N, counted from the left.");
    if (wanted < 0 || wanted > count)
        return Error{ErrorCode::invalid_argument, "There is no face " + std::to_string(wanted) + " in the photo; it shows " +
                                                      std::to_string(count) + "."};
    return faces[static_cast<std::size_t>(std::max(wanted - 1, 0))];
}


Result<Enrolment> enrol_face(Register& people, AuditLog& audit, Detector& detector, Embedder& embedder,
                             const std::string& person, const ReferencePhoto& photo, const Limits& limits, Instant now) {
    auto snapshot = people.snapshot();
    if (!snapshot) return std::move(snapshot).error();
    const auto policy = policy_from(snapshot->settings);
    if (!policy) return policy.error();
    if (std::none_of(snapshot->people.begin(), snapshot->people.end(), [&](const Person& p) { return p.id == person; }))
        return Error{ErrorCode::invalid_argument, "Nobody in the register has the id \"" + printable(person) + "\"."};
    const ConsentState biometric = consent_state(snapshot->answers, person, purpose_biometric, date_of(now));
    if (biometric != ConsentState::granted)
        return refused(person + " cannot be enrolled: biometric consent is not in force (" +
                       std::string(to_string(biometric)) + ").");

    const auto picture = decode(photo.bytes, limits);
    if (!picture) return picture.error();
    auto found = detector.detect(picture->shown);
    if (!found) return std::move(found).error();
    auto face = choose(*std::move(found), photo.face);
    if (!face) return std::move(face).error();
    if (!face->landmarks)
        return refused("The detector in use gives no eye and mouth positions, so faces cannot be enrolled: run "
                       "`consent models fetch`.");
    auto embedded = embedder.embed(picture->shown, *face);
    if (!embedded) return std::move(embedded).error();
    if (const Flaw* flaw = flaw_of(embedded->quality, *policy)) return refused(flaw->remedy);

    const EmbedderInfo& info = embedder.info();
    const Gallery gallery(snapshot->templates, info.model);
    for (const MatchCandidate& other : gallery.match(embedded->embedding, info.thresholds.clear))
        if (other.person != person)
            return refused("The face matches " + other.person + ", who is already enrolled: check whose photo this is.");

    Enrolment enrolment;
    enrolment.box = face->box;
    enrolment.quality = embedded->quality;
    enrolment.model = info.model;
    const std::optional<Date> in_file = photo.taken ? std::nullopt : date_taken(photo.bytes);
    enrolment.taken_from_file = in_file.has_value();
    enrolment.taken = photo.taken.value_or(in_file.value_or(date_of(now)));
    if (days_between(date_of(now), enrolment.taken) > 0)
        return refused("The photo is dated " + to_string(enrolment.taken) + ", which is in the future: give its day.");

    AuditEntry entry;
    entry.at = now;
    entry.action = AuditAction::enrol;
    entry.input = sha256(photo.bytes);
    entry.people = {person};
    entry.models = {std::string(detector.id()), info.model};
    entry.register_version = snapshot->version;
    if (auto written = audit.append(entry); !written) return std::move(written).error();
    if (auto added = people.add_template({person, std::move(embedded->embedding), enrolment.taken}, now); !added)
        return std::move(added).error();
    return enrolment;
}

}  // namespace

Result<Enrolment> enrol(Register& people, AuditLog& audit, Detector& detector, Embedder& embedder,
                        const std::string& person, const ReferencePhoto& photo, const Limits& limits, Instant now) {
    return guarded("enrolling", [&] {
        return enrol_face(people, audit, detector, embedder, person, photo, limits, now);
    });
}

}  // namespace consent
