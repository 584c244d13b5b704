// SPDX-License-Identifier: Apache-2.0
//
// A folder for models, a manifest that names one made-up model, and what lies in files.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <consent/digest.hpp>
#include <consent/models.hpp>

#include "support/scratch.hpp"

namespace consent::test {

class Folder : public Scratch {
public:
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path() / name; }

    // How many files lie in it.
    [[nodiscard]] std::ptrdiff_t files() const {
        return std::distance(std::filesystem::directory_iterator(path()), std::filesystem::directory_iterator());
    }
};

inline void write_text(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline ByteView bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// 10 000 bytes, no two thousands of them alike.
inline std::string made_up_model() {
    std::string model;
    for (int line = 0; line < 1000; ++line) model += "row " + std::string(line < 10 ? 2 : line < 100 ? 1 : 0, '0') +
                                                     std::to_string(line) + ".\n" + (line % 2 == 0 ? "a" : "b");
    return model;
}

struct Entry {
    std::string id = "made_up";
    std::string task = "detect";
    std::string file = "made_up.onnx";
    std::string bytes = "10000";
    std::string sha256;             // with its quotation marks, or null
    std::string source = "null";    // the same
    std::string compression = "null";
};

// As a text in JSON.
inline std::string quoted(const std::string& text) {
    std::string json = "\"";
    json += text;
    json += '"';
    return json;
}

inline Entry entry_of(const std::string& content) {
    Entry entry;
    entry.bytes = std::to_string(content.size());
    entry.sha256 = quoted(to_hex(consent::sha256(bytes_of(content))));
    return entry;
}

inline std::string json_of(const Entry& entry) {
    const bool embeds = entry.task == "embed";
    return R"({"id": ")" + entry.id + R"(", "task": ")" + entry.task + R"(", "backend": ")" +
           (embeds ? "onnx" : "yunet") + R"(", "file": ")" + entry.file + R"(", "bytes": )" + entry.bytes +
           R"(, "sha256": )" + entry.sha256 + R"(, "licence": "CC0-1.0", "source": )" + entry.source +
           R"(, "compression": )" + entry.compression +
           R"(, "origin": "https://models.invalid/", "input": {"width": 112, "height": 112, "channels": "rgb", )"
           R"("mean": [1, 2.5, 3], "scale": 0.5, "alignment": )" +
           (embeds ? R"("arcface_112")" : "null") + "}, " +
           (embeds ? R"("dimension": 128, "thresholds": {"clear": 0.5, "deny": 0.25, "margin": 0.125}, )"
                     R"("grade": "none", "evidence": "Nobody measured.", )"
                   : "") +
           R"("note": ""})";
}

inline std::string manifest_of(const std::string& entries) {
    return R"({"schema": 1, "models": [)" + entries + "]}";
}

inline ModelStore store_of(const std::filesystem::path& folder, const std::string& entries) {
    auto store = ModelStore::open(folder, manifest_of(entries));
    if (!store) throw std::runtime_error(store.error().message);
    return *std::move(store);
}

}  // namespace consent::test
