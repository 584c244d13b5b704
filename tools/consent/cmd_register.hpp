// SPDX-License-Identifier: Apache-2.0
//
// What the subcommands of `consent register` share. cmd_register.cpp declares them all and does the plain ones; the
// answers, the enrolment and the listings have files of their own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "command.hpp"

namespace consent::cli {

struct RegisterOptions {
    std::string url;
    std::string at;
    std::string id;
};

// A subcommand with the options that all of them take. `wants_id`: its first argument is a person's id.
CLI::App* add_register_command(CLI::App& app, const char* name, const char* what, RegisterOptions& options,
                               bool wants_id);

struct OpenedRegister {
    std::unique_ptr<Register> people;
    Instant now;
};

Result<OpenedRegister> open_named(const RegisterOptions& options);

// nullptr: nobody has the id.
const Person* find_person(const RegisterSnapshot& all, std::string_view id);
std::size_t count_templates(const RegisterSnapshot& all, std::string_view id);

// "no templates", "1 template", "3 templates"
std::string templates_text(std::size_t count);

// Which recognition model is asked about.
struct MatchingOptions {
    std::string models_folder;
    std::string embedder;
};

void add_matching_options(CLI::App& command, MatchingOptions& options);
// The model named, else the one that a gate would take, else the one of most of the templates.
Result<ModelSpec> model_of(const MatchingOptions& options, const RegisterSnapshot& all);
int show_matching(const RegisterOptions& options, const MatchingOptions& matching, bool json);

// The receipts written since `before`, for people to read.
void print_receipts(const RegisterSnapshot& before, const RegisterSnapshot& after);

std::string giver_text(const Giver& giver);  // "parent:2"

void setup_register_answers(CLI::App& app, int& status);  // grant, refuse, withdraw, object
void setup_register_channels(CLI::App& app, int& status); // channel
void setup_register_enrol(CLI::App& app, int& status);    // enrol, unenrol
void setup_register_import(CLI::App& app, int& status);
void setup_register_matching(CLI::App& app, int& status); // calibrate
void setup_register_parents(CLI::App& app, int& status);  // notify, delegate, match-listed
void setup_register_purposes(CLI::App& app, int& status); // purpose add, purpose list
void setup_register_report(CLI::App& app, int& status);
void setup_register_show(CLI::App& app, int& status);     // show, list

}  // namespace consent::cli
