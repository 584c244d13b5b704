// SPDX-License-Identifier: Apache-2.0
//
// The folder in which `consent demo` plays, and how its commands are spelled for the reader.
#pragma once

#include <filesystem>
#include <string>

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent::cli {

// `wanted`, created when missing; empty: a fresh folder among the temporary files.
// Fails: invalid_argument when it is there and not empty, or is no folder; write_failed when it cannot be made.
Result<std::filesystem::path> demo_folder(const std::string& wanted);

// Writes a file and the folders above it. Fails: write_failed.
Result<void> write_demo_file(const std::filesystem::path& path, ByteView bytes);

// How to call this program from where the user stands: "consent" when that is what the shell would find.
std::string own_name();

// `text` as one word for a shell.
std::string shell_word(const std::string& text);

}  // namespace consent::cli
