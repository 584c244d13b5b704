// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <consent/consent.hpp>

namespace consent::cli {

// The report in sentences, to standard output. `about`: only what concerns that person, and nothing where there is nothing.
void print_report(const EnrolmentReport& report, const std::optional<std::string>& about = {});

}  // namespace consent::cli
