// SPDX-License-Identifier: Apache-2.0
#include <consent/enrol.hpp>

#include <algorithm>
#include <utility>

#include <consent/consent_book.hpp>
#include <consent/policy.hpp>

#include "base/guard.hpp"
#include "base/plain_text.hpp"
#include "enrol/fit.hpp"
#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "match/templates_in_use.hpp"
#include "policy/flaw.hpp"

namespace consent {

namespace {

Error refused(std::string why) { return Error{ErrorCode::refused, std::move(why)}; }

// Borrowed for one call.
struct Desk {
    Register& people;
    AuditLog& audit;
    Detector& detector;
    Embedder& embedder;
    const Limits& limits;
    Instant now;
};

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

struct Looked {
    Enrolment enrolment;
    Embedding embedding;
};

Result<Looked> look(const ReferencePhoto& photo, const Desk& desk, const Policy& policy) {
    const auto picture = decode(photo.bytes, desk.limits);
    if (!picture) return picture.error();
    auto found = desk.detector.detect(picture->shown);
    if (!found) return std::move(found).error();
    auto face = choose(*std::move(found), photo.face);
    if (!face) return std::move(face).error();
    if (!face->landmarks)
        return refused("The detector in use gives no eye and mouth positions, so faces cannot be enrolled: run "
                       "`consent models fetch`.");
    auto embedded = desk.embedder.embed_reference(picture->shown, *face);
    if (!embedded) return std::move(embedded).error();
    if (const Flaw* flaw = flaw_of(embedded->quality, policy)) return refused(flaw->remedy);

    Looked looked;
    looked.enrolment.box = face->box;
    looked.enrolment.quality = embedded->quality;
    looked.enrolment.model = desk.embedder.info().model;
    const std::optional<Date> in_file = photo.taken ? std::nullopt : date_taken(photo.bytes);
    looked.enrolment.taken_from_file = in_file.has_value();
    looked.enrolment.taken = photo.taken.value_or(in_file.value_or(date_of(desk.now)));
    if (days_between(date_of(desk.now), looked.enrolment.taken) > 0)
        return refused("The photo is dated " + to_string(looked.enrolment.taken) + ", which is in the future: give its day.");
    looked.embedding = std::move(embedded->embedding);
    return looked;
}

Result<void> may_be_enrolled(const RegisterSnapshot& snapshot, const std::string& person, Date day) {
    if (std::none_of(snapshot.people.begin(), snapshot.people.end(), [&](const Person& p) { return p.id == person; }))
        return Error{ErrorCode::invalid_argument, "Nobody in the register has the id \"" + printable(person) + "\"."};
    const BiometricStanding biometric = ConsentBook(snapshot).biometric(person, day);
    if (biometric.granted()) return {};
    if (biometric.state == ConsentState::not_notified)
        return refused(person + " cannot be enrolled: biometric consent is given, but not every parent has been notified. "
                                "Record each with `consent register notify`.");
    return refused(person + " cannot be enrolled: biometric consent is not in force (" +
                   std::string(to_string(biometric.state)) + ").");
}

// What is said of each photo in turn becomes one refusal.
class Refusals {
public:
    explicit Refusals(std::size_t photos) : photos_(photos) {}

    void add(std::size_t photo, const std::string& why) {
        if (!text_.empty()) text_ += " ";
        text_ += label(photo) + why;
    }
    [[nodiscard]] Error labelled(std::size_t photo, const Error& error) const {
        return Error{error.code, label(photo) + error.message};
    }
    [[nodiscard]] bool any() const noexcept { return !text_.empty(); }
    [[nodiscard]] Error error() const { return refused(text_); }

private:
    [[nodiscard]] std::string label(std::size_t photo) const {
        return photos_ > 1 ? "Photo " + std::to_string(photo + 1) + ": " : "";
    }

    std::size_t photos_;
    std::string text_;
};

Result<std::vector<Enrolment>> enrol_all(const Desk& desk, const std::string& person, const std::vector<ReferencePhoto>& photos,
                                         const std::vector<std::string>& looks_like) {
    auto snapshot = desk.people.snapshot();
    if (!snapshot) return std::move(snapshot).error();
    const auto policy = policy_from(snapshot->settings);
    if (!policy) return policy.error();
    if (photos.empty()) return Error{ErrorCode::invalid_argument, "There is no photo to enrol."};
    const Date today = date_of(desk.now);
    if (auto may = may_be_enrolled(*snapshot, person, today); !may) return std::move(may).error();
    for (const std::string& twin : looks_like)
        if (std::none_of(snapshot->people.begin(), snapshot->people.end(), [&](const Person& p) { return p.id == twin; }))
            return Error{ErrorCode::invalid_argument, "Nobody in the register has the id \"" + printable(twin) + "\"."};

    Refusals refusals(photos.size());
    std::vector<Looked> looked;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        auto one = look(photos[i], desk, *policy);
        if (!one && one.error().code != ErrorCode::refused) return refusals.labelled(i, one.error());
        if (one)
            looked.push_back(*std::move(one));
        else
            refusals.add(i, one.error().message);
    }
    if (refusals.any()) return refusals.error();

    const EmbedderInfo& info = desk.embedder.info();
    std::vector<Embedding> added;
    for (const Looked& one : looked) added.push_back(one.embedding);
    const ReferenceFit fit(templates_in_use(*snapshot, info.model, *policy, today), person, added, info);
    for (std::size_t i = 0; i < looked.size(); ++i) {
        looked[i].enrolment.fit = fit.own(i);
        if (const auto why = fit.why_not(i, looks_like)) refusals.add(i, *why);
    }
    if (refusals.any()) return refusals.error();

    std::vector<Enrolment> made;
    std::vector<Template> templates;
    for (std::size_t i = 0; i < looked.size(); ++i) {
        AuditEntry entry;
        entry.at = desk.now;
        entry.action = AuditAction::enrol;
        entry.input = sha256(photos[i].bytes);
        entry.people = {person};
        entry.models = {std::string(desk.detector.id()), info.model};
        entry.register_version = snapshot->version;
        if (auto written = desk.audit.append(entry); !written) return std::move(written).error();
        templates.push_back({person, std::move(looked[i].embedding), looked[i].enrolment.taken});
        made.push_back(std::move(looked[i].enrolment));
    }
    if (auto done = desk.people.add_templates(templates, desk.now); !done) return std::move(done).error();
    return made;
}

}  // namespace

Result<std::vector<Enrolment>> enrol(Register& people, AuditLog& audit, Detector& detector, Embedder& embedder,
                                     const std::string& person, const std::vector<ReferencePhoto>& photos,
                                     const Limits& limits, Instant now, const std::vector<std::string>& looks_like) {
    return guarded("enrolling", [&] {
        return enrol_all({people, audit, detector, embedder, limits, now}, person, photos, looks_like);
    });
}

Result<Enrolment> enrol(Register& people, AuditLog& audit, Detector& detector, Embedder& embedder,
                        const std::string& person, const ReferencePhoto& photo, const Limits& limits, Instant now) {
    auto made = enrol(people, audit, detector, embedder, person, std::vector<ReferencePhoto>{photo}, limits, now);
    if (!made) return std::move(made).error();
    return std::move(made->front());
}

}  // namespace consent
