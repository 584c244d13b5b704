// SPDX-License-Identifier: Apache-2.0
#include "policy/judge_personal.hpp"

#include <map>
#include <set>
#include <string>

#include "policy/judge_names.hpp"

namespace consent {

namespace {

// "an age and a phone number"
std::string list_of(const std::set<WordKind>& kinds) {
    std::string list;
    std::size_t left = kinds.size();
    for (const WordKind kind : kinds) {
        list += plainly(kind);
        --left;
        if (left > 1) list += ", ";
        else if (left == 1) list += " and ";
    }
    return list;
}

}  // namespace

std::string plainly(WordKind kind) {
    switch (kind) {
        case WordKind::email: return "an e-mail address";
        case WordKind::phone: return "a phone number";
        case WordKind::postcode: return "a postcode";
        case WordKind::address: return "an address";
        case WordKind::birth_date: return "a date of birth";
        case WordKind::age: return "an age";
        case WordKind::pupil_number: return "a pupil number";
        case WordKind::nhs_number: return "an NHS number";
        case WordKind::national_insurance: return "a National Insurance number";
        case WordKind::class_group: return "a class";
        case WordKind::registration_plate: return "a car registration";
        case WordKind::handle: return "an account or profile";
        case WordKind::link: return "a link";
        case WordKind::position: return "a position";
        case WordKind::name: break;
    }
    return "a name";
}

void judge_personal_data(const Evidence& evidence, const Policy& policy, Judgement& judgement) {
    std::map<std::string, std::set<WordKind>> sure;
    std::map<std::string, std::set<WordKind>> possible;
    for (WordFinding found : evidence.personal) {
        found.removed = found.certainty == Certainty::sure;
        (found.removed ? sure : possible)[found.source].insert(found.kind);
        judgement.words.push_back(std::move(found));
    }
    std::set<WordKind> embedded;
    for (WordFinding found : evidence.embedded_personal) {
        found.removed = true;
        embedded.insert(found.kind);
        judgement.words.push_back(std::move(found));
    }
    for (const auto& [source, kinds] : sure)
        judgement.reasons.push_back({Rule::personal_data, policy.block_on_personal_data ? Verdict::block : Verdict::publish, 0,
                                     "The " + source + " holds " + list_of(kinds) +
                                         (policy.block_on_personal_data ? ": take it out." : ": that is taken out.")});
    for (const auto& [source, kinds] : possible)
        judgement.reasons.push_back({Rule::personal_data, Verdict::review, 0,
                                     "The " + source + " may hold " + list_of(kinds) + ": see whether it may stand."});
    if (!embedded.empty())
        judgement.reasons.push_back({Rule::personal_data, Verdict::publish, 0,
                                     "What came with the picture holds " + list_of(embedded) + " (" +
                                         sources_of(evidence.embedded_personal) + "); none of it goes out."});
}

}  // namespace consent
