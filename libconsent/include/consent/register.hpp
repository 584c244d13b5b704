// SPDX-License-Identifier: Apache-2.0
//
// The consent register: who the people are, what was agreed for them, and their templates. One interface,
// one file a back end in libconsent/register/; tests/contract/register_contract.cpp holds for all of them.
//
// (`register` is a C++ keyword, hence no namespace of that name.)
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/result.hpp>

namespace consent {

enum class PersonKind : std::uint8_t { pupil, staff, adult };

struct Person {
    std::string id;           // the school's pseudonymous id: 1 to 64 of A-Z a-z 0-9 . _ -
    PersonKind kind = PersonKind::pupil;
    std::string name;         // UTF-8, not empty; never goes into a log or a message
    std::vector<std::string> known_as;
    std::optional<Date> born;
    std::optional<Date> left_on;   // the last day at the school
    bool never_publish = false;    // the do-not-publish list; its reason is not stored
};

// Who gave an answer.
enum class GiverRole : std::uint8_t { parent, other_holder, local_authority, carer, pupil, self };

struct Giver {
    GiverRole role = GiverRole::parent;
    std::string ref;  // tells two givers of one role apart ("1", "2", a contact id: spelled as a Person's id);
                      // empty where there is one
    friend auto operator<=>(const Giver&, const Giver&) = default;
};

enum class Answer : std::uint8_t { refuse = 0, withdraw = 1, grant = 2 };

// One answer to one question, as written down. Answers are added, never changed.
struct ConsentAnswer {
    std::string person;
    std::string purpose;            // one of consent_purposes()
    Answer answer = Answer::refuse;
    Giver by;
    Date on{};                      // the day it was given; counts from that day
    std::optional<Date> until;      // last day a grant counts
    std::string evidence;           // where the written form lies (file number, portal id); a grant needs one
};

// What the answers to one purpose come to on one day.
enum class ConsentState : std::uint8_t {
    no_answer = 0,  // nobody has said yes: no
    refused,
    withdrawn,
    expired,
    disagreement,   // somebody says yes, somebody else's no stands: no
    granted,
};

// The one place where answers become yes or no. Requires: `answers` in the order they were recorded. An answer whose
// `on` lies after `day` does not count yet. Of each giver's others:
//   - A no (refuse, withdraw) takes effect whatever its `on`, also over a grant recorded before it and dated after it.
//     It stands until that giver's grant lifts it: one with evidence, recorded later than the no, dated on or after it.
//   - No grant recorded before a no says yes again. A grant recorded since counts: of several the latest-dated (same
//     day: the one recorded later).
//   - A grant that is passed over thus replaces none dated later: where the latest-dated grant of all has ended, an
//     older one is no yes. A grant whose `until` has passed is no yes, though it lifts a no. A grant without evidence
//     (hand-made data) counts for nothing and lifts no no.
// Any giver's standing no wins. Where two readings are possible the answer is no: adding a no never makes a yes.
// Ensures: granted only if some giver's grant with evidence is in force and no giver's no stands.
CONSENT_API ConsentState consent_state(const std::vector<ConsentAnswer>& answers, std::string_view person,
                                       std::string_view purpose, Date day);

// A biometric template: one unit vector of one person in one model's space, from a photo taken on a day.
struct Template {
    std::string person;
    Embedding embedding;
    Date taken{};
};

// A way out of the school: its website, a social media account, a newspaper.
struct Channel {
    std::string id;              // 1 to 64 of A-Z a-z 0-9 . _ -
    bool school_owned = false;
    bool approved = false;
    std::string approved_by;     // a role ("head teacher"), not a name
};

// Everything the gate decides by, read in one transaction, so that no verdict mixes two states of the register.
struct RegisterSnapshot {
    std::uint64_t version = 0;
    Instant changed_at{};  // the last write
    std::vector<Person> people;
    std::vector<ConsentAnswer> answers;  // in the order they were recorded
    std::vector<Template> templates;
    std::vector<Channel> channels;
    std::map<std::string, std::string> settings;  // the policy's keys and values
};

// Every write is one transaction: done whole and durable when it returns, or not at all. Each also destroys the templates
// of everybody whose biometric consent has ended by date_of(now): expired, refused, withdrawn or in dispute.
// Common failures: ErrorCode::unavailable (locked for more than five seconds, damaged, out of space),
// invalid_argument (unknown person, malformed id, purpose not in consent_purposes()).
// Thread promise: one thread at a time on one object; several objects and processes may share one register.
class Register {
public:
    virtual ~Register() = default;
    Register(const Register&) = delete;
    Register& operator=(const Register&) = delete;

    // Grows with every successful write and never takes an earlier value again; starts at a random number, so that a
    // register made anew under an old name is another one. Below 2^53.
    virtual Result<std::uint64_t> version() = 0;
    virtual Result<RegisterSnapshot> snapshot() = 0;

    // `now` is stored as the time of the change.
    // Fails: invalid_argument if the id is taken or malformed, or a name is blank, not UTF-8 or more than one line.
    virtual Result<void> add(const Person& person, Instant now) = 0;

    // Ensures: for purpose "biometric", an answer of refuse or withdraw destroys that person's templates in the
    // same transaction, whatever its day. A grant without evidence is refused (ErrorCode::refused): verbal consent
    // never counts. Fails: invalid_argument also for `until` on a no, or before the day of the grant.
    virtual Result<void> record(const ConsentAnswer& answer, Instant now) = 0;

    // There is no call that takes somebody off the list together with anything else.
    virtual Result<void> set_never_publish(std::string_view person, bool listed, Instant now) = 0;
    virtual Result<void> set_left(std::string_view person, std::optional<Date> left_on, Instant now) = 0;

    // All of them in one write, or none. Replaces nothing: a person may have several templates of one model.
    // Ensures: a template exists only while consent_state(person, "biometric", date_of(now)) is granted.
    // Fails: ErrorCode::refused without biometric consent; invalid_argument if there is none to add, a vector is empty,
    // not finite, not of unit length, or of another length than the model's templates already stored or given before it,
    // or a photo's day lies after that of `now` (by more than the one day that time zones explain).
    virtual Result<void> add_templates(const std::vector<Template>& added, Instant now) = 0;
    Result<void> add_template(const Template& added, Instant now) { return add_templates({added}, now); }
    virtual Result<void> remove_templates(std::string_view person, Instant now) = 0;

    virtual Result<void> put_channel(const Channel& channel, Instant now) = 0;
    virtual Result<void> put_setting(std::string_view key, std::string_view value, Instant now) = 0;

protected:
    Register() = default;
};

// A register in this process's memory, for tests and for trying things out.
CONSENT_API std::unique_ptr<Register> make_memory_register();

// `url` is a file's path, "sqlite:PATH", or "memory:" (an empty register of its own).
// open_register fails with ErrorCode::unavailable when there is no such register, it is damaged, locked, of a
// newer schema, or not a register; it never creates one. Older schemas are migrated in one transaction.
// create_register fails with ErrorCode::invalid_argument when something is already there, write_failed when it
// cannot be written. The file is readable by its owner alone (mode 0600).
CONSENT_API Result<std::unique_ptr<Register>> open_register(std::string_view url);
CONSENT_API Result<std::unique_ptr<Register>> create_register(std::string_view url, Instant now);

// Spellings used by the command line and the files, and back. Fails: ErrorCode::invalid_argument.
CONSENT_API std::string_view to_string(PersonKind kind) noexcept;    // "pupil", "staff", "adult"
CONSENT_API std::string_view to_string(GiverRole role) noexcept;     // "parent", "other_holder", ...
CONSENT_API std::string_view to_string(Answer answer) noexcept;      // "refuse", "withdraw", "grant"
CONSENT_API std::string_view to_string(ConsentState state) noexcept; // "no answer", "refused", "parents disagree", ...
CONSENT_API Result<PersonKind> parse_person_kind(std::string_view text);
CONSENT_API Result<Giver> parse_giver(std::string_view text);        // "parent", "parent:2"
CONSENT_API Result<Answer> parse_answer(std::string_view text);

}  // namespace consent
