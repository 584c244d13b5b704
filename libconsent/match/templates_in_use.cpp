// SPDX-License-Identifier: Apache-2.0
#include "match/templates_in_use.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <consent/consent_book.hpp>

#include "match/gallery.hpp"

namespace consent {

std::vector<Template> templates_in_use(const RegisterSnapshot& snapshot, std::string_view model, const Policy& policy,
                                       Date day) {
    const ConsentBook book(snapshot, policy.leaver_grace_days);
    std::set<std::string_view> adults;
    for (const Person& person : snapshot.people)
        if (person.kind != PersonKind::pupil) adults.insert(person.id);

    const auto outgrown = [&](const Template& held) {
        return !adults.contains(held.person) && days_between(held.taken, day) > policy.reference_days;
    };
    std::map<std::string_view, bool> granted;
    std::set<std::string_view> with_fresh;
    for (const Template& held : snapshot.templates) {
        if (held.embedding.model != model || !is_unit(held.embedding.values)) continue;
        const auto [known, added] = granted.try_emplace(held.person, false);
        if (added) known->second = book.biometric(held.person, day).granted();
        if (!outgrown(held)) with_fresh.insert(held.person);
    }
    std::vector<Template> in_use;
    std::copy_if(snapshot.templates.begin(), snapshot.templates.end(), std::back_inserter(in_use), [&](const Template& held) {
        return held.embedding.model == model && is_unit(held.embedding.values) && granted[held.person] &&
               (!outgrown(held) || !with_fresh.contains(held.person));
    });
    return in_use;
}

}  // namespace consent
