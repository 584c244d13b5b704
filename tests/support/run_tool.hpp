// SPDX-License-Identifier: Apache-2.0
//
// Runs the command line tool as a user would and keeps what it says.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace consent::test {

struct ToolRun {
    int status = -1;  // exit status; 128 + signal when a signal ended it
    std::string out;
    std::string err;
};

struct ToolSettings {
    std::filesystem::path folder{};  // where it runs; empty: here
    std::vector<std::pair<std::string, std::string>> environment{};  // added to ours; an empty value unsets
};

// The tool that the build made ($CONSENT_TOOL); empty: this build made none.
std::string tool_path();

// Requires: !tool_path().empty(). Standard input is empty; no output is a terminal.
ToolRun run_tool(const std::vector<std::string>& arguments, const ToolSettings& settings = {});

}  // namespace consent::test
