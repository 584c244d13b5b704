// SPDX-License-Identifier: Apache-2.0
#include "demo_enrolment.hpp"

#include <algorithm>

#include <set>
#include <string>

#include <demo_school/draw_scene.hpp>
#include <demo_school/school.hpp>

#include "demo_folder.hpp"

namespace consent::cli {

namespace {

constexpr int portrait_age_days = 60;

float cosine(const Embedding& a, const Embedding& b) {
    if (a.model != b.model || a.values.size() != b.values.size()) return -1;
    float sum = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) sum += a.values[i] * b.values[i];
    return sum;
}

Result<int> enrol_everybody(const std::filesystem::path& folder, Parts& parts, Instant now) {
    const Date taken = date_of(now - std::chrono::days(portrait_age_days));
    int enrolled = 0;
    for (const demo::CastMember& member : demo::cast()) {
        if (!demo::may_be_enrolled(member)) continue;
        ReferencePhoto photo;
        photo.bytes = demo::reference_photo(member, taken);
        const std::string id(member.id);
        if (auto written = write_demo_file(folder / "portraits" / (id + ".jpg"), photo.bytes); !written)
            return std::move(written).error();
        if (!parts.embedder) continue;
        auto done = enrol(*parts.people, *parts.audit, *parts.detector, *parts.embedder, id, photo, parts.limits, now);
        if (!done) return std::move(done).error();
        ++enrolled;
    }
    return enrolled;
}

// Whether the model takes the second picture of a member for that person, clear of everybody else; for nobody, where
// there is no template of the member; and never for somebody on the do-not-publish list who is somebody else.
bool known_again(const demo::CastMember& member, const Embedding& seen, const std::vector<Template>& held,
                 const Thresholds& thresholds) {
    float own = -1;
    float nearest = -1;
    for (const Template& other : held) {
        const float similarity = cosine(seen, other.embedding);
        const bool listed = other.person == demo::who_plays(demo::Part::never_publish).id;
        if (other.person == member.id)
            own = std::max(own, similarity);
        else if (listed && !(similarity < thresholds.deny))
            return false;
        else
            nearest = std::max(nearest, similarity);
    }
    if (!demo::may_be_enrolled(member)) return nearest < thresholds.clear;
    return own >= thresholds.clear && own - nearest >= thresholds.margin;
}

Result<bool> holds_apart(Parts& parts) {
    const auto snapshot = parts.people->snapshot();
    if (!snapshot) return snapshot.error();
    for (const demo::CastMember& member : demo::cast()) {
        const demo::Take take = demo::take_from_seed(member.seeds.head, 0.5F);
        const Raster picture = demo::draw(demo::portrait(demo::face_of(member), take, 110)).picture;
        auto faces = parts.detector->detect(picture);
        if (!faces) return std::move(faces).error();
        if (faces->size() != 1 || !faces->front().landmarks) return false;
        auto seen = parts.embedder->embed(picture, faces->front());
        if (!seen) return std::move(seen).error();
        if (!known_again(member, seen->embedding, snapshot->templates, parts.embedder->info().thresholds)) return false;
    }
    return true;
}

// Ensures: no template is left.
Result<void> go_without_recognition(OpenedSchool& school, Instant now) {
    for (const demo::CastMember& member : demo::cast())
        if (demo::may_be_enrolled(member))
            if (auto done = school.parts.people->remove_templates(member.id, now); !done) return done;
    school.not_recognised_because = "The recognition model " + school.parts.embedder->info().model +
                                    " was made for photographs and does not hold these drawings apart";
    school.parts.embedder.reset();
    school.enrolled = 0;
    return {};
}

}  // namespace

Result<OpenedSchool> open_school(const std::filesystem::path& folder, Setup& setup, Instant now) {
    setup.register_url = (folder / "school.db").string();
    {
        auto created = create_register(setup.register_url, now);
        if (!created) return std::move(created).error();
        if (auto filled = demo::fill_register(**created, now); !filled) return std::move(filled).error();
    }
    auto parts = open_parts(setup);
    if (!parts) return std::move(parts).error();
    OpenedSchool school;
    school.parts = *std::move(parts);
    for (const demo::CastMember& member : demo::cast()) {
        if (member.part == demo::Part::staff)
            ++school.staff;
        else if (member.part != demo::Part::visitor)
            ++school.pupils;
    }
    if (!school.parts.embedder)
        school.not_recognised_because =
            setup.embedder == "none" ? "Recognition is switched off" : "There is no recognition model";

    auto enrolled = enrol_everybody(folder, school.parts, now);
    if (enrolled)
        school.enrolled = *enrolled;
    else if (enrolled.error().code != ErrorCode::refused)
        return std::move(enrolled).error();
    if (school.parts.embedder) {
        auto apart = enrolled ? holds_apart(school.parts) : Result<bool>(false);
        if (!apart) return std::move(apart).error();
        if (!*apart)
            if (auto done = go_without_recognition(school, now); !done) return std::move(done).error();
    }
    return school;
}

}  // namespace consent::cli
