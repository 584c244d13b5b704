// SPDX-License-Identifier: Apache-2.0
//
// Entries of the register and the audit log as JSON, one object on one line without its newline.
#pragma once

#include <string>

#include <consent/consent.hpp>

namespace consent::cli {

// A person with the standing of every purpose on `day`, all answers, and what is known of the templates (never vectors).
std::string to_json(const RegisterSnapshot& all, const Person& person, Date day);

std::string to_json(const AuditRecord& record);

// How faces are matched on `day`, and what it follows from.
std::string to_json(const ThresholdQuestion& question, const ThresholdAnswer& answer, Date day);
std::string to_json(const EnrolmentReport& report);
std::string to_json(const SelfTest& test);

// What `consent strip` did with a file of that digest; `texts`: with the texts that were taken out.
std::string to_json(std::string_view file, const Digest& original, const Stripped& stripped, std::string_view location,
                    bool texts);

}  // namespace consent::cli
