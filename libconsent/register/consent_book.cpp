// SPDX-License-Identifier: Apache-2.0
#include <consent/consent_book.hpp>

#include <unordered_map>
#include <vector>

#include <consent/use.hpp>

#include "register/arguments.hpp"
#include "register/effective_consent.hpp"

namespace consent {

namespace {

// What the register holds of one person.
struct Page {
    const Person* person = nullptr;
    std::vector<const ConsentAnswer*> answers;
    std::vector<const Delegation*> delegations;
    std::vector<const ParentNotice*> notices;
    std::vector<const ListedAuthority*> authorities;
};

template <typename Entry>
std::vector<Entry> copies_of(const std::vector<const Entry*>& entries) {
    std::vector<Entry> copies;
    copies.reserve(entries.size());
    for (const Entry* entry : entries) copies.push_back(*entry);
    return copies;
}

}  // namespace

struct ConsentBook::State {
    int leaver_grace_days = 0;
    bool match_never_publish = false;
    std::vector<Purpose> purposes;
    std::unordered_map<std::string_view, Page> pages;
};

ConsentBook::ConsentBook(const RegisterSnapshot& all, int leaver_grace_days) : state_(std::make_unique<State>()) {
    state_->leaver_grace_days = leaver_grace_days;
    state_->match_never_publish = matches_never_publish(all.settings);
    state_->purposes = all_purposes(all.purposes);
    auto& pages = state_->pages;
    pages.reserve(all.people.size());
    for (const Person& person : all.people) pages[person.id].person = &person;
    for (const ConsentAnswer& answer : all.answers) pages[answer.person].answers.push_back(&answer);
    for (const Delegation& delegation : all.delegations) pages[delegation.person].delegations.push_back(&delegation);
    for (const ParentNotice& notice : all.notices) pages[notice.person].notices.push_back(&notice);
    for (const ListedAuthority& authority : all.authorities) pages[authority.person].authorities.push_back(&authority);
}

ConsentBook::ConsentBook(ConsentBook&&) noexcept = default;
ConsentBook& ConsentBook::operator=(ConsentBook&&) noexcept = default;
ConsentBook::~ConsentBook() = default;

EffectiveConsent ConsentBook::effective(std::string_view person, std::string_view purpose, Date day) const {
    EffectiveConsent effective;
    if (purpose == purpose_biometric) {
        effective.state = biometric(person, day).state;
        return effective;
    }
    const Purpose* rule = nullptr;
    for (const Purpose& one : state_->purposes)
        if (one.id == purpose) rule = &one;
    if (rule == nullptr) {
        effective.state = ConsentState::unknown_purpose;
        return effective;
    }
    const auto page = state_->pages.find(person);
    if (page == state_->pages.end() || page->second.person == nullptr) return effective;
    return effective_consent(*page->second.person, *rule, page->second.answers, page->second.delegations, day,
                             state_->leaver_grace_days);
}

BiometricStanding ConsentBook::biometric(std::string_view person, Date day) const {
    const auto page = state_->pages.find(person);
    if (page == state_->pages.end()) return {};
    BiometricRecord record;
    if (page->second.person != nullptr) record.person = *page->second.person;
    record.person.id = person;
    for (const Purpose& one : state_->purposes)
        if (one.id == purpose_biometric) record.rule = one;
    for (const ConsentAnswer* answer : page->second.answers)
        if (answer->purpose == purpose_biometric) record.answers.push_back(*answer);
    record.notices = copies_of(page->second.notices);
    record.authorities = copies_of(page->second.authorities);
    record.match_never_publish = state_->match_never_publish;
    return biometric_standing(record, day);
}

}  // namespace consent
