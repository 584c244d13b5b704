// SPDX-License-Identifier: Apache-2.0
#include "register/consent_rows.hpp"

#include <consent/use.hpp>

#include "register/row_digest.hpp"

namespace consent {

namespace {

bool read_giver(const std::string& role, std::string ref, Giver& giver) {
    const Result<Giver> by = parse_giver(role);
    if (!by || !by->ref.empty()) return false;
    giver = {by->role, std::move(ref)};
    return true;
}

bool read_set_day(const std::string& text, Date& day) {
    const Result<Date> parsed = parse_date(text);
    if (parsed) day = *parsed;
    return parsed.has_value();
}

bool read_hex(const std::optional<std::string>& text, std::optional<Digest>& digest) {
    digest.reset();
    if (!text) return true;
    const Result<Digest> parsed = digest_from_hex(*text);
    if (parsed) digest = *parsed;
    return parsed.has_value();
}

std::optional<std::string> hex_of(const std::optional<Digest>& digest) {
    if (digest) return to_hex(*digest);
    return std::nullopt;
}

// Zero in a column: no such rule.
std::optional<int> age_of(std::int64_t stored) {
    if (stored == 0) return std::nullopt;
    return static_cast<int>(stored);
}

template <typename Row>
Result<std::vector<Row>> collect(SqliteDb& db, SqliteRows rows, bool (*read)(SqliteRows&, Row&)) {
    std::vector<Row> found;
    const Result<void> done = each(db, std::move(rows), [&](SqliteRows& at) {
        Row row;
        if (!read(at, row)) return false;
        found.push_back(std::move(row));
        return true;
    });
    if (!done) return done.error();
    return found;
}

Digest digest_of(std::int64_t sequence, const ConsentAnswer& answer) {
    RowDigest digest("answer");
    digest.add(sequence)
        .add(std::string_view(answer.person))
        .add(std::string_view(answer.purpose))
        .add(to_string(answer.answer))
        .add(to_string(answer.by.role))
        .add(std::string_view(answer.by.ref))
        .add(std::string_view(to_string(answer.on)))
        .add(text_of(answer.until))
        .add(std::string_view(answer.evidence))
        .add(seconds_of(answer.recorded_at));
    if (answer.form != AnswerForm::unspecified || answer.from || answer.evidence_digest)
        digest.add(to_string(answer.form)).add(text_of(answer.from)).add(answer.evidence_digest);
    return digest.value();
}

// Columns: sequence, person, purpose, answer, by_role, by_ref, given_on, until, evidence, recorded_at, form, valid_from,
// evidence_digest, digest.
bool read_answer(SqliteRows& rows, ConsentAnswer& row) {
    row.person = rows.text(1);
    row.purpose = rows.text(2);
    const Result<Answer> answer = parse_answer(rows.text(3));
    row.evidence = rows.text(8);
    row.recorded_at = instant_of(rows.integer(9));
    const Result<AnswerForm> form = parse_answer_form(rows.text(10));
    if (!answer || !form || !read_giver(rows.text(4), rows.text(5), row.by) || !read_set_day(rows.text(6), row.on) ||
        !read_day(rows.text_or_null(7), row.until) || !read_day(rows.text_or_null(11), row.from) ||
        !read_hex(rows.text_or_null(12), row.evidence_digest))
        return false;
    row.answer = *answer;
    row.form = *form;
    return is_digest(rows.bytes(13), digest_of(rows.integer(0), row));
}

Digest digest_of(std::int64_t sequence, const Delegation& delegation) {
    return RowDigest("delegation")
        .add(sequence)
        .add(std::string_view(delegation.person))
        .add(std::string_view(delegation.purpose))
        .add(std::string_view(delegation.carer))
        .add(yes_or_no(delegation.delegated))
        .add(to_string(delegation.by.role))
        .add(std::string_view(delegation.by.ref))
        .add(std::string_view(to_string(delegation.on)))
        .add(text_of(delegation.until))
        .add(std::string_view(delegation.evidence))
        .add(seconds_of(delegation.recorded_at))
        .value();
}

bool read_delegation(SqliteRows& rows, Delegation& row) {
    row.person = rows.text(1);
    row.purpose = rows.text(2);
    row.carer = rows.text(3);
    row.delegated = rows.text(4) == "yes";
    row.evidence = rows.text(9);
    row.recorded_at = instant_of(rows.integer(10));
    return read_giver(rows.text(5), rows.text(6), row.by) && read_set_day(rows.text(7), row.on) &&
           read_day(rows.text_or_null(8), row.until) && is_digest(rows.bytes(11), digest_of(rows.integer(0), row));
}

// A notification that is due has no day.
std::optional<Date> day_of(const ParentNotice& notice) {
    if (notice.on == Date{}) return std::nullopt;
    return notice.on;
}

Digest digest_of(std::int64_t sequence, const ParentNotice& notice) {
    return RowDigest("notice")
        .add(sequence)
        .add(std::string_view(notice.person))
        .add(to_string(notice.parent.role))
        .add(std::string_view(notice.parent.ref))
        .add(to_string(notice.notice))
        .add(text_of(day_of(notice)))
        .add(std::string_view(notice.authorised_by))
        .add(std::string_view(notice.evidence))
        .add(seconds_of(notice.recorded_at))
        .value();
}

bool read_notice(SqliteRows& rows, ParentNotice& row) {
    row.person = rows.text(1);
    const Result<Notice> notice = parse_notice(rows.text(4));
    std::optional<Date> on;
    row.authorised_by = rows.text(6);
    row.evidence = rows.text(7);
    row.recorded_at = instant_of(rows.integer(8));
    if (!notice || !read_giver(rows.text(2), rows.text(3), row.parent) || !read_day(rows.text_or_null(5), on)) return false;
    row.notice = *notice;
    row.on = on.value_or(Date{});
    return is_digest(rows.bytes(9), digest_of(rows.integer(0), row));
}

Digest digest_of(std::int64_t sequence, const ListedAuthority& authority) {
    return RowDigest("authority")
        .add(sequence)
        .add(std::string_view(authority.person))
        .add(yes_or_no(authority.in_force))
        .add(std::string_view(authority.reference))
        .add(std::string_view(authority.authorised_by))
        .add(std::string_view(to_string(authority.on)))
        .add(text_of(authority.until))
        .add(seconds_of(authority.recorded_at))
        .value();
}

bool read_authority(SqliteRows& rows, ListedAuthority& row) {
    row.person = rows.text(1);
    row.in_force = rows.text(2) == "yes";
    row.reference = rows.text(3);
    row.authorised_by = rows.text(4);
    row.recorded_at = instant_of(rows.integer(7));
    return read_set_day(rows.text(5), row.on) && read_day(rows.text_or_null(6), row.until) &&
           is_digest(rows.bytes(8), digest_of(rows.integer(0), row));
}

Digest digest_of(std::int64_t sequence, const Destruction& receipt) {
    return RowDigest("destruction")
        .add(sequence)
        .add(std::string_view(receipt.person))
        .add(seconds_of(receipt.at))
        .add(to_string(receipt.cause))
        .add(static_cast<std::int64_t>(receipt.templates))
        .add(ByteView(receipt.digest.bytes))
        .value();
}

bool read_destruction(SqliteRows& rows, Destruction& row) {
    row.person = rows.text(1);
    row.at = instant_of(rows.integer(2));
    const Result<DestructionCause> cause = parse_destruction_cause(rows.text(3));
    row.templates = static_cast<std::uint64_t>(rows.integer(4));
    std::optional<Digest> vectors;
    if (!cause || !read_hex(rows.text(5), vectors) || !vectors) return false;
    row.cause = *cause;
    row.digest = *vectors;
    return is_digest(rows.bytes(6), digest_of(rows.integer(0), row));
}

Digest digest_of(const Purpose& purpose) {
    return RowDigest("purpose")
        .add(std::string_view(purpose.id))
        .add(to_string(purpose.basis))
        .add(std::int64_t{purpose.pupil_from.value_or(0)})
        .add(std::int64_t{purpose.parent_until.value_or(0)})
        .add(std::int64_t{purpose.form_days.value_or(0)})
        .add(std::string_view(purpose.description))
        .value();
}

bool read_purpose(SqliteRows& rows, Purpose& row) {
    row.id = rows.text(0);
    const Result<LawfulBasis> basis = parse_lawful_basis(rows.text(1));
    row.pupil_from = age_of(rows.integer(2));
    row.parent_until = age_of(rows.integer(3));
    row.form_days = age_of(rows.integer(4));
    row.description = rows.text(5);
    if (!basis) return false;
    row.basis = *basis;
    return is_digest(rows.bytes(6), digest_of(row));
}

template <typename Row>
Result<void> keep(Result<std::vector<Row>> rows, std::vector<Row>& in) {
    if (!rows) return rows.error();
    in = std::move(*rows);
    return {};
}

}  // namespace

Result<std::vector<Purpose>> read_purposes(SqliteDb& db) {
    return collect(db, db.query("SELECT id, basis, pupil_from, parent_until, form_days, description, digest FROM purpose "
                                "ORDER BY id"), read_purpose);
}

Result<void> read_consents(SqliteDb& db, RegisterSnapshot& all) {
    if (const auto done = keep(read_purposes(db), all.purposes); !done) return done;
    if (const auto done =
            keep(collect(db, db.query("SELECT sequence, person, purpose, answer, by_role, by_ref, given_on, until, evidence, "
                                      "recorded_at, form, valid_from, evidence_digest, digest FROM answer ORDER BY sequence"),
                         read_answer), all.answers); !done)
        return done;
    for (const ConsentAnswer& answer : all.answers)
        if (!find_purpose(all.purposes, answer.purpose)) return db.damaged();
    if (const auto done =
            keep(collect(db, db.query("SELECT sequence, person, purpose, carer, delegated, by_role, by_ref, given_on, until, "
                                      "evidence, recorded_at, digest FROM delegation ORDER BY sequence"),
                         read_delegation), all.delegations); !done)
        return done;
    if (const auto done =
            keep(collect(db, db.query("SELECT sequence, person, role, ref, notice, decided_on, authorised_by, evidence, "
                                      "recorded_at, digest FROM notice ORDER BY sequence"),
                         read_notice), all.notices); !done)
        return done;
    if (const auto done =
            keep(collect(db, db.query("SELECT sequence, person, in_force, reference, authorised_by, given_on, until, "
                                      "recorded_at, digest FROM authority ORDER BY sequence"),
                         read_authority), all.authorities); !done)
        return done;
    return keep(collect(db, db.query("SELECT sequence, person, destroyed_at, cause, templates, vectors, digest "
                                     "FROM destruction ORDER BY sequence"),
                        read_destruction), all.destroyed);
}

Result<void> read_biometrics(SqliteDb& db, std::string_view person, BiometricRecord& record) {
    const auto purposes = read_purposes(db);
    if (!purposes) return purposes.error();
    record.rule = find_purpose(*purposes, purpose_biometric).value_or(Purpose{});
    if (const auto done =
            keep(collect(db, db.query("SELECT sequence, person, purpose, answer, by_role, by_ref, given_on, until, evidence, "
                                      "recorded_at, form, valid_from, evidence_digest, digest FROM answer "
                                      "WHERE person = ?1 AND purpose = ?2 ORDER BY sequence", {person, purpose_biometric}),
                         read_answer), record.answers); !done)
        return done;
    if (const auto done =
            keep(collect(db, db.query("SELECT sequence, person, role, ref, notice, decided_on, authorised_by, evidence, "
                                      "recorded_at, digest FROM notice WHERE person = ?1 ORDER BY sequence", {person}),
                         read_notice), record.notices); !done)
        return done;
    return keep(collect(db, db.query("SELECT sequence, person, in_force, reference, authorised_by, given_on, until, "
                                     "recorded_at, digest FROM authority WHERE person = ?1 ORDER BY sequence", {person}),
                        read_authority), record.authorities);
}

Result<void> put_purpose_row(SqliteDb& db, const Purpose& purpose) {
    const Digest digest = digest_of(purpose);
    return db.run("INSERT OR REPLACE INTO purpose (id, basis, pupil_from, parent_until, form_days, description, digest) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                  {purpose.id, to_string(purpose.basis), std::int64_t{purpose.pupil_from.value_or(0)},
                   std::int64_t{purpose.parent_until.value_or(0)}, std::int64_t{purpose.form_days.value_or(0)},
                   purpose.description, ByteView(digest.bytes)});
}

Result<void> add_answers(SqliteDb& db, std::span<const ConsentAnswer> answers, Instant now) {
    const auto first = one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM answer"));
    if (!first) return first.error();
    std::int64_t sequence = *first;
    for (const ConsentAnswer& answer : answers) {
        ConsentAnswer row = answer;
        row.recorded_at = now;
        const Digest digest = digest_of(sequence, row);
        const Result<void> added =
            db.run("INSERT INTO answer (sequence, person, purpose, answer, by_role, by_ref, given_on, until, evidence, "
                   "recorded_at, form, valid_from, evidence_digest, digest) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                   {sequence, row.person, row.purpose, to_string(row.answer), to_string(row.by.role), row.by.ref,
                    to_string(row.on), text_of(row.until), row.evidence, seconds_of(now), to_string(row.form),
                    text_of(row.from), hex_of(row.evidence_digest), ByteView(digest.bytes)});
        if (!added) return added;
        ++sequence;
    }
    return {};
}

Result<void> add_delegation(SqliteDb& db, const Delegation& delegation, Instant now) {
    const auto sequence = one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM delegation"));
    if (!sequence) return sequence.error();
    Delegation row = delegation;
    row.recorded_at = now;
    const Digest digest = digest_of(*sequence, row);
    return db.run("INSERT INTO delegation (sequence, person, purpose, carer, delegated, by_role, by_ref, given_on, until, "
                  "evidence, recorded_at, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                  {*sequence, row.person, row.purpose, row.carer, yes_or_no(row.delegated), to_string(row.by.role),
                   row.by.ref, to_string(row.on), text_of(row.until), row.evidence, seconds_of(now),
                   ByteView(digest.bytes)});
}

Result<void> add_notice(SqliteDb& db, const ParentNotice& notice, Instant now) {
    const auto sequence = one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM notice"));
    if (!sequence) return sequence.error();
    ParentNotice row = notice;
    row.recorded_at = now;
    const Digest digest = digest_of(*sequence, row);
    return db.run("INSERT INTO notice (sequence, person, role, ref, notice, decided_on, authorised_by, evidence, "
                  "recorded_at, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                  {*sequence, row.person, to_string(row.parent.role), row.parent.ref, to_string(row.notice),
                   text_of(day_of(row)), row.authorised_by, row.evidence, seconds_of(now), ByteView(digest.bytes)});
}

Result<void> add_authority(SqliteDb& db, const ListedAuthority& authority, Instant now) {
    const auto sequence = one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM authority"));
    if (!sequence) return sequence.error();
    ListedAuthority row = authority;
    row.recorded_at = now;
    const Digest digest = digest_of(*sequence, row);
    return db.run("INSERT INTO authority (sequence, person, in_force, reference, authorised_by, given_on, until, "
                  "recorded_at, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                  {*sequence, row.person, yes_or_no(row.in_force), row.reference, row.authorised_by, to_string(row.on),
                   text_of(row.until), seconds_of(now), ByteView(digest.bytes)});
}

Result<void> add_destruction(SqliteDb& db, const Destruction& receipt) {
    const auto sequence = one_number(db, db.query("SELECT coalesce(max(sequence), 0) + 1 FROM destruction"));
    if (!sequence) return sequence.error();
    const Digest digest = digest_of(*sequence, receipt);
    return db.run("INSERT INTO destruction (sequence, person, destroyed_at, cause, templates, vectors, digest) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                  {*sequence, receipt.person, seconds_of(receipt.at), to_string(receipt.cause),
                   static_cast<std::int64_t>(receipt.templates), to_hex(receipt.digest), ByteView(digest.bytes)});
}

}  // namespace consent
