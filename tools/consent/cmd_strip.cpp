// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "command.hpp"
#include "picture_options.hpp"
#include "records_json.hpp"
#include "report.hpp"

namespace consent::cli {

namespace {

struct StripOptions {
    std::vector<std::string> pictures;
    std::string output;
    CopyOptions copy;
    bool show = false;
    bool json = false;
};

constexpr const char* no_clearance =
    "Nobody has looked at the faces: this is no clearance. `consent check` says what may be published.\n";

// On one line, and short enough to read.
std::string shown(std::string text) {
    constexpr std::size_t most = 200;
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
}

void print(const std::string& path, const Stripped& stripped, const std::string& location, bool show) {
    std::vector<std::string> names;
    for (const MetadataItem& item : stripped.removed) names.push_back(item.name);
    std::cout << path << ": " << location << "\n";
    if (stripped.removed.empty()) std::cout << "  nothing beside the picture was in it\n";
    else if (!show) std::cout << "  taken out: " << some_of(names, 6) << "\n";
    if (show)
        for (const MetadataItem& item : stripped.removed)
            std::cout << "  " << item.name << (item.text.empty() ? "" : ": " + shown(item.text)) << "\n";
    if (stripped.method == CopyMethod::re_encoded)
        std::cout << "  decoded and written anew" << (stripped.from == stripped.format ? "" : " as " + std::string(to_string(stripped.format)))
                  << "\n";
}

Result<void> strip_one(const std::string& path, const StripOptions& options, Sink& sink) {
    const auto bytes = read_file(path, Limits{}.file_bytes);
    if (!bytes) return bytes.error();
    auto stripped = strip(*bytes, options.copy);
    if (!stripped) return std::move(stripped).error();
    const std::string name = "photo-" + to_hex(sha256(stripped->bytes)).substr(0, 12) + std::string(extension_of(stripped->format));
    auto location = sink.write(stripped->bytes, name);
    if (!location) return std::move(location).error();
    if (options.json) std::cout << to_json(path, sha256(*bytes), *stripped, *location, options.show) << "\n";
    else print(path, *stripped, *location, options.show);
    return {};
}

int run_strip(const StripOptions& options) {
    const auto sink = make_folder_sink(options.output);
    int status = exit_publish;
    std::size_t written = 0;
    for (const std::string& path : options.pictures) {
        if (auto done = strip_one(path, options, *sink); done) ++written;
        else status = worse_status(status, fail(done.error(), path));
    }
    if (!options.json && written > 0) std::cout << no_clearance;
    return status;
}

}  // namespace

void setup_strip(CLI::App& app, int& status) {
    auto* command = app.add_subcommand("strip", "Take metadata out of pictures; no faces are looked for, so this is no clearance");
    auto options = std::make_shared<StripOptions>();
    command->add_option("FILE", options->pictures, "Pictures to strip; - for standard input")->required();
    command->add_option("-o,--output", options->output, "Folder for the clean copies")->type_name("DIR")->required();
    add_copy_options(*command, options->copy);
    command->add_flag("--show", options->show, "Print the texts that were found as well");
    command->add_flag("--json", options->json, "One JSON object for each picture");
    command->callback([options, &status] { status = run_strip(*options); });
}

}  // namespace consent::cli
