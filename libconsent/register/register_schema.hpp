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

inline constexpr std::array<SqlText, 1> register_steps{
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
};

inline constexpr SqliteSchema register_schema{"register", 1129206610, register_steps};

}  // namespace consent
