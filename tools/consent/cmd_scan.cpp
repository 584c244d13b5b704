// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "command.hpp"
#include "picture_options.hpp"
#include "report.hpp"

namespace consent::cli {

namespace {

struct ScanOptions {
    GateOptions gate;
    std::string folder;
};

void show_progress(const ScanItem& item) {
    constexpr std::uint64_t width = 30;
    const std::uint64_t filled = item.total == 0 ? width : item.done * width / item.total;
    std::cerr << "\r[" << std::string(filled, '#') << std::string(width - filled, '.') << "] " << item.done << "/"
              << item.total << "\033[K" << (item.done == item.total ? "\n" : "") << std::flush;
}

void print_summary(const ScanSummary& summary, bool colour) {
    std::cout << "\n";
    for (const Verdict verdict : {Verdict::publish, Verdict::review, Verdict::block}) {
        const auto counted = summary.by_verdict.find(verdict);
        std::cout << verdict_word(verdict, colour) << ": "
                  << (counted == summary.by_verdict.end() ? 0 : counted->second) << "\n";
    }
    for (const auto& [rule, pictures] : summary.by_rule)
        std::cout << "  " << id_of(rule) << "  " << pictures << "  " << title_of(rule) << "\n";
    if (summary.other_files > 0) std::cout << summary.other_files << " other files were not judged\n";
}

int run_scan(const ScanOptions& options) {
    auto opened = open_gate_for(options.gate);
    if (!opened) return fail(opened.error());
    const bool colour = colour_on_stdout();
    const bool progress = progress_on_stderr();
    int status = exit_publish;
    const auto observe = [&](const ScanItem& item) {
        const std::string file = item.path.string();
        if (progress) std::cerr << "\r\033[K" << std::flush;
        if (options.gate.json)
            std::cout << (item.decision ? to_json(file, *item.decision)
                                        : to_json(file, item.decision.error(), opened->use, opened->now)) << "\n";
        else
            std::cout << report_line(file, item.decision, colour);
        std::cout.flush();
        if (progress) show_progress(item);
        const int one = item.decision ? exit_status(item.decision->verdict) : exit_status(item.decision.error().code);
        status = worse_status(status, one);
        return static_cast<bool>(std::cout);
    };
    const auto summary = scan(opened->gate, options.folder, opened->use, opened->now, observe);
    if (!summary) return fail(summary.error());
    if (!options.gate.json) print_summary(*summary, colour);
    return status;
}

}  // namespace

void setup_scan(CLI::App& app, int& status) {
    auto* command = app.add_subcommand("scan", "Judge every picture below a folder; nothing is written");
    auto options = std::make_shared<ScanOptions>();
    command->add_option("DIR", options->folder, "The folder")->required();
    add_gate_options(*command, options->gate, OtherDays::allowed);
    command->callback([options, &status] { status = run_scan(*options); });
}

}  // namespace consent::cli
