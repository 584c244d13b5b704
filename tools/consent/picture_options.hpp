// SPDX-License-Identifier: Apache-2.0
//
// What `check` and `publish` are told alike: the pictures, the words and people that go with them, and the gate to use.
#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace consent::cli {

// The gate's parts by name, shared with `scan`.
struct GateOptions {
    Setup setup;
    std::string models_folder;
    std::string use;
    std::string at;
    bool json = false;
};

struct PictureOptions {
    GateOptions gate;
    std::vector<std::string> pictures;
    std::string caption;
    std::string caption_file;
    std::string alt;
    std::string title;
    std::string hashtags;
    std::vector<std::string> present;
    int people = -1;
    std::vector<std::string> activities;
    bool confirm = false;
    CopyOptions copy;
};

// `at`: whether a day other than today may be asked about. What publishes may not: a consent that was withdrawn yesterday is
// withdrawn.
enum class OtherDays { allowed, refused };
void add_gate_options(CLI::App& command, GateOptions& options, OtherDays at);
void add_picture_options(CLI::App& command, PictureOptions& options, OtherDays at);

// --max-edge and --quality: a smaller copy; --turn-pixels: upright without a tag.
void add_copy_options(CLI::App& command, CopyOptions& options);

// A gate ready to judge, for a use at a time.
struct OpenedGate {
    Gate gate;
    Use use;
    Instant now;
};
Result<OpenedGate> open_gate_for(const GateOptions& options);

// Everything about the candidate but its bytes.
// Fails: invalid_argument when options contradict each other; unreadable for the caption file.
Result<Candidate> candidate_of(const PictureOptions& options);

// What lies beside the picture and tells of it (consent/check_words.hpp); nothing for standard input.
Result<std::vector<Words>> words_of_file(const std::string& picture, const Limits& limits);

}  // namespace consent::cli
