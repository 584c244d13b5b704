// SPDX-License-Identifier: Apache-2.0
#include "register/register_sqlite.hpp"

#include <utility>

#include <consent/use.hpp>

#include "base/guard.hpp"
#include "base/sqlite_db.hpp"
#include "register/arguments.hpp"
#include "register/register_rows.hpp"
#include "register/register_schema.hpp"
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
            return add_person(db_, person);
        });
    }

    Result<void> record(const ConsentAnswer& answer, Instant now) override {
        return change(check(answer), now, [&]() -> Result<void> {
            const Result<Person> person = known(answer.person);
            if (!person) return person.error();
            if (const Result<void> added = add_answer(db_, answer, now); !added) return added;
            if (answer.purpose == purpose_biometric && answer.answer != Answer::grant) return destroy(answer.person);
            return {};
        });
    }

    Result<void> set_never_publish(std::string_view person, bool listed, Instant now) override {
        return change(check_id(person), now, [&]() -> Result<void> {
            Result<Person> changed = known(person);
            if (!changed) return changed.error();
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
            return destroy(person);
        });
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
                if (const Result<void> done = destroy_lapsed(date_of(now)); !done) return done;
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
        const Result<ConsentState> state = biometric_state(added.person, day);
        if (!state) return state.error();
        if (*state != ConsentState::granted) return no_biometric_consent(added.person, *state);
        const Result<bool> fits = fits_model(added.embedding);
        if (!fits) return fits.error();
        if (!*fits) return other_dimension(added.embedding.model);
        return add_template_row(db_, added);
    }

    Result<Person> known(std::string_view id) {
        const Result<std::optional<Person>> person = read_person(db_, id);
        if (!person) return person.error();
        if (!*person) return unknown_person(id);
        return **person;
    }

    Result<ConsentState> biometric_state(std::string_view person, Date day) {
        const Result<std::vector<ConsentAnswer>> answers = read_biometric_answers(db_, person);
        if (!answers) return answers.error();
        return consent_state(*answers, person, purpose_biometric, day);
    }

    // All templates of a model have one length, so that any of them will do.
    Result<bool> fits_model(const Embedding& added) {
        SqliteRows rows = db_.query("SELECT length(vector) FROM template WHERE model = ?1 LIMIT 1", {added.model});
        const Result<bool> row = rows.next();
        if (!row) return row.error();
        return !*row || rows.integer(0) == static_cast<std::int64_t>(added.values.size() * 4);
    }

    Result<void> destroy(std::string_view person) {
        templates_destroyed_ = true;
        return db_.run("DELETE FROM template WHERE person = ?1", {person});
    }

    Result<void> destroy_lapsed(Date day) {
        std::vector<std::string> suspects;
        {
            // Whoever has templates, and somebody's no or a grant that ends: few, and found through an index.
            SqliteRows rows = db_.query(
                "SELECT DISTINCT person FROM answer "
                "WHERE purpose = 'biometric' AND (answer <> 'grant' OR until IS NOT NULL) "
                "AND EXISTS (SELECT 1 FROM template WHERE template.person = answer.person)");
            while (true) {
                const Result<bool> row = rows.next();
                if (!row) return row.error();
                if (!*row) break;
                suspects.push_back(rows.text(0));
            }
        }
        for (const std::string& person : suspects) {
            const Result<ConsentState> state = biometric_state(person, day);
            if (!state) return state.error();
            if (!is_lapsed(*state)) continue;
            if (const Result<void> done = destroy(person); !done) return done;
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
