// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <unistd.h>

#include "cmd_register.hpp"

namespace consent::cli {

namespace {

struct ImportOptions : RegisterOptions {
    std::vector<std::string> files;
    std::string mapping;
    bool dry_run = false;
    std::size_t accept_grants = 0;
    CLI::Option* accepted = nullptr;
};

std::string pupils(std::size_t count) { return std::to_string(count) + (count == 1 ? " person" : " people"); }

void print_ids(const std::vector<std::string>& ids) {
    constexpr std::size_t most = 12;
    for (std::size_t i = 0; i < ids.size() && i < most; ++i) std::cout << (i == 0 ? "    " : ", ") << ids[i];
    if (ids.size() > most) std::cout << " and " << ids.size() - most << " more";
    if (!ids.empty()) std::cout << "\n";
}

void print_plan(const ImportPlan& plan) {
    std::cout << plan.rows << (plan.rows == 1 ? " row" : " rows") << " read and understood.\n";
    if (!plan.batch.people.empty()) std::cout << pupils(plan.batch.people.size()) << " to be added to the register.\n";
    if (!plan.batch.left.empty()) std::cout << pupils(plan.batch.left.size()) << " with a last day at the school.\n";
    for (const ImportChange& change : plan.changes) {
        std::cout << pupils(change.people.size()) << ": " << change.purpose << " " << to_string(change.before) << " -> "
                  << to_string(change.after) << (change.after == ConsentState::granted ? ", which means yes" : "") << "\n";
        print_ids(change.people);
    }
    if (plan.changes.empty()) std::cout << "Nobody's standing changes.\n";
    if (!plan.conflicts.empty()) {
        std::cout << plan.conflicts.size() << " with answers that contradict each other, taken as no:\n";
        print_ids(plan.conflicts);
    }
    if (!plan.renamed.empty()) {
        std::cout << pupils(plan.renamed.size()) << " spelt otherwise in the files; the register keeps its own spelling:\n";
        print_ids(plan.renamed);
    }
    if (!plan.absent.empty()) {
        std::cout << pupils(plan.absent.size()) << " in the register and in none of the files; nothing changes for them:\n";
        print_ids(plan.absent);
    }
}

// Whoever sits at the terminal is asked for the number itself: "yes" is typed too quickly.
Result<std::size_t> accepted_grants(const ImportOptions& options, const ImportPlan& plan) {
    if (options.accepted->count() > 0 || plan.grants == 0) return options.accept_grants;
    const std::string what = std::to_string(plan.grants) + (plan.grants == 1 ? " standing turns" : " standings turn") + " into a yes.";
    if (::isatty(STDIN_FILENO) == 0)
        return Error{ErrorCode::refused, what + " If that is meant, say --accept-grants " + std::to_string(plan.grants) + "; nothing was changed."};
    std::cout << what << " If that is meant, type the number: " << std::flush;
    std::string typed;
    std::getline(std::cin, typed);
    if (typed != std::to_string(plan.grants)) return Error{ErrorCode::refused, "That is another number; nothing was changed."};
    return plan.grants;
}

Result<std::vector<ImportFile>> read_files(const std::vector<std::string>& paths) {
    std::vector<ImportFile> files;
    for (const std::string& path : paths) {
        auto bytes = read_file(path, Limits{}.file_bytes);
        if (!bytes) return Error{bytes.error().code, path + " " + bytes.error().message + "."};
        files.push_back({path, *std::move(bytes)});
    }
    return files;
}

int run_import(const ImportOptions& options) {
    if (!options.at.empty() && !options.dry_run)
        return fail({ErrorCode::invalid_argument, "An import is done today: --at goes with --dry-run alone."});
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto mapping = read_file(options.mapping, std::size_t{1} << 20);
    if (!mapping) return fail(mapping.error(), options.mapping);
    const auto files = read_files(options.files);
    if (!files) return fail(files.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    const auto plan = plan_import(*all, {reinterpret_cast<const char*>(mapping->data()), mapping->size()}, *files, date_of(opened->now));
    if (!plan) return fail(plan.error());
    print_plan(*plan);
    if (options.dry_run) {
        std::cout << "This was a dry run: nothing was changed. " << plan->grants << (plan->grants == 1 ? " standing" : " standings")
                  << " would turn into a yes.\n";
        return 0;
    }
    const auto accepted = accepted_grants(options, *plan);
    if (!accepted) return fail(accepted.error());
    if (const auto done = apply_import(*opened->people, *plan, *accepted, opened->now); !done) return fail(done.error());
    std::cout << plan->batch.answers.size() << (plan->batch.answers.size() == 1 ? " answer" : " answers") << " recorded.\n";
    const auto after = opened->people->snapshot();
    if (after) print_receipts(*all, *after);
    return 0;
}

}  // namespace

void setup_register_import(CLI::App& app, int& status) {
    auto options = std::make_shared<ImportOptions>();
    auto* command = add_register_command(app, "import", "Answers from a school system's export (docs/import.md)", *options, false);
    command->add_option("FILE", options->files, "Exports, as comma-separated values")->required();
    command->add_option("--mapping", options->mapping, "How the columns are to be read")->type_name("FILE")->required();
    command->add_flag("--dry-run", options->dry_run, "Say what would change, and change nothing");
    options->accepted = command->add_option("--accept-grants", options->accept_grants,
                                            "How many standings you mean to turn into a yes, as the dry run says")
                            ->type_name("N");
    command->callback([options, &status] { status = run_import(*options); });
}

}  // namespace consent::cli
