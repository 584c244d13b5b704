// SPDX-License-Identifier: Apache-2.0
#include "register/register_rows.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include <consent/digest.hpp>

#include "register/consent_rows.hpp"
#include "register/destruction.hpp"
#include "register/row_digest.hpp"

namespace consent {

namespace {

std::string_view listed(bool never_publish) { return never_publish ? "listed" : "not listed"; }

Digest digest_of(const RegisterState& state) {
    return RowDigest("meta")
        .add(static_cast<std::int64_t>(state.version))
        .add(state.changed_at.time_since_epoch().count())
        .value();
}

Digest digest_of(const Person& person) {
    RowDigest digest("person");
    digest.add(std::string_view(person.id)).add(to_string(person.kind)).add(std::string_view(person.name));
    digest.add(text_of(person.born)).add(text_of(person.left_on)).add(listed(person.never_publish));
    for (const std::string& name : person.known_as) digest.add(std::string_view(name));
    // Rows from before there was such a column keep their digests.
    if (!person.school_key.empty()) digest.add(std::string_view("school_key")).add(std::string_view(person.school_key));
    return digest.value();
}

Digest digest_of(std::int64_t sequence, const Template& row, const Bytes& vector) {
    return RowDigest("template")
        .add(sequence)
        .add(std::string_view(row.person))
        .add(std::string_view(row.embedding.model))
        .add(ByteView(vector))
        .add(std::string_view(to_string(row.taken)))
        .value();
}

std::string joined(const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) text += (text.empty() ? "" : " ") + id;
    return text;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> ids;
    std::istringstream words(text);
    for (std::string id; words >> id;) ids.push_back(id);
    return ids;
}

Digest digest_of(const Channel& channel) {
    RowDigest digest("channel");
    digest.add(std::string_view(channel.id)).add(yes_or_no(channel.school_owned)).add(yes_or_no(channel.approved));
    digest.add(std::string_view(channel.approved_by));
    if (!channel.owner.empty() || !channel.administrators.empty() || !channel.policy_link.empty() || channel.approved_on)
        digest.add(std::string_view(channel.owner))
            .add(std::string_view(joined(channel.administrators)))
            .add(std::string_view(channel.policy_link))
            .add(text_of(channel.approved_on));
    return digest.value();
}

Digest setting_digest(std::string_view key, std::string_view value) {
    return RowDigest("setting").add(key).add(value).value();
}

// Columns from 0: id, kind, name, born, left_on, never_publish, digest, school_key. Names in known_as come apart.
bool read_columns(SqliteRows& rows, Person& person) {
    person.id = rows.text(0);
    const Result<PersonKind> kind = parse_person_kind(rows.text(1));
    person.name = rows.text(2);
    const std::string flag = rows.text(5);
    person.never_publish = flag != listed(false);
    person.school_key = rows.text_or_null(7).value_or(std::string());
    if (kind) person.kind = *kind;
    return kind && read_day(rows.text_or_null(3), person.born) && read_day(rows.text_or_null(4), person.left_on) &&
           flag == listed(person.never_publish);
}

struct StoredPerson {
    Person person;
    Bytes digest;
};
using StoredPeople = std::map<std::string, StoredPerson, std::less<>>;

Result<StoredPeople> finish_people(SqliteDb& db, SqliteRows people, SqliteRows names) {
    StoredPeople stored;
    Result<void> done = each(db, std::move(people), [&](SqliteRows& rows) {
        StoredPerson row;
        if (!read_columns(rows, row.person)) return false;
        row.digest = rows.bytes(6);
        return stored.try_emplace(row.person.id, std::move(row)).second;
    });
    if (!done) return done.error();
    done = each(db, std::move(names), [&](SqliteRows& rows) {
        const auto owner = stored.find(rows.text(0));
        if (owner == stored.end()) return false;
        owner->second.person.known_as.push_back(rows.text(1));
        return true;
    });
    if (!done) return done.error();
    for (const auto& [id, row] : stored)
        if (!is_digest(row.digest, digest_of(row.person))) return db.damaged();
    return stored;
}

}  // namespace

Result<RegisterState> read_state(SqliteDb& db) {
    std::optional<RegisterState> state;
    const Result<void> done =
        each(db, db.query("SELECT version, changed_at, digest FROM meta WHERE id = 1"), [&](SqliteRows& rows) {
            state = RegisterState{static_cast<std::uint64_t>(rows.integer(0)),
                                  Instant{std::chrono::seconds{rows.integer(1)}}};
            return is_digest(rows.bytes(2), digest_of(*state));
        });
    if (!done) return done.error();
    if (!state) return db.damaged();
    return *state;
}

Result<void> write_state(SqliteDb& db, const RegisterState& state) {
    return db.run("INSERT OR REPLACE INTO meta (id, version, changed_at, digest) VALUES (1, ?1, ?2, ?3)",
                  {static_cast<std::int64_t>(state.version), std::int64_t{state.changed_at.time_since_epoch().count()},
                   ByteView(digest_of(state).bytes)});
}

Result<std::optional<Person>> read_person(SqliteDb& db, std::string_view id) {
    const Result<StoredPeople> found = finish_people(
        db, db.query("SELECT id, kind, name, born, left_on, never_publish, digest, school_key FROM person WHERE id = ?1", {id}),
        db.query("SELECT person, name FROM known_as WHERE person = ?1 ORDER BY position", {id}));
    if (!found) return found.error();
    if (found->empty()) return std::optional<Person>();
    return std::optional(found->begin()->second.person);
}

Result<RegisterSnapshot> read_everything(SqliteDb& db) {
    RegisterSnapshot all;
    const Result<RegisterState> state = read_state(db);
    if (!state) return state.error();
    all.version = state->version;
    all.changed_at = state->changed_at;

    const Result<StoredPeople> people = finish_people(
        db, db.query("SELECT id, kind, name, born, left_on, never_publish, digest, school_key FROM person ORDER BY id"),
        db.query("SELECT person, name FROM known_as ORDER BY person, position"));
    if (!people) return people.error();
    for (const auto& [id, row] : *people) all.people.push_back(row.person);
    const auto is_known = [&](const auto& row) { return people->find(row.person) != people->end(); };

    if (const Result<void> consents = read_consents(db, all); !consents) return consents.error();
    const auto all_known = [&](const auto& rows) { return std::all_of(rows.begin(), rows.end(), is_known); };
    if (!all_known(all.answers) || !all_known(all.delegations) || !all_known(all.notices) || !all_known(all.authorities))
        return db.damaged();

    Result<void> done = each(
        db, db.query("SELECT sequence, person, model, vector, taken, digest FROM template ORDER BY sequence"),
        [&](SqliteRows& rows) {
            Template row;
            row.person = rows.text(1);
            row.embedding.model = rows.text(2);
            const Bytes vector = rows.bytes(3);
            row.embedding.values = vector_of_bytes(vector);
            const Result<Date> taken = parse_date(rows.text(4));
            if (!taken || !is_known(row)) return false;
            row.taken = *taken;
            if (!is_digest(rows.bytes(5), digest_of(rows.integer(0), row, vector))) return false;
            all.templates.push_back(std::move(row));
            return true;
        });
    if (!done) return done.error();

    done = each(db,
                db.query("SELECT id, school_owned, approved, approved_by, owner, administrators, policy_link, approved_on, "
                         "digest FROM channel ORDER BY id"),
                [&](SqliteRows& rows) {
                    Channel row{rows.text(0), rows.text(1) == "yes", rows.text(2) == "yes", rows.text(3), rows.text(4),
                                split(rows.text(5)), rows.text(6), {}};
                    if (!read_day(rows.text_or_null(7), row.approved_on)) return false;
                    const bool ours = is_digest(rows.bytes(8), digest_of(row));
                    all.channels.push_back(std::move(row));
                    return ours;
                });
    if (!done) return done.error();

    done = each(db, db.query("SELECT key, value, digest FROM setting ORDER BY key"), [&](SqliteRows& rows) {
        std::string key = rows.text(0);
        std::string value = rows.text(1);
        if (!is_digest(rows.bytes(2), setting_digest(key, value))) return false;
        return all.settings.emplace(std::move(key), std::move(value)).second;
    });
    if (!done) return done.error();
    return all;
}

Result<bool> has_school_key(SqliteDb& db, std::string_view key) {
    SqliteRows rows = db.query("SELECT 1 FROM person WHERE school_key = ?1", {key});
    return rows.next();
}

Result<void> add_person(SqliteDb& db, const Person& person) {
    const Digest digest = digest_of(person);
    Result<void> done =
        db.run("INSERT INTO person (id, kind, name, born, left_on, never_publish, digest, school_key) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
               {person.id, to_string(person.kind), person.name, text_of(person.born), text_of(person.left_on),
                listed(person.never_publish), ByteView(digest.bytes),
                person.school_key.empty() ? std::optional<std::string>() : std::optional(person.school_key)});
    std::int64_t position = 0;
    for (const std::string& name : person.known_as) {
        if (!done) return done;
        done = db.run("INSERT INTO known_as (person, position, name) VALUES (?1, ?2, ?3)", {person.id, position, name});
        ++position;
    }
    return done;
}

Result<void> change_person(SqliteDb& db, const Person& person) {
    const Digest digest = digest_of(person);
    return db.run("UPDATE person SET left_on = ?2, never_publish = ?3, digest = ?4 WHERE id = ?1",
                  {person.id, text_of(person.left_on), listed(person.never_publish), ByteView(digest.bytes)});
}

Result<void> add_template_row(SqliteDb& db, const Template& added) {
    const Result<std::int64_t> sequence =
        one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM template"));
    if (!sequence) return sequence.error();
    const Bytes vector = bytes_of_vector(added.embedding.values);
    const Digest digest = digest_of(*sequence, added, vector);
    return db.run("INSERT INTO template (sequence, person, model, vector, taken, digest) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                  {*sequence, added.person, added.embedding.model, ByteView(vector), to_string(added.taken),
                   ByteView(digest.bytes)});
}

Result<void> put_channel_row(SqliteDb& db, const Channel& channel) {
    const Digest digest = digest_of(channel);
    return db.run("INSERT OR REPLACE INTO channel (id, school_owned, approved, approved_by, owner, administrators, "
                  "policy_link, approved_on, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                  {channel.id, yes_or_no(channel.school_owned), yes_or_no(channel.approved), channel.approved_by,
                   channel.owner, joined(channel.administrators), channel.policy_link, text_of(channel.approved_on),
                   ByteView(digest.bytes)});
}

Result<std::optional<std::string>> read_setting(SqliteDb& db, std::string_view key) {
    std::optional<std::string> value;
    const Result<void> done =
        each(db, db.query("SELECT value, digest FROM setting WHERE key = ?1", {key}), [&](SqliteRows& rows) {
            value = rows.text(0);
            return is_digest(rows.bytes(1), setting_digest(key, *value));
        });
    if (!done) return done.error();
    return value;
}

Result<void> put_setting_row(SqliteDb& db, std::string_view key, std::string_view value) {
    const Digest digest = setting_digest(key, value);
    return db.run("INSERT OR REPLACE INTO setting (key, value, digest) VALUES (?1, ?2, ?3)",
                  {key, value, ByteView(digest.bytes)});
}

}  // namespace consent
