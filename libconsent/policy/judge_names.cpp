// SPDX-License-Identifier: Apache-2.0
#include "policy/judge_names.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace consent {

namespace {

// In order of gravity.
enum class Named { shown, registered, possible };

std::string listed(const std::set<std::string>& people) {
    std::string ids;
    for (const std::string& id : people) ids += (ids.empty() ? "" : ", ") + id;
    return ids;
}

Reason reason_for(const std::string& source, Named named, const std::set<std::string>& people, const Policy& policy) {
    if (named == Named::possible)
        return {Rule::name_in_words, Verdict::review, 0,
                "The " + source + " may name " + listed(people) + ": take it out if it does."};
    const bool blocks = policy.block_on_names || (named == Named::shown && policy.block_on_shown_names);
    return {Rule::name_in_words, blocks ? Verdict::block : Verdict::publish, 0,
            "The " + source + " names " + listed(people) + (named == Named::shown ? ", who is in the picture" : "") +
                (blocks ? ": take the name out." : ": the name is taken out.")};
}

}  // namespace

bool name_may_stay(const WordFinding& name, const Evidence& evidence, const Policy& policy,
                   const PeopleShown& shown) {
    const auto facts = evidence.people.find(name.person);
    if (facts == evidence.people.end()) return false;
    if (policy.staff_names_may_stay && facts->second.kind == PersonKind::staff) return true;
    return !shown.only.empty() && name.person == shown.only && facts->second.named_photo == ConsentState::granted;
}

std::string sources_of(const std::vector<WordFinding>& findings) {
    constexpr std::size_t most = 4;
    std::vector<std::string> sources;
    for (const WordFinding& found : findings)
        if (std::find(sources.begin(), sources.end(), found.source) == sources.end()) sources.push_back(found.source);
    std::string list;
    for (std::size_t i = 0; i < std::min(sources.size(), most); ++i) list += (i == 0 ? "" : ", ") + sources[i];
    if (sources.size() > most) list += " and " + std::to_string(sources.size() - most) + " more";
    return list;
}

void judge_names(const Evidence& evidence, const Policy& policy, const PeopleShown& shown, Judgement& judgement) {
    std::map<std::pair<std::string, Named>, std::set<std::string>> people;
    for (WordFinding name : evidence.names) {
        const bool stays = name_may_stay(name, evidence, policy, shown);
        name.removed = !stays && name.certainty == Certainty::sure;
        if (!stays) {
            const Named named = !name.removed ? Named::possible
                                              : shown.anybody.contains(name.person) ? Named::shown : Named::registered;
            people[{name.source, named}].insert(name.person);
        }
        judgement.words.push_back(std::move(name));
    }
    for (WordFinding name : evidence.embedded_names) {
        name.removed = true;
        judgement.words.push_back(std::move(name));
    }
    for (const auto& [where, who] : people)
        judgement.reasons.push_back(reason_for(where.first, where.second, who, policy));
    if (!evidence.embedded_names.empty())
        judgement.reasons.push_back({Rule::name_in_words, Verdict::publish, 0,
                                     "What came with the picture names somebody in the register (" +
                                         sources_of(evidence.embedded_names) + "); none of it goes out."});
}

}  // namespace consent
