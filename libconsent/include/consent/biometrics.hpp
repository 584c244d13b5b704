// SPDX-License-Identifier: Apache-2.0
//
// Biometric consent, kept apart from the rest because the law does: Protection of Freedoms Act 2012 sections 26 to 28 for
// children under 18 (England and Wales), UK GDPR Article 9(2)(a) for everybody else. A template is biometric information; holding
// it is processing.
//
// The written consents and the objections are answers to the purpose `biometric` (consent/consents.hpp). Beside them the
// register keeps who has to be notified and whether that was done. The Act in short:
//   s.26(2)  each parent is notified in writing before the first processing, and told that they may object;
//   s.26(3)  at least one parent consents in writing, and no parent has withdrawn or objected;
//   s.26(5)  the child's own refusal or objection ends it at any time, in whatever form;
//   s.27(1)  a parent need not be notified nor asked who (a) cannot be found, (b) lacks capacity, (c) must not be contacted for
//            the child's welfare, or (d) cannot practicably be notified or asked otherwise;
//   s.28(6)  where no parent is left, those who have care of the child take their place: the local authority of a child it
//            looks after, else each carer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/consents.hpp>
#include <consent/date.hpp>
#include <consent/digest.hpp>
#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

enum class Notice : std::uint8_t {
    due = 0,          // this parent exists, and nobody has notified them
    notified,         // in writing, on the day given
    cannot_be_found,  // s.27(1)(a)
    lacks_capacity,   // s.27(1)(b): within the meaning of the Mental Capacity Act 2005
    child_welfare,    // s.27(1)(c): the welfare of the child requires that the parent is not contacted
    not_practicable,  // s.27(1)(d): otherwise not reasonably practicable
    not_a_parent,     // listed by mistake, or no longer with parental responsibility
};

// What is known of the notification of one parent. Statements are added, never changed; the last one of a parent counts.
struct ParentNotice {
    std::string person;          // the child
    Giver parent;                // parent, other_holder, local_authority or carer, spelled as the answers of that giver are
    Notice notice = Notice::due;
    Date on{};                   // the day of the notification, or of the decision; none for `due`
    std::string authorised_by{}; // the role that decided ("head teacher"); anything but `due` and `notified` needs one
    std::string evidence{};      // where the letter or the decision lies
    Instant recorded_at{};
};

// The school's ground for holding a template of somebody on the do-not-publish list who has given no biometric consent, so
// that their face can be found and blocked (Policy::match_never_publish, off by default). Nothing in sections 26 to 28 allows that for a
// child at a school in England or Wales: it is for adults, and for schools elsewhere whose law does, under UK GDPR
// Article 9(2)(g) with Data Protection Act 2018 Schedule 1 paragraph 18 (safeguarding) or the like, an appropriate policy
// document and an impact assessment. A no of anybody ends it, everywhere.
struct ListedAuthority {
    std::string person;
    bool in_force = false;        // false takes it back
    std::string reference{};      // where the documented decision lies
    std::string authorised_by{};  // the role that took it
    Date on{};
    std::optional<Date> until{};  // last day; absent: until taken back
    Instant recorded_at{};
};

// Everything the rule looks at, of one person.
struct BiometricRecord {
    Person person;
    Purpose rule{};                            // of `biometric`
    std::vector<ConsentAnswer> answers{};      // in the order they were recorded; other people's and purposes' are passed over
    std::vector<ParentNotice> notices{};       // likewise
    std::vector<ListedAuthority> authorities{};// likewise
    bool match_never_publish = false;          // the policy's switch
};

struct BiometricStanding {
    ConsentState state = ConsentState::no_answer;  // granted: a template may be made, held and compared
    bool destroy = false;         // what is held must go: somebody said no, or what it rested on has ended
    bool by_authority = false;    // granted as a ListedAuthority says, not by consent
    std::vector<Giver> to_notify{};  // parents who are listed, or have answered, and have not been notified

    [[nodiscard]] bool granted() const noexcept { return state == ConsentState::granted; }
};

// May a template of this person exist on this day?
//   - Any standing no: no, and what is held is destroyed.
//   - Under 18 (a pupil whose day of birth is not known counts as that): every parent listed is notified or excepted, there is
//     at least one, and one of those notified has a written yes in force. A local authority or carer counts once every
//     parent and other holder is excepted, and is notified themselves. Where the purpose's `pupil_from` asks for it, the
//     pupil's own yes too.
//   - Otherwise the person's own written yes.
//   - Or the school's documented ground for the do-not-publish list, while that is switched on and the person is on it.
// A yes whose parents have not all been notified is `not_notified`: nothing is compared, and nothing is destroyed.
CONSENT_API BiometricStanding biometric_standing(const BiometricRecord& record, Date day);

enum class DestructionCause : std::uint8_t { request = 0, refusal, lapse };

// The register's receipt for templates that were destroyed.
struct Destruction {
    std::string person;
    Instant at{};
    DestructionCause cause = DestructionCause::request;
    std::uint64_t templates = 0;
    Digest digest;  // SHA-256 over the SHA-256 of each vector (float32, little-endian), in the order they were added
};

CONSENT_API std::string_view to_string(Notice notice) noexcept;             // "due", "notified", "cannot_be_found", ...
CONSENT_API std::string_view to_string(DestructionCause cause) noexcept;    // "request", "refusal", "lapse"
CONSENT_API Result<Notice> parse_notice(std::string_view text);             // Fails: ErrorCode::invalid_argument
CONSENT_API Result<DestructionCause> parse_destruction_cause(std::string_view text);

}  // namespace consent
