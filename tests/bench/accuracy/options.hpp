// SPDX-License-Identifier: Apache-2.0
//
// What the command line asks for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <consent/open.hpp>

#include "photos.hpp"
#include "samples.hpp"

namespace consent::accuracy {

struct Options {
    std::filesystem::path data;
    std::filesystem::path models;
    std::filesystem::path out;
    std::filesystem::path keep;   // empty: no picture is written out
    std::set<std::string> parts;  // empty: all
    int pictures = 300;           // for the gate, that hold somebody who must not be shown
    std::optional<int> cleared;   // and of cleared people alone; absent: a third as many
    int first = 0;                // number of the first of them; a third of it for the cleared
    int draws = 100;              // of members and strangers
    std::uint64_t seed = 1;
    std::string detector;  // model ids; empty: as the gate would choose
    std::string embedder;
    std::string safety_net;
    std::map<std::string, std::string> policy;  // settings that differ from the default

    [[nodiscard]] bool wants(const std::string& part) const { return parts.empty() || parts.contains(part); }
    [[nodiscard]] Setup setup() const;
};

// Absent: it cannot be understood; the reason went to standard error.
std::optional<Options> read_options(int argc, char** argv);

// Every photograph of lfw.tsv as the recognition model sees it.
struct Recognition {
    People people;
    Parts parts;
    std::vector<Sample> samples;
};
// Absent: there is no model or no photograph; the reason went to standard error.
std::optional<Recognition> recognise(const Options& options);

// The parts of the program. Each prints its tables and writes its files; false where something failed, and why
// went to standard error.
bool measure_detection(const Options& options);
bool measure_verification(const Options& options, const Recognition& recognition);
bool measure_open_set(const Options& options, const Recognition& recognition);
bool measure_gate(const Options& options);

}  // namespace consent::accuracy
