// SPDX-License-Identifier: Apache-2.0
//
// `consent register calibrate`, and what `consent register show --matching` prints.
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <map>

#include "cmd_register.hpp"
#include "records_json.hpp"

namespace consent::cli {

namespace {

struct CalibrateOptions : RegisterOptions {
    MatchingOptions matching;
    bool dry_run = false;
};

// The model of most of the templates; empty where there are none.
std::string most_used_model(const RegisterSnapshot& all) {
    std::map<std::string, std::size_t> count;
    for (const Template& held : all.templates) ++count[held.embedding.model];
    const auto most = std::max_element(count.begin(), count.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == count.end() ? std::string() : most->first;
}

}  // namespace

Result<ModelSpec> model_of(const MatchingOptions& options, const RegisterSnapshot& all) {
    const auto models = ModelStore::open(options.models_folder.empty() ? ModelStore::default_folder()
                                                                       : std::filesystem::path(options.models_folder));
    if (!models) return models.error();
    const ModelSpec* spec = nullptr;
    if (!options.embedder.empty()) {
        spec = models->find(options.embedder);
        if (spec == nullptr || spec->task != ModelTask::embed)
            return Error{ErrorCode::invalid_argument, "There is no such recognition model; `consent models list` shows all."};
        return *spec;
    }
    spec = models->best(ModelTask::embed);
    if (spec == nullptr) spec = models->find(most_used_model(all));
    if (spec == nullptr)
        return Error{ErrorCode::unavailable, "There is no recognition model, so nobody is matched: run `consent models fetch`."};
    return *spec;
}

namespace {

struct Matching {
    ModelSpec model;
    ThresholdQuestion question;
    ThresholdAnswer answer;
};

Result<Matching> matching_of(const MatchingOptions& options, const RegisterSnapshot& all, Date day) {
    auto model = model_of(options, all);
    if (!model) return std::move(model).error();
    auto question = threshold_question(all, {model->id, model->dimension, model->thresholds, model->impostor}, day);
    if (!question) return std::move(question).error();
    ThresholdAnswer answer = choose_thresholds(*question);
    return Matching{*std::move(model), *std::move(question), std::move(answer)};
}

std::ostream& line(const char* label) { return std::cout << std::left << std::setw(17) << label; }

void print_matching(const Matching& matching) {
    const ThresholdQuestion& question = matching.question;
    const Thresholds& thresholds = matching.answer.thresholds;
    std::cout << std::setprecision(4);
    line("model") << question.model << "\n";
    line("risk") << question.stranger_risk << " of strangers (setting stranger_risk)\n";
    line("children") << question.children_factor << " times as often mistaken as adults (setting children_factor)\n";
    line("people") << question.people << " with " << question.references << " reference photos\n";
    line("cleared from") << thresholds.clear << "  (" << to_string(matching.answer.source) << ")\n";
    line("suspected from") << thresholds.deny << "\n";
    line("look-alikes") << "within " << thresholds.margin << "\n\nWhy:\n";
    for (const std::string& why : matching.answer.why) std::cout << "  " << why << "\n";
}

void print_calibration(const Calibration& calibration, const ModelSpec& model) {
    const ImpostorTable& own = calibration.table;
    std::cout << "Compared " << own.people << " people with " << calibration.references << " reference photos: "
              << own.comparisons << " comparisons of two people, model " << calibration.model << ".\n\n"
              << "share of comparisons   similarity they reach here" << (model.impostor ? "   in the model's table" : "") << "\n"
              << std::setprecision(3);
    for (const ImpostorTable::Point& point : own.points) {
        std::cout << std::left << std::setw(23) << point.fmr << std::setw(29) << point.similarity;
        if (model.impostor) std::cout << similarity_at(*model.impostor, point.fmr).value_or(0);
        std::cout << "\n";
    }
    if (!model.impostor) return;
    const ImpostorTable::Point& last = own.points.back();
    const auto adults = fmr_at(*model.impostor, last.similarity);
    if (adults)
        std::cout << "\nTwo of your people come out as alike as " << last.similarity << " about " << std::setprecision(2)
                  << last.fmr / *adults << " times as often as two of the adults that the model was measured on.\n";
}

int run_calibrate(const CalibrateOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto before = opened->people->snapshot();
    if (!before) return fail(before.error());
    const Date day = date_of(opened->now);
    const auto model = model_of(options.matching, *before);
    if (!model) return fail(model.error());
    const auto scores = cross_scores(*before, model->id, day);
    if (!scores) return fail(scores.error());
    const auto calibration = calibrate(*scores, day);
    if (!calibration) return fail(calibration.error());
    print_calibration(*calibration, *model);

    RegisterSnapshot after = *before;
    after.settings["calibration"] = to_text(*calibration);
    MatchingOptions matching = options.matching;
    matching.embedder = model->id;
    const auto was = matching_of(matching, *before, day);
    const auto is = matching_of(matching, after, day);
    if (!was) return fail(was.error());
    if (!is) return fail(is.error());
    if (!options.dry_run)
        if (const auto put = opened->people->put_setting("calibration", after.settings["calibration"], opened->now); !put)
            return fail(put.error());
    std::cout << std::setprecision(4) << "\nA face is cleared from similarity " << is->answer.thresholds.clear
              << (options.dry_run ? " if this is kept" : " from now on") << " (before: " << was->answer.thresholds.clear << ").\n";
    for (const std::string& why : is->answer.why) std::cout << "  " << why << "\n";
    return 0;
}

}  // namespace

void add_matching_options(CLI::App& command, MatchingOptions& options) {
    add_models_option(command, options.models_folder);
    command.add_option("--embedder", options.embedder, "Recognition model (default: the best one there is)");
}

int show_matching(const RegisterOptions& options, const MatchingOptions& matching, bool json) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    const Date day = date_of(opened->now);
    const auto shown = matching_of(matching, *all, day);
    if (!shown) return fail(shown.error());
    if (json)
        std::cout << to_json(shown->question, shown->answer, day) << "\n";
    else
        print_matching(*shown);
    return 0;
}

void setup_register_matching(CLI::App& app, int& status) {
    auto options = std::make_shared<CalibrateOptions>();
    auto* command = add_register_command(
        app, "calibrate", "Measure how alike the school's own people are, and set the thresholds by it", *options, false);
    add_matching_options(*command, options->matching);
    command->add_flag("--dry-run", options->dry_run, "Show it, keep nothing");
    command->callback([options, &status] { status = run_calibrate(*options); });
}

}  // namespace consent::cli
