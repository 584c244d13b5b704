// SPDX-License-Identifier: Apache-2.0
#include <consent/enrolment_report.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include <consent/cross_scores.hpp>
#include <consent/consent_book.hpp>
#include <consent/policy.hpp>
#include <consent/thresholds.hpp>
#include <consent/use.hpp>

#include "base/guard.hpp"
#include "match/gallery.hpp"
#include "match/templates_in_use.hpp"

namespace consent {

namespace {

using Report = EnrolmentReport;

bool has_left(const Person& person, Date day) { return person.left_on && days_between(*person.left_on, day) > 0; }

std::map<std::string_view, std::vector<const Template*>> by_person(const std::vector<Template>& templates) {
    std::map<std::string_view, std::vector<const Template*>> people;
    for (const Template& held : templates) people[held.person].push_back(&held);
    return people;
}

std::vector<Report::LookAlikes> look_alikes(const std::vector<Template>& in_use, const std::string& model, float deny) {
    std::vector<Embedding> probes;
    std::vector<std::string_view> names;
    for (const auto& [person, references] : by_person(in_use)) {
        std::vector<const std::vector<float>*> values;
        for (const Template* one : references) values.push_back(&one->embedding.values);
        probes.push_back({model, mean_template(values)});
        names.push_back(person);
    }
    const auto found = Gallery(in_use, model).match_all(probes, deny);
    std::vector<Report::LookAlikes> pairs;
    for (std::size_t i = 0; i < found.size(); ++i)
        for (const MatchCandidate& other : found[i])
            if (names[i] < other.person) pairs.push_back({std::string(names[i]), other.person, other.similarity});
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
    return pairs;
}

std::vector<Report::Misfit> misfits(const CrossScores& scores, const Thresholds& thresholds) {
    std::vector<Report::Misfit> list;
    for (std::size_t i = 0; i < scores.probes.size(); ++i) {
        const CrossScores::Probe& probe = scores.probes[i];
        if (!probe.own) continue;
        Report::Misfit misfit{scores.people[probe.person], probe.taken, *probe.own, {}, 0};
        for (std::size_t person = 0; person < scores.people.size(); ++person) {
            if (person == probe.person) continue;
            const float similarity = scores.similarity(i, person);
            if (similarity >= thresholds.deny && similarity > std::max(*probe.own, misfit.similarity)) {
                misfit.better = scores.people[person];
                misfit.similarity = similarity;
            }
        }
        if (!misfit.better.empty() || !(*probe.own >= thresholds.deny)) list.push_back(std::move(misfit));
    }
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.own < b.own; });
    return list;
}

std::vector<Report::Ageing> ageing(const std::vector<const Person*>& pupils,
                                   const std::map<std::string_view, std::vector<const Template*>>& references, const Policy& policy,
                                   Date day) {
    std::vector<Report::Ageing> list;
    for (const Person* pupil : pupils) {
        const auto held = references.find(pupil->id);
        if (held == references.end()) continue;
        const Date newest = (*std::max_element(held->second.begin(), held->second.end(), [](const Template* a, const Template* b) {
                                return a->taken < b->taken;
                            }))->taken;
        const int days_left = policy.reference_days - days_between(newest, day);
        if (days_left > reference_notice_days) continue;
        const Date last_day{std::chrono::sys_days{newest} + std::chrono::days{policy.reference_days}};
        list.push_back({pupil->id, newest, last_day, days_left < 0});
    }
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.newest < b.newest; });
    return list;
}

// People whose consent for some use is in force, and whether biometrics are.
std::map<std::string_view, bool> agreed(const RegisterSnapshot& snapshot, const ConsentBook& book, Date day) {
    const std::vector<Purpose> purposes = all_purposes(snapshot.purposes);
    std::map<std::string_view, bool> people;
    for (const Person& person : snapshot.people) {
        const bool some = std::any_of(purposes.begin(), purposes.end(), [&](const Purpose& purpose) {
            return purpose.id != purpose_biometric && book.effective(person.id, purpose.id, day).granted();
        });
        if (some) people[person.id] = book.biometric(person.id, day).granted();
    }
    return people;
}

Result<Report> report(const RegisterSnapshot& snapshot, const EmbedderInfo& info, Date day) {
    const auto policy = policy_from(snapshot.settings);
    if (!policy) return policy.error();
    RegisterSnapshot here = snapshot;
    std::set<std::string_view> gone;
    for (const Person& person : snapshot.people)
        if (has_left(person, day)) gone.insert(person.id);
    std::erase_if(here.templates, [&](const Template& held) { return gone.contains(held.person); });

    Report made;
    made.model = info.model;
    made.day = day;
    const auto question = threshold_question(snapshot, info, day);
    if (!question) return question.error();
    const ThresholdAnswer chosen = choose_thresholds(*question);
    made.thresholds = chosen.source == ThresholdSource::none ? info.thresholds : chosen.thresholds;
    const auto scores = cross_scores(here, info.model, day);
    if (!scores) return scores.error();
    const std::vector<Template> in_use = templates_in_use(here, info.model, *policy, day);
    const auto references = by_person(in_use);
    made.enrolled = references.size();
    made.references = in_use.size();
    made.of_other_models = static_cast<std::size_t>(std::count_if(
        here.templates.begin(), here.templates.end(), [&](const Template& held) { return held.embedding.model != info.model; }));
    made.look_alikes = look_alikes(in_use, info.model, made.thresholds.deny);
    made.misfits = misfits(*scores, made.thresholds);

    const ConsentBook book(snapshot, policy->leaver_grace_days);
    const auto consents = agreed(snapshot, book, day);
    std::vector<const Person*> pupils;
    for (const Person& person : snapshot.people) {
        if (gone.contains(person.id)) continue;
        if (person.kind == PersonKind::pupil) pupils.push_back(&person);
        if (book.biometric(person.id, day).state == ConsentState::not_notified) made.not_notified.push_back(person.id);
        const auto held = references.find(person.id);
        if (held != references.end() && held->second.size() == 1) made.single_reference.push_back(person.id);
        const auto yes = consents.find(person.id);
        if (held == references.end() && yes != consents.end())
            (yes->second ? made.to_enrol : made.without_biometric).push_back(person.id);
    }
    made.ageing = ageing(pupils, references, *policy, day);
    std::set<std::string> left;
    for (const Template& held : snapshot.templates)
        if (gone.contains(held.person)) left.insert(held.person);
    made.left.assign(left.begin(), left.end());
    return made;
}

}  // namespace

Result<EnrolmentReport> report_enrolment(const RegisterSnapshot& snapshot, const EmbedderInfo& info, Date day) {
    return guarded("reporting on the enrolment", [&] { return report(snapshot, info, day); });
}

}  // namespace consent
