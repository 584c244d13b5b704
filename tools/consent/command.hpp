// SPDX-License-Identifier: Apache-2.0
//
// What every subcommand shares: exit statuses, option spellings, how errors are told. main.cpp assembles; one
// cmd_<name>.cpp a subcommand: an options struct, setup_<name>() that declares it, run_<name>() that does it.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include <consent/consent.hpp>

namespace consent::cli {

// Exit statuses, as sysexits(3) has them where it has one.
inline constexpr int exit_publish = 0;   // also plain success
inline constexpr int exit_block = 1;
inline constexpr int exit_review = 2;
inline constexpr int exit_usage = 64;
inline constexpr int exit_unreadable = 65;
inline constexpr int exit_unavailable = 69;
inline constexpr int exit_internal = 70;
inline constexpr int exit_write_failed = 74;

int exit_status(Verdict verdict) noexcept;
int exit_status(ErrorCode code) noexcept;

// In a batch the worst wins: internal and unavailable, then write_failed, unreadable, usage, block, review, publish.
int worse_status(int a, int b) noexcept;

// Prints "consent: <what>: <message>" (or without <what> when empty) to standard error; returns the exit status.
int fail(const Error& error, std::string_view what = {});

// Options that are spelled alike everywhere.
void add_register_option(CLI::App& command, std::string& url);   // --register URL, or $CONSENT_REGISTER
void add_models_option(CLI::App& command, std::string& folder);  // --models DIR, or $CONSENT_MODELS
void add_at_option(CLI::App& command, std::string& at);          // --at DATE

// The day given with --at (its first instant, UTC), or the clock's now when empty.
Result<Instant> instant_of(const std::string& at);

// The whole of a file, or "-" for standard input.
// Fails: unreadable: missing, a directory, not permitted, larger than limit.
Result<Bytes> read_file(const std::string& path, std::size_t limit);

// True when standard output (error) is a terminal and NO_COLOR is not set.
bool colour_on_stdout();
bool progress_on_stderr();

// Each declares its subcommand on `app`; when it is the one called, `status` receives the exit status.
void setup_check(CLI::App& app, int& status);
void setup_publish(CLI::App& app, int& status);
void setup_scan(CLI::App& app, int& status);
void setup_strip(CLI::App& app, int& status);
void setup_words(CLI::App& app, int& status);
void setup_register(CLI::App& app, int& status);
void setup_models(CLI::App& app, int& status);
void setup_audit(CLI::App& app, int& status);
void setup_selftest(CLI::App& app, int& status);
void setup_demo(CLI::App& app, int& status);

}  // namespace consent::cli
