// SPDX-License-Identifier: Apache-2.0
//
// The tables of a register, one step a schema version. A step that has been released never changes.
//
// Every row carries the SHA-256 of its content (register_rows.cpp): SQLite notices when its own structure is damaged,
// but not when a flipped bit turns one value into another. Values of an enumeration are stored as words for the same
// reason and so that the file can be read by people.
#pragma once

#include <array>

#include "base/sqlite_db.hpp"

namespace consent {

inline constexpr std::array<SqlText, 3> register_steps{
    R"sql(
    PRAGMA application_id = 1129206610;  -- "CNSR"

    CREATE TABLE meta (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        version INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,     -- seconds since 1970-01-01 UTC
        digest BLOB NOT NULL
    ) STRICT;

    CREATE TABLE person (
        id TEXT PRIMARY KEY NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('pupil', 'staff', 'adult')),
        name TEXT NOT NULL CHECK (name <> ''),
        born TEXT,
        left_on TEXT,
        never_publish TEXT NOT NULL CHECK (never_publish IN ('listed', 'not listed')),
        digest BLOB NOT NULL             -- over the names in known_as too
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE known_as (
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        PRIMARY KEY (person, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE answer (
        sequence INTEGER PRIMARY KEY,    -- the order of recording
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        purpose TEXT NOT NULL,
        answer TEXT NOT NULL CHECK (answer IN ('refuse', 'withdraw', 'grant')),
        by_role TEXT NOT NULL,
        by_ref TEXT NOT NULL,
        given_on TEXT NOT NULL,
        until TEXT,
        evidence TEXT NOT NULL CHECK (answer <> 'grant' OR trim(evidence) <> ''),
        recorded_at INTEGER NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE INDEX answer_of_person ON answer (person, purpose);
    CREATE INDEX biometric_end ON answer (person)
        WHERE purpose = 'biometric' AND (answer <> 'grant' OR until IS NOT NULL);
    CREATE TRIGGER answer_is_never_changed BEFORE UPDATE ON answer
        BEGIN SELECT RAISE(ABORT, 'answers are added, never changed'); END;

    CREATE TABLE template (
        sequence INTEGER PRIMARY KEY,
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL,            -- float32, little-endian
        taken TEXT NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE INDEX template_of_person ON template (person);
    CREATE INDEX template_of_model ON template (model);

    CREATE TABLE channel (
        id TEXT PRIMARY KEY NOT NULL,
        school_owned TEXT NOT NULL CHECK (school_owned IN ('yes', 'no')),
        approved TEXT NOT NULL CHECK (approved IN ('yes', 'no')),
        approved_by TEXT NOT NULL,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE setting (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    PRAGMA user_version = 1;
    )sql",

    // Answers say in which form they were given, and may be objections; somebody on the do-not-publish list may have no
    // name; notifications, delegations, grounds, rules of purposes, receipts. SQLite cannot loosen a CHECK, and dropping
    // `person` would take with it whatever refers to it: so all of them are set aside, and made anew.
    R"sql(
    CREATE TABLE aside_person AS SELECT * FROM person;
    CREATE TABLE aside_known_as AS SELECT * FROM known_as;
    CREATE TABLE aside_answer AS SELECT * FROM answer;
    CREATE TABLE aside_template AS SELECT * FROM template;
    CREATE TABLE aside_channel AS SELECT * FROM channel;
    DROP TABLE known_as;
    DROP TABLE answer;
    DROP TABLE template;
    DROP TABLE channel;
    DROP TABLE person;

    CREATE TABLE person (
        id TEXT PRIMARY KEY NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('pupil', 'staff', 'adult')),
        name TEXT NOT NULL CHECK (name <> '' OR never_publish = 'listed'),
        born TEXT,
        left_on TEXT,
        never_publish TEXT NOT NULL CHECK (never_publish IN ('listed', 'not listed')),
        digest BLOB NOT NULL             -- over the names in known_as too
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE known_as (
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL CHECK (name <> ''),
        PRIMARY KEY (person, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE answer (
        sequence INTEGER PRIMARY KEY,    -- the order of recording
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        purpose TEXT NOT NULL,
        answer TEXT NOT NULL CHECK (answer IN ('refuse', 'withdraw', 'grant', 'object')),
        by_role TEXT NOT NULL,
        by_ref TEXT NOT NULL,
        given_on TEXT NOT NULL,
        valid_from TEXT,
        until TEXT,
        form TEXT NOT NULL CHECK (form IN ('unspecified', 'paper', 'portal', 'email', 'verbal')),
        evidence TEXT NOT NULL CHECK (answer <> 'grant' OR trim(evidence) <> ''),
        evidence_digest TEXT,            -- SHA-256 of the scanned form
        recorded_at INTEGER NOT NULL,
        digest BLOB NOT NULL,
        CHECK (answer <> 'grant' OR form <> 'verbal')
    ) STRICT;
    CREATE INDEX answer_of_person ON answer (person, purpose);
    CREATE INDEX biometric_end ON answer (person)
        WHERE purpose = 'biometric' AND (answer <> 'grant' OR until IS NOT NULL);
    CREATE TRIGGER answer_is_never_changed BEFORE UPDATE ON answer
        BEGIN SELECT RAISE(ABORT, 'answers are added, never changed'); END;

    CREATE TABLE template (
        sequence INTEGER PRIMARY KEY,
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL,            -- float32, little-endian
        taken TEXT NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE INDEX template_of_person ON template (person);
    CREATE INDEX template_of_model ON template (model);

    CREATE TABLE channel (
        id TEXT PRIMARY KEY NOT NULL,
        school_owned TEXT NOT NULL CHECK (school_owned IN ('yes', 'no')),
        approved TEXT NOT NULL CHECK (approved IN ('yes', 'no')),
        approved_by TEXT NOT NULL,
        owner TEXT NOT NULL,
        administrators TEXT NOT NULL,    -- ids, a space between two
        policy_link TEXT NOT NULL,
        approved_on TEXT,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    INSERT INTO person SELECT id, kind, name, born, left_on, never_publish, digest FROM aside_person;
    INSERT INTO known_as SELECT person, position, name FROM aside_known_as;
    INSERT INTO answer SELECT sequence, person, purpose, answer, by_role, by_ref, given_on, NULL, until, 'unspecified',
        evidence, NULL, recorded_at, digest FROM aside_answer;
    INSERT INTO template SELECT sequence, person, model, vector, taken, digest FROM aside_template;
    INSERT INTO channel SELECT id, school_owned, approved, approved_by, '', '', '', NULL, digest FROM aside_channel;
    DROP TABLE aside_person;
    DROP TABLE aside_known_as;
    DROP TABLE aside_answer;
    DROP TABLE aside_template;
    DROP TABLE aside_channel;

    CREATE TABLE purpose (
        id TEXT PRIMARY KEY NOT NULL,
        basis TEXT NOT NULL,
        pupil_from INTEGER NOT NULL,     -- 0: no such age; so the next two
        parent_until INTEGER NOT NULL,
        form_days INTEGER NOT NULL,
        description TEXT NOT NULL,
        digest BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE delegation (
        sequence INTEGER PRIMARY KEY,
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        purpose TEXT NOT NULL,
        carer TEXT NOT NULL,
        delegated TEXT NOT NULL CHECK (delegated IN ('yes', 'no')),
        by_role TEXT NOT NULL,
        by_ref TEXT NOT NULL,
        given_on TEXT NOT NULL,
        until TEXT,
        evidence TEXT NOT NULL CHECK (delegated = 'no' OR trim(evidence) <> ''),
        recorded_at INTEGER NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE INDEX delegation_of_person ON delegation (person);
    CREATE TRIGGER delegation_is_never_changed BEFORE UPDATE ON delegation
        BEGIN SELECT RAISE(ABORT, 'delegations are added, never changed'); END;

    CREATE TABLE notice (
        sequence INTEGER PRIMARY KEY,
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        ref TEXT NOT NULL,
        notice TEXT NOT NULL,
        decided_on TEXT,
        authorised_by TEXT NOT NULL CHECK (notice IN ('due', 'notified') OR trim(authorised_by) <> ''),
        evidence TEXT NOT NULL,
        recorded_at INTEGER NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE INDEX notice_of_person ON notice (person);
    CREATE TRIGGER notice_is_never_changed BEFORE UPDATE ON notice
        BEGIN SELECT RAISE(ABORT, 'notices are added, never changed'); END;

    CREATE TABLE authority (
        sequence INTEGER PRIMARY KEY,
        person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
        in_force TEXT NOT NULL CHECK (in_force IN ('yes', 'no')),
        reference TEXT NOT NULL CHECK (trim(reference) <> ''),
        authorised_by TEXT NOT NULL CHECK (trim(authorised_by) <> ''),
        given_on TEXT NOT NULL,
        until TEXT,
        recorded_at INTEGER NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE INDEX authority_of_person ON authority (person);
    CREATE TRIGGER authority_is_never_changed BEFORE UPDATE ON authority
        BEGIN SELECT RAISE(ABORT, 'authorities are added, never changed'); END;

    CREATE TABLE destruction (           -- outlives the person
        sequence INTEGER PRIMARY KEY,
        person TEXT NOT NULL,
        destroyed_at INTEGER NOT NULL,
        cause TEXT NOT NULL CHECK (cause IN ('request', 'refusal', 'lapse')),
        templates INTEGER NOT NULL,
        vectors TEXT NOT NULL,           -- SHA-256 over the vectors' SHA-256
        digest BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER destruction_is_never_changed BEFORE UPDATE ON destruction
        BEGIN SELECT RAISE(ABORT, 'receipts are added, never changed'); END;

    PRAGMA user_version = 2;
    )sql",
    // Step 3: the school's own key of a person.
    R"sql(
    ALTER TABLE person ADD COLUMN school_key TEXT;
    CREATE UNIQUE INDEX person_by_school_key ON person (school_key);

    PRAGMA user_version = 3;
    )sql",
};

inline constexpr SqliteSchema register_schema{"register", 1129206610, register_steps};

}  // namespace consent
