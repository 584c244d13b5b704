// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "command.hpp"
#include "records_json.hpp"

namespace consent::cli {

namespace {

struct AuditOptions {
    std::string url;
    std::string path;
    std::string checkpoints;  // a file of them, kept elsewhere
    std::uint64_t last = 20;
    bool json = false;
};

// Looking at a log must not make one.
Result<std::unique_ptr<AuditLog>> open_log(const AuditOptions& options, std::string& path) {
    if (options.path.empty() && options.url.empty())
        return Error{ErrorCode::invalid_argument, "Say which register with --register, or which log with --audit."};
    path = options.path.empty() ? audit_path_beside(options.url) : options.path;
    std::error_code failed;
    if (!std::filesystem::exists(path, failed))
        return Error{ErrorCode::unavailable, "There is no audit log at " + path + "."};
    return open_audit_log(path);
}

std::string short_hex(const std::optional<Digest>& digest) {
    return digest ? to_hex(*digest).substr(0, 12) : std::string("-");
}

void print_record(const AuditRecord& record) {
    const AuditEntry& entry = record.entry;
    std::cout << record.sequence << "  " << to_string(entry.at) << "  " << to_string(entry.action);
    if (!entry.by.empty()) std::cout << "  by " << entry.by;
    if (entry.action == AuditAction::check) std::cout << "  " << to_string(entry.verdict);
    if (!entry.use.purpose.empty()) std::cout << "  " << to_string(entry.use);
    if (entry.input) std::cout << "  picture " << short_hex(entry.input);
    if (entry.output) std::cout << "  copy " << short_hex(entry.output);
    for (std::size_t i = 0; i < entry.people.size(); ++i) std::cout << (i == 0 ? "  shows " : ",") << entry.people[i];
    for (std::size_t i = 0; i < entry.rules.size(); ++i) std::cout << (i == 0 ? "  " : ",") << id_of(entry.rules[i]);
    std::cout << "\n";
}

int run_show(const AuditOptions& options) {
    std::string path;
    const auto log = open_log(options, path);
    if (!log) return fail(log.error());
    std::deque<AuditRecord> tail;
    for (std::uint64_t next = 1;;) {
        auto records = (*log)->read(next, 1000);
        if (!records) return fail(records.error());
        if (records->empty()) break;
        next = records->back().sequence + 1;
        for (AuditRecord& record : *records) {
            tail.push_back(std::move(record));
            if (tail.size() > options.last) tail.pop_front();
        }
    }
    for (const AuditRecord& record : tail) {
        if (options.json)
            std::cout << to_json(record) << "\n";
        else
            print_record(record);
    }
    return 0;
}

// The checkpoints in a file: lines that begin with their word; the rest of a mail or a note is passed over.
Result<std::vector<AuditCheckpoint>> read_checkpoints(const std::string& path) {
    const auto bytes = read_file(path, std::size_t{1} << 20);
    if (!bytes) return Error{bytes.error().code, "The file of checkpoints " + bytes.error().message + "."};
    std::istringstream lines(std::string(bytes->begin(), bytes->end()));
    std::vector<AuditCheckpoint> checkpoints;
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (!line.starts_with("consent-audit-checkpoint")) continue;
        const auto checkpoint = parse_checkpoint(line);
        if (!checkpoint) return checkpoint.error();
        checkpoints.push_back(*checkpoint);
    }
    if (checkpoints.empty()) return Error{ErrorCode::unreadable, "There is no checkpoint in " + path + "."};
    return checkpoints;
}

int run_verify(const AuditOptions& options) {
    std::vector<AuditCheckpoint> kept;
    if (!options.checkpoints.empty()) {
        auto read = read_checkpoints(options.checkpoints);
        if (!read) return fail(read.error());
        kept = *std::move(read);
    }
    std::string path;
    const auto log = open_log(options, path);
    if (!log) return fail(log.error());
    const auto count = verify(**log, kept);
    if (!count) return fail(count.error());
    if (*count == 0) {
        std::cout << path << " holds no record yet.\n";
        return 0;
    }
    std::cout << path << ": " << *count << (*count == 1 ? " record" : " records")
              << ", each as it was written and each following from the one before, to the signed end.\n";
    if (!kept.empty())
        std::cout << (kept.size() == 1 ? "The checkpoint is" : "All " + std::to_string(kept.size()) + " checkpoints are")
                  << " of this log.\n";
    else
        std::cout << "An older copy of the whole log would pass too: keep what `consent audit checkpoint` prints somewhere else,\n"
                     "and give it with --checkpoint.\n";
    return 0;
}

int run_checkpoint(const AuditOptions& options) {
    std::string path;
    const auto log = open_log(options, path);
    if (!log) return fail(log.error());
    if (const auto count = verify(**log); !count) return fail(count.error());
    const auto end = (*log)->checkpoint();
    if (!end) return fail(end.error());
    if (*end) std::cout << to_string(**end) << "\n";
    return 0;
}

// Every record as it stands in the log, one JSON object a line, and the signed end as the last line.
int run_export(const AuditOptions& options) {
    std::string path;
    const auto log = open_log(options, path);
    if (!log) return fail(log.error());
    const auto end = (*log)->checkpoint();
    if (!end) return fail(end.error());
    const std::uint64_t most = *end ? (*end)->sequence : 0;
    for (std::uint64_t next = 1; next <= most;) {
        const auto records = (*log)->read(next, std::min<std::uint64_t>(1000, most - next + 1));
        if (!records) return fail(records.error());
        if (records->empty()) return fail({ErrorCode::unavailable, "Audit record " + std::to_string(next) + " is missing: the log has been changed."});
        for (const AuditRecord& record : *records) std::cout << to_json(record) << "\n";
        next = records->back().sequence + 1;
    }
    if (*end) std::cout << R"({"checkpoint":")" << to_string(**end) << "\"}\n";
    return 0;
}

CLI::App* add_command(CLI::App& app, const char* name, const char* what, AuditOptions& options) {
    auto* command = app.add_subcommand(name, what);
    add_register_option(*command, options.url);
    command->get_option("--register")->required(false);
    command->add_option("--audit", options.path, "Audit log (default: beside the register)")->type_name("FILE");
    return command;
}

}  // namespace

void setup_audit(CLI::App& app, int& status) {
    auto* group = app.add_subcommand("audit", "The log of everything judged and let out");
    group->require_subcommand(1);

    auto show = std::make_shared<AuditOptions>();
    auto* command = add_command(*group, "show", "The latest entries", *show);
    command->add_option("--last", show->last, "How many (default: 20)")->check(CLI::PositiveNumber)->type_name("N");
    command->add_flag("--json", show->json, "One JSON object a line");
    command->callback([show, &status] { status = run_show(*show); });

    auto check = std::make_shared<AuditOptions>();
    command = add_command(*group, "verify", "Prove that no entry was changed, taken out, moved or cut off", *check);
    command->add_option("--checkpoint", check->checkpoints, "Checkpoints kept elsewhere, to prove that it is still that log")
        ->type_name("FILE");
    command->callback([check, &status] { status = run_verify(*check); });

    auto point = std::make_shared<AuditOptions>();
    command = add_command(*group, "checkpoint", "Print the signed end of the log, to keep somewhere else", *point);
    command->callback([point, &status] { status = run_checkpoint(*point); });

    auto all = std::make_shared<AuditOptions>();
    command = add_command(*group, "export", "Every entry as JSON, one a line, and the signed end", *all);
    command->callback([all, &status] { status = run_export(*all); });
}

}  // namespace consent::cli
