// SPDX-License-Identifier: Apache-2.0
//
// Answers, as they were written down, and the functions that turn them into yes or no on a day. All of them are pure; no
// setting and no missing piece makes a yes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/digest.hpp>
#include <consent/export.hpp>
#include <consent/person.hpp>
#include <consent/purpose.hpp>
#include <consent/result.hpp>

namespace consent {

// Who gave an answer. Anybody's no counts; whose yes counts is effective_consent()'s matter.
enum class GiverRole : std::uint8_t {
    parent,           // with parental responsibility (Children Act 1989 s.3)
    other_holder,     // somebody else who has it: a guardian, by order of a court
    local_authority,  // that has it by a care order (s.33)
    carer,            // a foster carer, a residential home: decides what has been delegated to them, and nothing else
    pupil,
    self,             // an adult for themselves
    relative,         // a grandparent, step-parent or anybody else without parental responsibility
};

struct Giver {
    GiverRole role = GiverRole::parent;
    std::string ref;  // tells two givers of one role apart ("1", "2", a contact id: spelled as a Person's id);
                      // empty where there is one
    friend auto operator<=>(const Giver&, const Giver&) = default;
};

// An objection (UK GDPR Article 21; to biometrics: Protection of Freedoms Act 2012 s.26(3)(b) and (5)) is a no like the
// others; it is told apart because the school has to answer it.
enum class Answer : std::uint8_t { refuse = 0, withdraw = 1, grant = 2, object = 3 };

// How it was given. A spoken yes never counts; a spoken no does.
enum class AnswerForm : std::uint8_t {
    unspecified = 0,  // nobody wrote it down, as in registers older than schema 2: there is evidence of some form
    paper, portal, email, verbal,
};

// One answer to one question, as written down. Answers are added, never changed.
struct ConsentAnswer {
    std::string person;
    std::string purpose;            // one of all_purposes()
    Answer answer = Answer::refuse;
    Giver by;
    Date on{};                      // the day it was given; counts from that day
    std::optional<Date> until;      // last day a grant counts
    std::string evidence;           // where the written form lies (file number, portal id); a grant needs one
    AnswerForm form = AnswerForm::unspecified;
    std::optional<Date> from{};     // first day a grant counts, where that is later than `on`
    std::optional<Digest> evidence_digest{};  // SHA-256 of the scanned form
    Instant recorded_at{};          // when it went into the register, which sets it
};

// A carer may answer for one purpose, says somebody who has parental responsibility (placement plan, delegated authority:
// Care Planning, Placement and Case Review (England) Regulations 2010, Schedule 2). Statements are added, never changed.
struct Delegation {
    std::string person;
    std::string purpose;            // one of all_purposes(), not biometric: for that see consent/biometrics.hpp
    std::string carer;              // Giver::ref of the carer; empty where there is one
    bool delegated = false;         // false takes it back
    Giver by;                       // parent, other_holder or local_authority
    Date on{};
    std::optional<Date> until{};    // last day; absent: until taken back
    std::string evidence{};         // where the written statement lies; a delegation needs one
    Instant recorded_at{};
};

// What the answers to one purpose come to on one day.
enum class ConsentState : std::uint8_t {
    no_answer = 0,   // nobody has said yes: no
    refused,
    withdrawn,
    expired,
    disagreement,    // somebody says yes, somebody else's no stands: no
    granted,
    objected,
    not_entitled,    // a yes only by people who may not give it
    parent_missing,  // the pupil says yes, and a parent has to as well
    pupil_missing,   // a parent says yes, and at this age the pupil has to as well
    left,            // no longer at the school
    not_notified,    // of biometrics: a parent has not been notified
    not_authorised,  // of biometrics: held for the do-not-publish list, and its ground has fallen away
    unknown_purpose,
};

// The one place where answers become yes or no. Requires: `answers` in the order they were recorded. An answer whose
// `on` lies after `day` does not count yet; nor does a grant before its `from`. Of each giver's others:
//   - A no (refuse, withdraw, object) takes effect whatever its `on`, also over a grant recorded before it and dated after it.
//     It stands until that giver's grant lifts it: one with evidence, recorded later than the no, dated on or after it.
//   - No grant recorded before a no says yes again. A grant recorded since counts: of several the latest-dated (same
//     day: the one recorded later).
//   - A grant that is passed over thus replaces none dated later: where the latest-dated grant of all has ended, an
//     older one is no yes. A grant whose `until` has passed is no yes, though it lifts a no. A grant without evidence,
//     or a spoken one (hand-made data), counts for nothing and lifts no no.
// Any giver's standing no wins. Where two readings are possible the answer is no: adding a no never makes a yes.
// Ensures: granted only if some giver's grant with evidence is in force and no giver's no stands.
CONSENT_API ConsentState consent_state(const std::vector<ConsentAnswer>& answers, std::string_view person,
                                       std::string_view purpose, Date day);

struct EffectiveConsent {
    ConsentState state = ConsentState::no_answer;
    std::optional<Date> ends{};    // of a yes: the last day it is sure to stand, as things are; absent: none is known
    bool parent_needed = true;     // whose yes it takes on that day
    bool pupil_needed = true;      // the pupil's own, or an adult's

    [[nodiscard]] bool granted() const noexcept { return state == ConsentState::granted; }
};

// May this person be shown for this purpose on this day? Every verdict rests on this function, biometrics apart.
// `answers` and `delegations`: in the order they were recorded; those of other people and purposes are passed over.
// Built on the rules of consent_state() giver by giver, and on these:
//   - Any giver's standing no wins, whoever gives it.
//   - Whose yes it takes: adults' own, also a pupil's of 18 and more; of a younger pupil a parent's, the pupil's or both, by
//     the purpose's ages. Where an age decides and the day of birth is not known: both.
//   - A parent's yes is that of one parent, other holder or local authority; of a carer only while this very purpose is
//     delegated to them. Nobody else's clears anything: not a relative's, not the pupil's where a parent is asked.
//   - A yes ends with its form's `until`, the purpose's `form_days`, the birthday from which somebody else is asked, and
//     `leaver_grace_days` after the last day at the school, whichever comes first.
// Ensures: granted only with a written yes in force of everybody who is needed, and no standing no.
CONSENT_API EffectiveConsent effective_consent(const Person& person, const Purpose& rule,
                                               const std::vector<ConsentAnswer>& answers,
                                               const std::vector<Delegation>& delegations, Date day,
                                               int leaver_grace_days = 0);

// Spellings used by the command line and the files, and back. Fails: ErrorCode::invalid_argument.
CONSENT_API std::string_view to_string(GiverRole role) noexcept;     // "parent", "other_holder", ...
CONSENT_API std::string_view to_string(Answer answer) noexcept;      // "refuse", "withdraw", "grant", "object"
CONSENT_API std::string_view to_string(AnswerForm form) noexcept;    // "unspecified", "paper", ...
CONSENT_API std::string_view to_string(ConsentState state) noexcept; // "no answer", "refused", "parents disagree", ...
CONSENT_API Result<Giver> parse_giver(std::string_view text);        // "parent", "parent:2"
CONSENT_API Result<Answer> parse_answer(std::string_view text);
CONSENT_API Result<AnswerForm> parse_answer_form(std::string_view text);

}  // namespace consent
