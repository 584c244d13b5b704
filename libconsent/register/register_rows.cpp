// SPDX-License-Identifier: Apache-2.0
#include "register/register_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include <consent/digest.hpp>
#include <consent/use.hpp>

namespace consent {

namespace {

// A digest over values, each with its kind and length, so that no two rows of different content feed it the same bytes.
class RowDigest {
public:
    explicit RowDigest(std::string_view table) { add(table); }

    RowDigest& add(std::string_view text) { return append('t', text.begin(), text.end()); }
    RowDigest& add(ByteView bytes) { return append('b', bytes.begin(), bytes.end()); }
    RowDigest& add(std::int64_t number) {
        head('i', static_cast<std::uint64_t>(number));
        return *this;
    }
    RowDigest& add(const std::optional<std::string>& text) {
        if (text) return add(std::string_view(*text));
        head('n', 0);
        return *this;
    }

    [[nodiscard]] Digest value() const { return sha256(fed_); }

private:
    void head(char kind, std::uint64_t number) {
        fed_.push_back(static_cast<std::uint8_t>(kind));
        for (unsigned shift = 0; shift < 64; shift += 8) fed_.push_back(static_cast<std::uint8_t>(number >> shift));
    }
    template <typename At>
    RowDigest& append(char kind, At begin, At end) {
        head(kind, static_cast<std::uint64_t>(end - begin));
        fed_.insert(fed_.end(), begin, end);
        return *this;
    }

    Bytes fed_;
};

std::optional<std::string> text_of(const std::optional<Date>& day) {
    if (day) return to_string(*day);
    return std::nullopt;
}

std::string_view listed(bool never_publish) { return never_publish ? "listed" : "not listed"; }
std::string_view yes_or_no(bool value) { return value ? "yes" : "no"; }

Bytes bytes_of(const std::vector<float>& values) {
    Bytes bytes;
    bytes.reserve(values.size() * 4);
    for (const float value : values) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
    return bytes;
}

std::vector<float> floats_of(const Bytes& bytes) {
    std::vector<float> values(bytes.size() / 4);
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint32_t bits = 0;
        for (std::size_t byte = 0; byte < 4; ++byte) bits |= std::uint32_t{bytes[4 * i + byte]} << (8 * byte);
        values[i] = std::bit_cast<float>(bits);
    }
    return values;
}

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
    return digest.value();
}

Digest digest_of(std::int64_t sequence, const ConsentAnswer& answer, std::int64_t recorded_at) {
    return RowDigest("answer")
        .add(sequence)
        .add(std::string_view(answer.person))
        .add(std::string_view(answer.purpose))
        .add(to_string(answer.answer))
        .add(to_string(answer.by.role))
        .add(std::string_view(answer.by.ref))
        .add(std::string_view(to_string(answer.on)))
        .add(text_of(answer.until))
        .add(std::string_view(answer.evidence))
        .add(recorded_at)
        .value();
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

Digest digest_of(const Channel& channel) {
    return RowDigest("channel")
        .add(std::string_view(channel.id))
        .add(yes_or_no(channel.school_owned))
        .add(yes_or_no(channel.approved))
        .add(std::string_view(channel.approved_by))
        .value();
}

Digest setting_digest(std::string_view key, std::string_view value) {
    return RowDigest("setting").add(key).add(value).value();
}

bool is_digest(const Bytes& stored, const Digest& wanted) {
    return std::equal(stored.begin(), stored.end(), wanted.bytes.begin(), wanted.bytes.end());
}

// Calls `row` for each; `row` says whether the row is one we wrote.
template <typename Row>
Result<void> each(SqliteDb& db, SqliteRows rows, const Row& row) {
    while (true) {
        const Result<bool> more = rows.next();
        if (!more) return more.error();
        if (!*more) return {};
        if (row(rows)) continue;
        // A value of the wrong type or a failure of memory says more than the digest.
        if (const Result<bool> why = rows.next(); !why) return why.error();
        return db.damaged();
    }
}

Result<std::int64_t> one_number(SqliteDb& db, SqliteRows rows) {
    std::optional<std::int64_t> number;
    const Result<void> done = each(db, std::move(rows), [&](SqliteRows& row) {
        number = row.integer(0);
        return true;
    });
    if (!done) return done.error();
    if (!number) return db.damaged();
    return *number;
}

bool read_day(const std::optional<std::string>& text, std::optional<Date>& day) {
    day.reset();
    if (!text) return true;
    const Result<Date> parsed = parse_date(*text);
    if (parsed) day = *parsed;
    return parsed.has_value();
}

// Columns from 0: id, kind, name, born, left_on, never_publish. Names in known_as and the digest come apart.
bool read_columns(SqliteRows& rows, Person& person) {
    person.id = rows.text(0);
    const Result<PersonKind> kind = parse_person_kind(rows.text(1));
    person.name = rows.text(2);
    const std::string flag = rows.text(5);
    person.never_publish = flag != listed(false);
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

Result<std::vector<ConsentAnswer>> finish_answers(SqliteDb& db, SqliteRows answers) {
    const auto purposes = consent_purposes();
    std::vector<ConsentAnswer> found;
    const Result<void> done = each(db, std::move(answers), [&](SqliteRows& rows) {
        ConsentAnswer row;
        row.person = rows.text(1);
        row.purpose = rows.text(2);
        const Result<Answer> answer = parse_answer(rows.text(3));
        const Result<Giver> by = parse_giver(rows.text(4));
        const Result<Date> on = parse_date(rows.text(6));
        row.evidence = rows.text(8);
        if (!answer || !by || !by->ref.empty() || !on || !read_day(rows.text_or_null(7), row.until) ||
            std::find(purposes.begin(), purposes.end(), row.purpose) == purposes.end())
            return false;
        row.answer = *answer;
        row.by = {by->role, rows.text(5)};
        row.on = *on;
        if (!is_digest(rows.bytes(10), digest_of(rows.integer(0), row, rows.integer(9)))) return false;
        found.push_back(std::move(row));
        return true;
    });
    if (!done) return done.error();
    return found;
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
        db, db.query("SELECT id, kind, name, born, left_on, never_publish, digest FROM person WHERE id = ?1", {id}),
        db.query("SELECT person, name FROM known_as WHERE person = ?1 ORDER BY position", {id}));
    if (!found) return found.error();
    if (found->empty()) return std::optional<Person>();
    return std::optional(found->begin()->second.person);
}

Result<std::vector<ConsentAnswer>> read_biometric_answers(SqliteDb& db, std::string_view person) {
    return finish_answers(db, db.query("SELECT sequence, person, purpose, answer, by_role, by_ref, given_on, until, "
                                       "evidence, recorded_at, digest FROM answer "
                                       "WHERE person = ?1 AND purpose = ?2 ORDER BY sequence",
                                       {person, purpose_biometric}));
}

Result<RegisterSnapshot> read_everything(SqliteDb& db) {
    RegisterSnapshot all;
    const Result<RegisterState> state = read_state(db);
    if (!state) return state.error();
    all.version = state->version;
    all.changed_at = state->changed_at;

    const Result<StoredPeople> people = finish_people(
        db, db.query("SELECT id, kind, name, born, left_on, never_publish, digest FROM person ORDER BY id"),
        db.query("SELECT person, name FROM known_as ORDER BY person, position"));
    if (!people) return people.error();
    for (const auto& [id, row] : *people) all.people.push_back(row.person);
    const auto is_known = [&](const auto& row) { return people->find(row.person) != people->end(); };

    Result<std::vector<ConsentAnswer>> answers =
        finish_answers(db, db.query("SELECT sequence, person, purpose, answer, by_role, by_ref, given_on, until, "
                                    "evidence, recorded_at, digest FROM answer ORDER BY sequence"));
    if (!answers) return answers.error();
    if (!std::all_of(answers->begin(), answers->end(), is_known)) return db.damaged();
    all.answers = std::move(*answers);

    Result<void> done = each(
        db, db.query("SELECT sequence, person, model, vector, taken, digest FROM template ORDER BY sequence"),
        [&](SqliteRows& rows) {
            Template row;
            row.person = rows.text(1);
            row.embedding.model = rows.text(2);
            const Bytes vector = rows.bytes(3);
            row.embedding.values = floats_of(vector);
            const Result<Date> taken = parse_date(rows.text(4));
            if (!taken || !is_known(row)) return false;
            row.taken = *taken;
            if (!is_digest(rows.bytes(5), digest_of(rows.integer(0), row, vector))) return false;
            all.templates.push_back(std::move(row));
            return true;
        });
    if (!done) return done.error();

    done = each(db, db.query("SELECT id, school_owned, approved, approved_by, digest FROM channel ORDER BY id"),
                [&](SqliteRows& rows) {
                    const Channel row{rows.text(0), rows.text(1) == "yes", rows.text(2) == "yes", rows.text(3)};
                    all.channels.push_back(row);
                    return is_digest(rows.bytes(4), digest_of(row));
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

Result<void> add_person(SqliteDb& db, const Person& person) {
    const Digest digest = digest_of(person);
    Result<void> done =
        db.run("INSERT INTO person (id, kind, name, born, left_on, never_publish, digest) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
               {person.id, to_string(person.kind), person.name, text_of(person.born), text_of(person.left_on),
                listed(person.never_publish), ByteView(digest.bytes)});
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

Result<void> add_answer(SqliteDb& db, const ConsentAnswer& answer, Instant recorded_at) {
    const Result<std::int64_t> sequence =
        one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM answer"));
    if (!sequence) return sequence.error();
    const std::int64_t at = recorded_at.time_since_epoch().count();
    const Digest digest = digest_of(*sequence, answer, at);
    return db.run("INSERT INTO answer (sequence, person, purpose, answer, by_role, by_ref, given_on, until, evidence, "
                  "recorded_at, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                  {*sequence, answer.person, answer.purpose, to_string(answer.answer), to_string(answer.by.role),
                   answer.by.ref, to_string(answer.on), text_of(answer.until), answer.evidence, at,
                   ByteView(digest.bytes)});
}

Result<void> add_template_row(SqliteDb& db, const Template& added) {
    const Result<std::int64_t> sequence =
        one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM template"));
    if (!sequence) return sequence.error();
    const Bytes vector = bytes_of(added.embedding.values);
    const Digest digest = digest_of(*sequence, added, vector);
    return db.run("INSERT INTO template (sequence, person, model, vector, taken, digest) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                  {*sequence, added.person, added.embedding.model, ByteView(vector), to_string(added.taken),
                   ByteView(digest.bytes)});
}

Result<void> put_channel_row(SqliteDb& db, const Channel& channel) {
    const Digest digest = digest_of(channel);
    return db.run("INSERT OR REPLACE INTO channel (id, school_owned, approved, approved_by, digest) "
                  "VALUES (?1, ?2, ?3, ?4, ?5)",
                  {channel.id, yes_or_no(channel.school_owned), yes_or_no(channel.approved), channel.approved_by,
                   ByteView(digest.bytes)});
}

Result<void> put_setting_row(SqliteDb& db, std::string_view key, std::string_view value) {
    const Digest digest = setting_digest(key, value);
    return db.run("INSERT OR REPLACE INTO setting (key, value, digest) VALUES (?1, ?2, ?3)",
                  {key, value, ByteView(digest.bytes)});
}

}  // namespace consent
