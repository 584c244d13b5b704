// SPDX-License-Identifier: Apache-2.0
//
// The pictures of many origins that lie beside the tree, where they do, and the judge that lies with them.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/image.hpp>

namespace consent::test {

inline std::filesystem::path shared_folder() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    return source == nullptr ? std::filesystem::path() : std::filesystem::path(source) / ".." / "shared";
}

inline Bytes read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

inline void write_file(const std::filesystem::path& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()),
                                                static_cast<std::streamsize>(bytes.size()));
}

// In the order of their names; none where the corpus is not at hand.
inline std::vector<std::filesystem::path> corpus_of(std::initializer_list<Format> formats) {
    std::vector<std::filesystem::path> found;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(shared_folder() / "testdata" / "metadata", none))
        if (std::count(formats.begin(), formats.end(), sniff(read_file(entry.path()))) > 0) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

// File name -> what an independent reader says of it: valid, damaged, undecodable.
inline std::map<std::string, std::string> corpus_validity() {
    std::map<std::string, std::string> table;
    std::ifstream file(shared_folder() / "testdata" / "metadata.tsv");
    for (std::string line; std::getline(file, line);)
        table[line.substr(0, line.find('\t'))] = line.substr(line.rfind('\t') + 1);
    return table;
}

inline bool runs(const std::string& command) { return std::system((command + " > /dev/null 2>&1").c_str()) == 0; }

// Whether check_stripped.py can be asked here.
inline bool judge_is_here() {
    return std::filesystem::exists(shared_folder() / "check" / "check_stripped.py") &&
           runs("python3 -c 'import json'") && runs("exiftool -ver");
}

// Whether an independent reader finds nothing in the copy. Requires: judge_is_here().
inline bool judge_finds_nothing(const std::filesystem::path& original, const std::filesystem::path& copy,
                                const std::string& more_options = {}) {
    const auto quoted = [](const std::filesystem::path& path) { return "'" + path.string() + "'"; };
    return runs("python3 " + quoted(shared_folder() / "check" / "check_stripped.py") + " --auto-needles --strict-icc " +
                more_options + " " + quoted(original) + " " + quoted(copy));
}

}  // namespace consent::test
