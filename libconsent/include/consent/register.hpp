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
#include <utility>
#include <vector>

#include <consent/biometrics.hpp>
#include <consent/consents.hpp>
#include <consent/date.hpp>
#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/person.hpp>
#include <consent/purpose.hpp>
#include <consent/result.hpp>

namespace consent {

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
    std::string owner{};         // the role that answers for it
    std::vector<std::string> administrators{};  // who can post to the account: pseudonymous ids, each once
    std::string policy_link{};   // where the channel's rules can be read
    std::optional<Date> approved_on{};
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
    std::vector<Purpose> purposes{};              // the school's own, and its rules for built-in ones; by id
    std::vector<Delegation> delegations{};        // this and the following in the order they were recorded
    std::vector<ParentNotice> notices{};
    std::vector<ListedAuthority> authorities{};
    std::vector<Destruction> destroyed{};
};

// Many writes in one.
struct RegisterBatch {
    std::vector<Person> people;               // to be added
    std::vector<std::pair<std::string, std::optional<Date>>> left;  // ids, and the last day at the school
    std::vector<ConsentAnswer> answers;       // to be recorded, in this order
};

// Every write is one transaction: done whole and durable when it returns, or not at all. Each also destroys the templates
// of everybody for whom biometric_standing() says so on date_of(now), and writes a receipt for each.
// Common failures: ErrorCode::unavailable (locked for more than five seconds, damaged, out of space),
// invalid_argument (unknown person, malformed id, a purpose that is neither built in nor the school's).
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
    // Fails: invalid_argument if the id or the school's key is taken or malformed, or a name is blank, not UTF-8 or more than one line; only
    // somebody put on the do-not-publish list with this call may have none.
    virtual Result<void> add(const Person& person, Instant now) = 0;

    // answer.recorded_at is not looked at: `now` is stored.
    // Ensures: for purpose "biometric", any answer but a grant destroys that person's templates in the
    // same transaction, whatever its day. A grant without evidence, or a spoken one, is refused (ErrorCode::refused): verbal
    // consent never counts. Fails: invalid_argument also for `from`, `until` or both on a no, `from` before the day of the
    // grant, `until` before either.
    virtual Result<void> record(const ConsentAnswer& answer, Instant now) = 0;

    // Fails: invalid_argument also for a delegation by somebody without parental responsibility or without evidence, for
    // `biometric`, or with its last day before its first.
    virtual Result<void> record_delegation(const Delegation& delegation, Instant now) = 0;

    // Fails: invalid_argument also for a role that is no parent's or carer's, for a notification or decision without its day
    // or dated after the day of `now` (by more than the one day that time zones explain), or a decision without the role
    // that took it.
    virtual Result<void> record_notice(const ParentNotice& notice, Instant now) = 0;

    // Fails: invalid_argument also without a reference, a role or a day. What it allows, Policy::match_never_publish has to
    // allow as well.
    virtual Result<void> record_authority(const ListedAuthority& authority, Instant now) = 0;

    // There is no call that takes somebody off the list together with anything else.
    // Fails: ErrorCode::refused for taking off somebody without a name, whom nothing would then protect in words.
    virtual Result<void> set_never_publish(std::string_view person, bool listed, Instant now) = 0;
    virtual Result<void> set_left(std::string_view person, std::optional<Date> left_on, Instant now) = 0;

    // All of them in one write, or none. Replaces nothing: a person may have several templates of one model.
    // Ensures: a template is made only while biometric_standing() on date_of(now) is granted.
    // Fails: ErrorCode::refused where it is not; invalid_argument if there is none to add, a vector is empty,
    // not finite, not of unit length, or of another length than the model's templates already stored or given before it,
    // or a photo's day lies after that of `now` (by more than the one day that time zones explain).
    virtual Result<void> add_templates(const std::vector<Template>& added, Instant now) = 0;
    Result<void> add_template(const Template& added, Instant now) { return add_templates({added}, now); }
    virtual Result<void> remove_templates(std::string_view person, Instant now) = 0;

    // Fails: invalid_argument also for an approval without the role that gave it, administrators that are not ids or
    // are named twice, a day that does not exist.
    // The whole batch in one write, or nothing of it.
    // `version`: the state of the register that the batch was made for. Fails: ErrorCode::refused when it is another by now;
    // otherwise as add, set_left and record.
    virtual Result<void> apply(const RegisterBatch& batch, std::uint64_t version, Instant now) = 0;

    virtual Result<void> put_channel(const Channel& channel, Instant now) = 0;

    // The rule of one purpose, whole; a purpose is never taken away. Fails: invalid_argument for an id that is neither built
    // in nor one a school can give, ages or days out of range, parent_until without pupil_from or before it, and
    // for `biometric` any parent_until, since the law asks a parent up to 18.
    virtual Result<void> put_purpose(const Purpose& purpose, Instant now) = 0;
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

}  // namespace consent
