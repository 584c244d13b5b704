// SPDX-License-Identifier: Apache-2.0
//
// Rows of what was said: answers, delegations, notifications, grounds, the rules of purposes, receipts. Read through their
// digests as those of register/register_rows.hpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <consent/register.hpp>
#include <consent/result.hpp>

#include "base/sqlite_db.hpp"

namespace consent {

// Fills purposes, answers, delegations, notices, authorities and destroyed.
Result<void> read_consents(SqliteDb& db, RegisterSnapshot& all);

// Of one person, all but record.person and record.match_never_publish.
Result<void> read_biometrics(SqliteDb& db, std::string_view person, BiometricRecord& record);

Result<std::vector<Purpose>> read_purposes(SqliteDb& db);
Result<void> put_purpose_row(SqliteDb& db, const Purpose& purpose);

// Requires: the people are there. Each stores `now` as the time of recording.
Result<void> add_answers(SqliteDb& db, std::span<const ConsentAnswer> answers, Instant now);
Result<void> add_delegation(SqliteDb& db, const Delegation& delegation, Instant now);
Result<void> add_notice(SqliteDb& db, const ParentNotice& notice, Instant now);
Result<void> add_authority(SqliteDb& db, const ListedAuthority& authority, Instant now);
Result<void> add_destruction(SqliteDb& db, const Destruction& receipt);

}  // namespace consent
