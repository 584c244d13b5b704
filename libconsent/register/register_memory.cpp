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
    explicit MemoryRegister(Instant now) : version_(first_version()), changed_at_(now) {}

    Result<std::uint64_t> version() override { return version_; }

    Result<RegisterSnapshot> snapshot() override {
        return guarded("reading the register", [&]() -> Result<RegisterSnapshot> {
            RegisterSnapshot all{version_, changed_at_, {}, answers_, templates_, {}, settings_};
            for (const auto& [id, entry] : people_) all.people.push_back(entry.person);
            for (const auto& [id, channel] : channels_) all.channels.push_back(channel);
            return all;
        });
    }

    Result<void> add(const Person& person, Instant now) override {
        return change(check(person), now, [&]() -> Result<void> {
            if (!people_.try_emplace(person.id, Entry{person, {}}).second) return id_taken(person.id);
            return {};
        });
    }

    Result<void> record(const ConsentAnswer& answer, Instant now) override {
        return change(check(answer), now, [&]() -> Result<void> {
            Entry* entry = find(answer.person);
            if (!entry) return unknown_person(answer.person);
            const bool biometric = answer.purpose == purpose_biometric;
            if (biometric) {
                if (answer.answer != Answer::grant || answer.until) may_lapse_.insert(answer.person);
                entry->biometric.reserve(entry->biometric.size() + 1);
            }
            ConsentAnswer copy = answer;
            answers_.push_back(answer);
            // Nothing from here on can fail: the answer stands whole or not at all.
            if (biometric) entry->biometric.push_back(std::move(copy));
            if (biometric && answer.answer != Answer::grant) destroy(answer.person);
            return {};
        });
    }

    Result<void> set_never_publish(std::string_view person, bool listed, Instant now) override {
        return change(check_id(person), now, [&]() -> Result<void> {
            Entry* entry = find(person);
            if (!entry) return unknown_person(person);
            entry->person.never_publish = listed;
            return {};
        });
    }

    Result<void> set_left(std::string_view person, std::optional<Date> left_on, Instant now) override {
        Result<void> arguments = check_id(person);
        if (arguments) arguments = check_day(left_on);
        return change(arguments, now, [&]() -> Result<void> {
            Entry* entry = find(person);
            if (!entry) return unknown_person(person);
            entry->person.left_on = left_on;
            return {};
        });
    }

    Result<void> add_templates(const std::vector<Template>& added, Instant now) override {
        return change(check(added, now), now, [&]() -> Result<void> {
            for (const Template& one : added) {
                const Entry* entry = find(one.person);
                if (!entry) return unknown_person(one.person);
                const ConsentState state = consent_state(entry->biometric, one.person, purpose_biometric, date_of(now));
                if (state != ConsentState::granted) return no_biometric_consent(one.person, state);
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
            destroy(person);
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
        Person person;
        std::vector<ConsentAnswer> biometric;
    };

    template <typename Body>
    Result<void> change(const Result<void>& arguments, Instant now, const Body& body) {
        if (!arguments) return arguments;
        return guarded("writing the register", [&]() -> Result<void> {
            const std::uint64_t next = next_version(version_);
            if (Result<void> done = body(); !done) return done;
            version_ = next;
            changed_at_ = now;
            destroy_lapsed(date_of(now));
            return {};
        });
    }

    Entry* find(std::string_view id) {
        const auto found = people_.find(id);
        return found == people_.end() ? nullptr : &found->second;
    }

    void destroy(std::string_view person) {
        std::erase_if(templates_, [&](const Template& one) { return one.person == person; });
    }

    void destroy_lapsed(Date day) {
        for (const std::string& person : may_lapse_)
            if (is_lapsed(consent_state(find(person)->biometric, person, purpose_biometric, day))) destroy(person);
    }

    std::uint64_t version_;
    Instant changed_at_;
    std::map<std::string, Entry, std::less<>> people_;
    std::set<std::string> may_lapse_;  // people of whose biometric answers one is a no or a grant that ends
    std::vector<ConsentAnswer> answers_;
    std::vector<Template> templates_;
    std::map<std::string, Channel, std::less<>> channels_;
    std::map<std::string, std::string> settings_;
};

}  // namespace

std::unique_ptr<Register> make_memory_register(Instant now) { return std::make_unique<MemoryRegister>(now); }

std::unique_ptr<Register> make_memory_register() { return make_memory_register(Instant{}); }

}  // namespace consent
