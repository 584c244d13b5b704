// SPDX-License-Identifier: Apache-2.0
#include "register/register_sqlite.hpp"

#include <set>
#include <utility>

#include <consent/use.hpp>

#include "base/guard.hpp"
#include "base/sqlite_db.hpp"
#include "register/arguments.hpp"
#include "register/consent_rows.hpp"
#include "register/destruction.hpp"
#include "register/register_rows.hpp"
#include "register/register_schema.hpp"
#include "register/row_digest.hpp"
#include "register/version_number.hpp"

namespace consent {

namespace {

class SqliteRegister final : public Register {
public:
    explicit SqliteRegister(SqliteDb db) : db_(std::move(db)) {}

    Result<std::uint64_t> version() override {
        return guarded("reading the register", [&]() -> Result<std::uint64_t> {
            Result<SqliteTransaction> moment = SqliteTransaction::read(db_);
            if (!moment) return moment.error();
            const Result<RegisterState> state = read_state(db_);
            if (!state) return state.error();
            return state->version;
        });
    }

    Result<RegisterSnapshot> snapshot() override {
        return guarded("reading the register", [&]() -> Result<RegisterSnapshot> {
            Result<SqliteTransaction> moment = SqliteTransaction::read(db_);
            if (!moment) return moment.error();
            return read_everything(db_);
        });
    }

    Result<void> add(const Person& person, Instant now) override {
        return change(check(person), now, [&]() -> Result<void> {
            const Result<std::optional<Person>> there = read_person(db_, person.id);
            if (!there) return there.error();
            if (*there) return id_taken(person.id);
            return add_with_free_key(person);
        });
    }

    Result<void> record(const ConsentAnswer& answer, Instant now) override {
        return change(check(answer), now, [&]() -> Result<void> {
            const Result<Person> person = known(answer.person);
            if (!person) return person.error();
            if (const Result<void> there = purpose_exists(answer.purpose); !there) return there;
            if (const Result<void> added = add_answers(db_, {&answer, 1}, now); !added) return added;
            if (answer.purpose == purpose_biometric && answer.answer != Answer::grant)
                return destroy(answer.person, DestructionCause::refusal, now);
            return {};
        });
    }

    Result<void> record_delegation(const Delegation& delegation, Instant now) override {
        return change(check(delegation), now, [&]() -> Result<void> {
            const Result<Person> person = known(delegation.person);
            if (!person) return person.error();
            if (const Result<void> there = purpose_exists(delegation.purpose); !there) return there;
            return add_delegation(db_, delegation, now);
        });
    }

    Result<void> record_notice(const ParentNotice& notice, Instant now) override {
        return change(check(notice, now), now, [&]() -> Result<void> {
            const Result<Person> person = known(notice.person);
            if (!person) return person.error();
            return add_notice(db_, notice, now);
        });
    }

    Result<void> record_authority(const ListedAuthority& authority, Instant now) override {
        return change(check(authority), now, [&]() -> Result<void> {
            const Result<Person> person = known(authority.person);
            if (!person) return person.error();
            return add_authority(db_, authority, now);
        });
    }

    Result<void> set_never_publish(std::string_view person, bool listed, Instant now) override {
        return change(check_id(person), now, [&]() -> Result<void> {
            Result<Person> changed = known(person);
            if (!changed) return changed.error();
            if (!listed && changed->name.empty()) return nameless(person);
            changed->never_publish = listed;
            return change_person(db_, *changed);
        });
    }

    Result<void> set_left(std::string_view person, std::optional<Date> left_on, Instant now) override {
        Result<void> arguments = check_id(person);
        if (arguments) arguments = check_day(left_on);
        return change(arguments, now, [&]() -> Result<void> {
            Result<Person> changed = known(person);
            if (!changed) return changed.error();
            changed->left_on = left_on;
            return change_person(db_, *changed);
        });
    }

    Result<void> add_templates(const std::vector<Template>& added, Instant now) override {
        return change(check(added, now), now, [&]() -> Result<void> {
            for (const Template& one : added)
                if (Result<void> done = add_one(one, date_of(now)); !done) return done;
            return {};
        });
    }

    Result<void> remove_templates(std::string_view person, Instant now) override {
        return change(check_id(person), now, [&]() -> Result<void> {
            const Result<Person> found = known(person);
            if (!found) return found.error();
            return destroy(person, DestructionCause::request, now);
        });
    }

    Result<void> apply(const RegisterBatch& batch, std::uint64_t version, Instant now) override {
        Result<void> fits;
        for (std::size_t i = 0; fits && i < batch.people.size(); ++i) fits = check(batch.people[i]);
        for (std::size_t i = 0; fits && i < batch.answers.size(); ++i) fits = check(batch.answers[i]);
        for (std::size_t i = 0; fits && i < batch.left.size(); ++i) fits = check_day(batch.left[i].second);
        return change(fits, now, [&]() -> Result<void> {
            const Result<RegisterState> state = read_state(db_);
            if (!state) return state.error();
            if (state->version != version) return register_has_changed();
            return write_batch(batch, now);
        });
    }

    Result<void> put_purpose(const Purpose& purpose, Instant now) override {
        return change(check(purpose), now, [&] { return put_purpose_row(db_, purpose); });
    }

    Result<void> put_channel(const Channel& channel, Instant now) override {
        return change(check(channel), now, [&] { return put_channel_row(db_, channel); });
    }

    Result<void> put_setting(std::string_view key, std::string_view value, Instant now) override {
        return change(check_setting(key, value), now, [&] { return put_setting_row(db_, key, value); });
    }

private:
    template <typename Body>
    Result<void> change(const Result<void>& arguments, Instant now, const Body& body) {
        if (!arguments) return arguments;
        return guarded("writing the register", [&]() -> Result<void> {
            templates_destroyed_ = false;
            {
                Result<SqliteTransaction> moment = SqliteTransaction::write(db_);
                if (!moment) return moment.error();
                const Result<RegisterState> last = read_state(db_);
                if (!last) return last.error();
                if (const Result<void> done = body(); !done) return done;
                if (const Result<void> done = destroy_lapsed(now); !done) return done;
                if (const Result<void> done = write_state(db_, {next_version(last->version), now}); !done) return done;
                if (const Result<void> done = moment->commit(); !done) return done;
            }
            if (templates_destroyed_) db_.empty_log();
            return {};
        });
    }

    Result<void> add_one(const Template& added, Date day) {
        const Result<Person> person = known(added.person);
        if (!person) return person.error();
        const Result<BiometricStanding> standing = biometric(added.person, day);
        if (!standing) return standing.error();
        if (!standing->granted()) return no_biometric_consent(added.person, standing->state);
        const Result<bool> fits = fits_model(added.embedding);
        if (!fits) return fits.error();
        if (!*fits) return other_dimension(added.embedding.model);
        return add_template_row(db_, added);
    }

    Result<void> add_with_free_key(const Person& person) {
        if (!person.school_key.empty()) {
            const Result<bool> taken = has_school_key(db_, person.school_key);
            if (!taken) return taken.error();
            if (*taken) return key_taken(person.id);
        }
        return add_person(db_, person);
    }

    // Looks everybody up once, and not for every answer.
    Result<void> write_batch(const RegisterBatch& batch, Instant now) {
        std::set<std::string> ids;
        const Result<void> read = each(db_, db_.query("SELECT id FROM person"), [&](SqliteRows& rows) {
            ids.insert(rows.text(0));
            return true;
        });
        if (!read) return read;
        for (const Person& person : batch.people) {
            if (!ids.insert(person.id).second) return id_taken(person.id);
            if (const Result<void> added = add_with_free_key(person); !added) return added;
        }
        for (const auto& [id, left_on] : batch.left) {
            Result<Person> changed = known(id);
            if (!changed) return changed.error();
            changed->left_on = left_on;
            if (const Result<void> done = change_person(db_, *changed); !done) return done;
        }
        const Result<std::vector<Purpose>> own = read_purposes(db_);
        if (!own) return own.error();
        std::set<std::string> refusals;
        for (const ConsentAnswer& answer : batch.answers) {
            if (!ids.contains(answer.person)) return unknown_person(answer.person);
            if (!find_purpose(*own, answer.purpose)) return unknown_purpose(*own);
            if (answer.purpose == purpose_biometric && answer.answer != Answer::grant) refusals.insert(answer.person);
        }
        if (const Result<void> added = add_answers(db_, batch.answers, now); !added) return added;
        for (const std::string& person : refusals)
            if (const Result<void> done = destroy(person, DestructionCause::refusal, now); !done) return done;
        return {};
    }

    Result<Person> known(std::string_view id) {
        const Result<std::optional<Person>> person = read_person(db_, id);
        if (!person) return person.error();
        if (!*person) return unknown_person(id);
        return **person;
    }

    Result<void> purpose_exists(const std::string& id) {
        const Result<std::vector<Purpose>> own = read_purposes(db_);
        if (!own) return own.error();
        if (!find_purpose(*own, id)) return unknown_purpose(*own);
        return {};
    }

    Result<BiometricStanding> biometric(std::string_view person, Date day) {
        BiometricRecord record;
        Result<Person> who = known(person);
        if (!who) return who.error();
        record.person = std::move(*who);
        if (const Result<void> read = read_biometrics(db_, person, record); !read) return read.error();
        const auto listed = read_setting(db_, match_never_publish_setting);
        if (!listed) return listed.error();
        record.match_never_publish = *listed == "yes";
        return biometric_standing(record, day);
    }

    // All templates of a model have one length, so that any of them will do.
    Result<bool> fits_model(const Embedding& added) {
        SqliteRows rows = db_.query("SELECT length(vector) FROM template WHERE model = ?1 LIMIT 1", {added.model});
        const Result<bool> row = rows.next();
        if (!row) return row.error();
        return !*row || rows.integer(0) == static_cast<std::int64_t>(added.values.size() * 4);
    }

    // Also where a vector is not what was written: it has to go all the same.
    Result<void> destroy(std::string_view person, DestructionCause cause, Instant now) {
        std::vector<Bytes> vectors;
        const Result<void> read =
            each(db_, db_.query("SELECT vector FROM template WHERE person = ?1 ORDER BY sequence", {person}),
                 [&](SqliteRows& rows) {
                     vectors.push_back(rows.bytes(0));
                     return true;
                 });
        if (!read) return read;
        if (vectors.empty()) return {};
        templates_destroyed_ = true;
        if (const Result<void> gone = db_.run("DELETE FROM template WHERE person = ?1", {person}); !gone) return gone;
        return add_destruction(db_, receipt_for(person, vectors, cause, now));
    }

    // Whoever has templates, and somebody's no, a yes that is over or a ground that may be: few, and found through an index.
    Result<std::vector<std::string>> suspects(Date day) {
        const Result<std::vector<Purpose>> own = read_purposes(db_);
        if (!own) return own.error();
        const std::optional<int> form_days = find_purpose(*own, purpose_biometric).value_or(Purpose{}).form_days;
        // A form of that day or before is over; without such a rule, of no day.
        const Date over{std::chrono::sys_days{form_days ? day : Date{}} - std::chrono::days{form_days.value_or(0)}};
        SqliteRows rows = db_.query("SELECT person FROM answer "
                                    "WHERE purpose = 'biometric' AND (answer <> 'grant' OR until IS NOT NULL) "
                                    "AND (answer <> 'grant' OR until < ?1) "
                                    "AND EXISTS (SELECT 1 FROM template WHERE template.person = answer.person) "
                                    "UNION SELECT person FROM answer "
                                    "WHERE purpose = 'biometric' AND answer = 'grant' AND ?2 = 'yes' AND given_on <= ?3 "
                                    "AND EXISTS (SELECT 1 FROM template WHERE template.person = answer.person) "
                                    "UNION SELECT person FROM authority "
                                    "WHERE EXISTS (SELECT 1 FROM template WHERE template.person = authority.person)",
                                    {to_string(day), yes_or_no(form_days.has_value()), to_string(over)});
        std::vector<std::string> people;
        const Result<void> read = each(db_, std::move(rows), [&](SqliteRows& row) {
            people.push_back(row.text(0));
            return true;
        });
        if (!read) return read.error();
        return people;
    }

    Result<void> destroy_lapsed(Instant now) {
        const Result<std::vector<std::string>> people = suspects(date_of(now));
        if (!people) return people.error();
        for (const std::string& person : *people) {
            const Result<BiometricStanding> standing = biometric(person, date_of(now));
            if (!standing) return standing.error();
            if (!standing->destroy) continue;
            if (const Result<void> done = destroy(person, cause_of(standing->state), now); !done) return done;
        }
        return {};
    }

    SqliteDb db_;
    bool templates_destroyed_ = false;
};

Result<std::unique_ptr<Register>> made_of(Result<SqliteDb> db) {
    if (!db) return db.error();
    return std::unique_ptr<Register>(std::make_unique<SqliteRegister>(std::move(*db)));
}

}  // namespace

Result<std::unique_ptr<Register>> open_sqlite_register(const std::filesystem::path& path,
                                                       std::chrono::milliseconds busy_timeout) {
    return guarded("opening the register", [&] {
        return made_of(SqliteDb::open(path, register_schema, SqliteOpen::existing, busy_timeout));
    });
}

Result<std::unique_ptr<Register>> create_sqlite_register(const std::filesystem::path& path, Instant now) {
    return guarded("making the register", [&] {
        return made_of(SqliteDb::open(path, register_schema, SqliteOpen::create_new, SqliteDb::default_busy_timeout,
                                      [&](SqliteDb& db) { return write_state(db, {first_version(), now}); }));
    });
}

}  // namespace consent
