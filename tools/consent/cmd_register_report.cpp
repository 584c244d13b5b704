// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "cmd_register.hpp"
#include "enrolment_text.hpp"
#include "records_json.hpp"

namespace consent::cli {

namespace {

struct ReportOptions : RegisterOptions {
    MatchingOptions matching;
    bool json = false;
};

int run_report(const ReportOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    const auto model = model_of(options.matching, *all);
    if (!model) return fail(model.error());
    const auto report = report_enrolment(
        *all, {model->id, model->dimension, model->thresholds, model->impostor}, date_of(opened->now));
    if (!report) return fail(report.error());
    if (options.json) {
        std::cout << to_json(*report) << "\n";
        return 0;
    }
    std::cout << report->enrolled << (report->enrolled == 1 ? " person is" : " people are") << " enrolled from " << report->references
              << (report->references == 1 ? " photo" : " photos") << ", model " << report->model << ", on " << to_string(report->day)
              << ".\n";
    print_report(*report);
    return 0;
}

}  // namespace

void setup_register_report(CLI::App& app, int& status) {
    auto options = std::make_shared<ReportOptions>();
    auto* command = add_register_command(
        app, "report", "The reference photos: who is too alike, what fits badly, what is missing or grows old", *options, false);
    add_matching_options(*command, options->matching);
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([options, &status] { status = run_report(*options); });
}

}  // namespace consent::cli
