// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <filesystem>
#include <iostream>

#include "command.hpp"
#include "records_json.hpp"

namespace consent::cli {

namespace {

struct AuditOptions {
    std::string url;
    std::string path;
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

int run_verify(const AuditOptions& options) {
    std::string path;
    const auto log = open_log(options, path);
    if (!log) return fail(log.error());
    const auto count = verify(**log);
    if (!count) return fail(count.error());
    if (*count == 0) {
        std::cout << path << " holds no record yet.\n";
        return 0;
    }
    const auto last = (*log)->read(*count, 1);
    if (!last) return fail(last.error());
    std::cout << path << ": " << *count << (*count == 1 ? " record" : " records")
              << ", each as it was written and each following from the one before.\n";
    if (!last->empty())
        std::cout << "Hash of the last: " << to_hex(last->front().hash)
                  << "\nKeep it elsewhere: records cut off at the end leave a log that verifies.\n";
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
    command = add_command(*group, "verify", "Prove that no entry was changed, taken out or moved", *check);
    command->callback([check, &status] { status = run_verify(*check); });
}

}  // namespace consent::cli
