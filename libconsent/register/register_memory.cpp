// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <consent/register.hpp>
#include <consent/use.hpp>

#include "base/guard.hpp"
#include "register/arguments.hpp"
#include "register/destruction.hpp"
#include "register/register_memory.hpp"
#include "register/version_number.hpp"

namespace consent {

namespace {

// All templates of a model have one length, so that the first of them will do.
bool has_length_of_first(const std::vector<Template>& templates, const Template& one) {
    const auto same_model = std::find_if(templates.begin(), templates.end(), [&](const Template& other) {
        return other.embedding.model == one.embedding.model;
    });
    return same_model == templates.end() || same_model->embedding.values.size() == one.embedding.values.size();
}

class MemoryRegister final : public Register {
public:
    MemoryRegister(const MemoryRegister& other)
        : Register(), version_(other.version_), changed_at_(other.changed_at_), people_(other.people_), may_lapse_(other.may_lapse_),
          answers_(other.answers_), templates_(other.templates_), channels_(other.channels_), settings_(other.settings_),
          purposes_(other.purposes_), delegations_(other.delegations_), notices_(other.notices_),
          authorities_(other.authorities_), destroyed_(other.destroyed_) {}
    explicit MemoryRegister(Instant now) : version_(first_version()), changed_at_(now) {}

    Result<std::uint64_t> version() override { return version_; }

    Result<RegisterSnapshot> snapshot() override {
        return guarded("reading the register", [&]() -> Result<RegisterSnapshot> {
            RegisterSnapshot all{version_, changed_at_, {},       answers_,     templates_, {}, settings_,
                                 {},       delegations_, notices_, authorities_, destroyed_};
            for (const auto& [id, entry] : people_) all.people.push_back(entry.biometrics.person);
            for (const auto& [id, channel] : channels_) all.channels.push_back(channel);
            for (const auto& [id, purpose] : purposes_) all.purposes.push_back(purpose);
            return all;
        });
    }

    Result<void> add(const Person& person, Instant now) override {
        return change(check(person), now, [&]() -> Result<void> {
            Entry entry;
            entry.biometrics.person = person;
            if (!person.school_key.empty() && !people_.contains(person.id) && has_key(person.school_key)) return key_taken(person.id);
            if (!people_.try_emplace(person.id, std::move(entry)).second) return id_taken(person.id);
            return {};
        });
    }

    Result<void> record(const ConsentAnswer& answer, Instant now) override {
        return change(check(answer), now, [&]() -> Result<void> {
            Entry* entry = find(answer.person);
            if (!entry) return unknown_person(answer.person);
            if (const Result<void> there = purpose_exists(answer.purpose); !there) return there;
            const bool biometric = answer.purpose == purpose_biometric;
            if (biometric && (answer.answer != Answer::grant || answer.until)) may_lapse_.insert(answer.person);
            std::optional<Destruction> receipt;
            if (biometric && answer.answer != Answer::grant)
                receipt = prepare_receipt(answer.person, DestructionCause::refusal, now);
            std::vector<ConsentAnswer>& own = entry->biometrics.answers;
            own.reserve(own.size() + 1);
            ConsentAnswer stored = answer;
            stored.recorded_at = now;
            ConsentAnswer copy = stored;
            answers_.push_back(std::move(stored));
            // Nothing from here on can fail: the answer stands whole or not at all.
            if (biometric) own.push_back(std::move(copy));
            if (receipt) destroy(std::move(*receipt));
            return {};
        });
    }

    Result<void> record_delegation(const Delegation& delegation, Instant now) override {
        return change(check(delegation), now, [&]() -> Result<void> {
            if (!find(delegation.person)) return unknown_person(delegation.person);
            if (const Result<void> there = purpose_exists(delegation.purpose); !there) return there;
            Delegation stored = delegation;
            stored.recorded_at = now;
            delegations_.push_back(std::move(stored));
            return {};
        });
    }

    Result<void> record_notice(const ParentNotice& notice, Instant now) override {
        return change(check(notice, now), now, [&] { return add_twice(notice, notices_, &BiometricRecord::notices, now); });
    }

    Result<void> record_authority(const ListedAuthority& authority, Instant now) override {
        return change(check(authority), now, [&]() -> Result<void> {
            if (find(authority.person)) may_lapse_.insert(authority.person);
            return add_twice(authority, authorities_, &BiometricRecord::authorities, now);
        });
    }

    Result<void> set_never_publish(std::string_view person, bool listed, Instant now) override {
        return change(check_id(person), now, [&]() -> Result<void> {
            Entry* entry = find(person);
            if (!entry) return unknown_person(person);
            Person& changed = entry->biometrics.person;
            if (!listed && changed.name.empty()) return nameless(person);
            changed.never_publish = listed;
            return {};
        });
    }

    Result<void> set_left(std::string_view person, std::optional<Date> left_on, Instant now) override {
        Result<void> arguments = check_id(person);
        if (arguments) arguments = check_day(left_on);
        return change(arguments, now, [&]() -> Result<void> {
            Entry* entry = find(person);
            if (!entry) return unknown_person(person);
            entry->biometrics.person.left_on = left_on;
            return {};
        });
    }

    Result<void> add_templates(const std::vector<Template>& added, Instant now) override {
        return change(check(added, now), now, [&]() -> Result<void> {
            for (const Template& one : added) {
                const Entry* entry = find(one.person);
                if (!entry) return unknown_person(one.person);
                const BiometricStanding standing = standing_of(*entry, date_of(now));
                if (!standing.granted()) return no_biometric_consent(one.person, standing.state);
                if (!has_length_of_first(templates_, one) || !has_length_of_first(added, one))
                    return other_dimension(one.embedding.model);
            }
            std::vector<Template> copies = added;
            const std::size_t wanted = templates_.size() + copies.size();
            if (wanted > templates_.capacity()) templates_.reserve(std::max(wanted, 2 * templates_.capacity()));
            // Nothing from here on can fail: all of them are held, or none.
            std::move(copies.begin(), copies.end(), std::back_inserter(templates_));
            return {};
        });
    }

    Result<void> remove_templates(std::string_view person, Instant now) override {
        return change(check_id(person), now, [&]() -> Result<void> {
            if (!find(person)) return unknown_person(person);
            if (auto receipt = prepare_receipt(person, DestructionCause::request, now)) destroy(std::move(*receipt));
            return {};
        });
    }

    Result<void> apply(const RegisterBatch& batch, std::uint64_t version, Instant now) override {
        return guarded("writing the register", [&]() -> Result<void> {
            if (version != version_) return register_has_changed();
            MemoryRegister trial(*this);
            for (const Person& person : batch.people)
                if (const Result<void> done = trial.add(person, now); !done) return done;
            for (const auto& [id, left_on] : batch.left)
                if (const Result<void> done = trial.set_left(id, left_on, now); !done) return done;
            for (const ConsentAnswer& answer : batch.answers)
                if (const Result<void> done = trial.record(answer, now); !done) return done;
            trial.version_ = next_version(version_);
            trial.changed_at_ = now;
            trial.destroy_lapsed(now);
            take(std::move(trial));
            return {};
        });
    }

    Result<void> put_purpose(const Purpose& purpose, Instant now) override {
        return change(check(purpose), now, [&]() -> Result<void> {
            purposes_.insert_or_assign(purpose.id, purpose);
            return {};
        });
    }

    Result<void> put_channel(const Channel& channel, Instant now) override {
        return change(check(channel), now, [&]() -> Result<void> {
            channels_.insert_or_assign(channel.id, channel);
            return {};
        });
    }

    Result<void> put_setting(std::string_view key, std::string_view value, Instant now) override {
        return change(check_setting(key, value), now, [&]() -> Result<void> {
            settings_.insert_or_assign(std::string(key), std::string(value));
            return {};
        });
    }

private:
    struct Entry {
        BiometricRecord biometrics;  // without its rule and the policy's switch
    };

    template <typename Body>
    Result<void> change(const Result<void>& arguments, Instant now, const Body& body) {
        if (!arguments) return arguments;
        return guarded("writing the register", [&]() -> Result<void> {
            const std::uint64_t next = next_version(version_);
            if (Result<void> done = body(); !done) return done;
            version_ = next;
            changed_at_ = now;
            destroy_lapsed(now);
            return {};
        });
    }

    [[nodiscard]] bool has_key(const std::string& key) const {
        return std::any_of(people_.begin(), people_.end(),
                           [&](const auto& entry) { return entry.second.biometrics.person.school_key == key; });
    }

    // Nothing here can fail.
    void take(MemoryRegister&& other) noexcept {
        version_ = other.version_;
        changed_at_ = other.changed_at_;
        people_.swap(other.people_);
        may_lapse_.swap(other.may_lapse_);
        answers_.swap(other.answers_);
        templates_.swap(other.templates_);
        destroyed_.swap(other.destroyed_);
    }

    Entry* find(std::string_view id) {
        const auto found = people_.find(id);
        return found == people_.end() ? nullptr : &found->second;
    }

    std::vector<Purpose> own_purposes() const {
        std::vector<Purpose> own;
        for (const auto& [id, purpose] : purposes_) own.push_back(purpose);
        return own;
    }

    Result<void> purpose_exists(const std::string& id) const {
        const std::vector<Purpose> own = own_purposes();
        if (!find_purpose(own, id)) return unknown_purpose(own);
        return {};
    }

    // To the list of all and to that of the person, or to none.
    template <typename Row>
    Result<void> add_twice(const Row& row, std::vector<Row>& all, std::vector<Row> BiometricRecord::*member, Instant now) {
        Entry* entry = find(row.person);
        if (!entry) return unknown_person(row.person);
        std::vector<Row>& own = entry->biometrics.*member;
        own.reserve(own.size() + 1);
        Row stored = row;
        stored.recorded_at = now;
        Row copy = stored;
        all.push_back(std::move(stored));
        own.push_back(std::move(copy));
        return {};
    }

    BiometricStanding standing_of(const Entry& entry, Date day) const {
        BiometricRecord record = entry.biometrics;
        record.rule = biometric_rule();
        record.match_never_publish = matches_never_publish(settings_);
        return biometric_standing(record, day);
    }

    Purpose biometric_rule() const { return find_purpose(own_purposes(), purpose_biometric).value_or(Purpose{}); }

    // Absent: nothing is held. Leaves room for the receipt, so that destroy() cannot fail.
    std::optional<Destruction> prepare_receipt(std::string_view person, DestructionCause cause, Instant now) {
        std::vector<Bytes> vectors;
        for (const Template& one : templates_)
            if (one.person == person) vectors.push_back(bytes_of_vector(one.embedding.values));
        if (vectors.empty()) return std::nullopt;
        destroyed_.reserve(destroyed_.size() + 1);
        return receipt_for(person, vectors, cause, now);
    }

    void destroy(Destruction receipt) {
        std::erase_if(templates_, [&](const Template& one) { return one.person == receipt.person; });
        destroyed_.push_back(std::move(receipt));
    }

    void destroy_lapsed(Instant now) {
        std::set<std::string> suspects = may_lapse_;
        if (biometric_rule().form_days)
            for (const Template& one : templates_) suspects.insert(one.person);
        for (const std::string& person : suspects) {
            const BiometricStanding standing = standing_of(*find(person), date_of(now));
            if (!standing.destroy) continue;
            if (auto receipt = prepare_receipt(person, cause_of(standing.state), now)) destroy(std::move(*receipt));
        }
    }

    std::uint64_t version_;
    Instant changed_at_;
    std::map<std::string, Entry, std::less<>> people_;
    std::set<std::string> may_lapse_;  // people with a biometric answer that is a no or ends, or with a ground for matching
    std::vector<ConsentAnswer> answers_;
    std::vector<Template> templates_;
    std::map<std::string, Channel, std::less<>> channels_;
    std::map<std::string, std::string> settings_;
    std::map<std::string, Purpose> purposes_;
    std::vector<Delegation> delegations_;
    std::vector<ParentNotice> notices_;
    std::vector<ListedAuthority> authorities_;
    std::vector<Destruction> destroyed_;
};

}  // namespace

std::unique_ptr<Register> make_memory_register(Instant now) { return std::make_unique<MemoryRegister>(now); }

std::unique_ptr<Register> make_memory_register() { return make_memory_register(Instant{}); }

}  // namespace consent
