// SPDX-License-Identifier: Apache-2.0
#include <consent/selftest.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <consent/cross_scores.hpp>
#include <consent/policy.hpp>
#include <consent/thresholds.hpp>

#include "base/guard.hpp"

namespace consent {

namespace {

// Sorts behind every year group.
constexpr int no_age = 1000;
constexpr int adult = 1001;

// Nursery -1, Reception 0, Year n n.
int year_number(Date born, Date day) {
    const bool autumn = day.month() >= std::chrono::September;
    const int began = static_cast<int>(day.year()) - (autumn ? 0 : 1);
    // Whoever is born from September on is a year younger on 31 August.
    const int age = began - static_cast<int>(born.year()) - (born.month() >= std::chrono::September ? 1 : 0);
    return std::clamp(age - 4, -1, 14);
}

std::string name_of(int group) {
    if (group == adult) return "staff and other adults";
    if (group == no_age) return "pupils without a date of birth";
    if (group < 0) return "Nursery";
    if (group == 0) return "Reception";
    return group > 13 ? "after Year 13" : "Year " + std::to_string(group);
}

double log_of_chance(std::uint64_t hits, std::uint64_t trials, double p) {
    const auto n = static_cast<double>(trials);
    const auto k = static_cast<double>(hits);
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) + (n - k) * std::log1p(-p);
}

// Chance of `hits` or fewer.
double up_to(std::uint64_t hits, std::uint64_t trials, double p) {
    double sum = 0;
    for (std::uint64_t k = 0; k <= hits; ++k) sum += std::exp(log_of_chance(k, trials, p));
    return std::min(1.0, sum);
}

// The p at which `hits` or fewer have the chance `alpha`.
double bound(std::uint64_t hits, std::uint64_t trials, double alpha) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (up_to(hits, trials, middle) > alpha ? low : high) = middle;
    }
    return high;
}

class Tally {
public:
    void add(std::size_t person, bool hit) {
        ++share_.photos;
        share_.hits += hit ? 1 : 0;
        people_.insert(person);
    }

    [[nodiscard]] TestedShare share() const {
        TestedShare told = share_;
        told.people = people_.size();
        if (told.people < least_tested_people) {
            told.people_needed = least_tested_people - told.people;
            return told;
        }
        // Of as many trials as there are people; what is no whole number of them is rounded to the wider side.
        const std::uint64_t fewest = told.hits * told.people / told.photos;
        const std::uint64_t most = (told.hits * told.people + told.photos - 1) / told.photos;
        told.low = share_interval(fewest, told.people).low;
        told.high = share_interval(most, told.people).high;
        if (told.hits > 0 && told.hits < told.photos) told.share = static_cast<double>(told.hits) / static_cast<double>(told.photos);
        return told;
    }

private:
    TestedShare share_;
    std::set<std::size_t> people_;
};

struct Tallies {
    Tally recognised;
    Tally mistaken;
    Tally missed;

    void add(std::size_t person, float own, float other, const Thresholds& thresholds) {
        recognised.add(person, own >= thresholds.clear && own - other >= thresholds.margin);
        mistaken.add(person, other >= thresholds.clear && other > own);
        missed.add(person, !(own >= thresholds.deny));
    }
    [[nodiscard]] SelfTestGroup group(std::string name) const {
        return {std::move(name), recognised.share(), mistaken.share(), missed.share()};
    }
};

SelfTest test(const RegisterSnapshot& snapshot, const CrossScores& scores, const Thresholds& thresholds, Date day) {
    std::map<std::string_view, const Person*> people;
    for (const Person& person : snapshot.people) people[person.id] = &person;
    const auto group_of = [&](const Person& person) {
        if (person.kind != PersonKind::pupil) return adult;
        return person.born ? year_number(*person.born, day) : no_age;
    };

    SelfTest result;
    Tallies everybody;
    Tally strangers;
    std::map<int, Tallies> groups;
    std::set<std::size_t> tested;
    std::set<std::string> listed_missed;
    for (std::size_t i = 0; i < scores.probes.size(); ++i) {
        const CrossScores::Probe& probe = scores.probes[i];
        float other = -1;
        for (std::size_t person = 0; person < scores.people.size(); ++person)
            if (person != probe.person) other = std::max(other, scores.similarity(i, person));
        strangers.add(probe.person, other >= thresholds.clear);
        if (!probe.own) continue;
        tested.insert(probe.person);
        everybody.add(probe.person, *probe.own, other, thresholds);
        const auto found = people.find(scores.people[probe.person]);
        if (found == people.end()) continue;
        const Person& person = *found->second;
        groups[group_of(person)].add(probe.person, *probe.own, other, thresholds);
        if (!person.never_publish) continue;
        ++result.listed_photos;
        if (*probe.own >= thresholds.deny) continue;
        ++result.listed_missed;
        listed_missed.insert(person.id);
    }
    result.enrolled = scores.people.size();
    result.references = scores.references;
    result.tested = tested.size();
    result.everybody = everybody.group("everybody");
    for (const auto& [number, tallies] : groups) result.groups.push_back(tallies.group(name_of(number)));
    result.listed_missed_people.assign(listed_missed.begin(), listed_missed.end());
    result.strangers = strangers.share();
    return result;
}

}  // namespace

std::string year_group(Date born, Date day) { return name_of(year_number(born, day)); }

ShareInterval share_interval(std::uint64_t hits, std::uint64_t trials) {
    constexpr double either_side = 0.025;
    constexpr double one_side = 0.05;
    if (hits == 0) return {0, 1 - std::pow(one_side, 1 / static_cast<double>(trials))};
    if (hits == trials) return {std::pow(one_side, 1 / static_cast<double>(trials)), 1};
    return {1 - bound(trials - hits, trials, either_side), bound(hits, trials, either_side)};
}

Result<SelfTest> self_test(const RegisterSnapshot& snapshot, const EmbedderInfo& info, Date day) {
    return guarded("testing on the reference photos", [&]() -> Result<SelfTest> {
        const auto policy = policy_from(snapshot.settings);
        if (!policy) return policy.error();
        const auto question = threshold_question(snapshot, info, day);
        if (!question) return question.error();
        const auto scores = cross_scores(snapshot, info.model, day);
        if (!scores) return scores.error();
        const Thresholds thresholds = choose_thresholds(*question).thresholds;
        SelfTest result = test(snapshot, *scores, thresholds, day);
        result.model = info.model;
        result.day = day;
        result.thresholds = thresholds;
        result.stranger_risk = policy->stranger_risk;
        if (policy->stranger_risk > 0)
            result.people_to_prove_risk = static_cast<std::uint64_t>(std::ceil(3 / static_cast<double>(policy->stranger_risk)));
        return result;
    });
}

}  // namespace consent
