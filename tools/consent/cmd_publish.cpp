// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "command.hpp"
#include "picture_options.hpp"
#include "report.hpp"

namespace consent::cli {

namespace {

struct PublishOptions {
    PictureOptions picture;
    std::string output;
};

struct Outcome {
    Decision decision;
    std::optional<Receipt> receipt;  // engaged when the copy has left
};

Result<Outcome> publish_one(OpenedGate& opened, const Candidate& candidate, Sink& sink) {
    auto now = instant_of({});
    if (!now) return std::move(now).error();
    auto decision = opened.gate.check(candidate, opened.use, *now);
    if (!decision) return std::move(decision).error();
    Outcome outcome{*std::move(decision), std::nullopt};
    if (outcome.decision.permit) {
        now = instant_of({});
        if (!now) return std::move(now).error();
        auto receipt = opened.gate.publish(std::move(*outcome.decision.permit), sink, *now);
        if (!receipt) return std::move(receipt).error();
        outcome.receipt = *std::move(receipt);
    }
    return outcome;
}

int run_publish(const PublishOptions& options) {
    const PictureOptions& picture = options.picture;
    auto candidate = candidate_of(picture);
    if (!candidate) return fail(candidate.error());
    auto opened = open_gate_for(picture.gate);
    if (!opened) return fail(opened.error());
    const auto sink = make_folder_sink(options.output);

    int status = exit_publish;
    for (const std::string& path : picture.pictures) {
        auto bytes = read_file(path, opened->gate.limits().file_bytes);
        auto outcome = [&]() -> Result<Outcome> {
            if (!bytes) return std::move(bytes).error();
            candidate->bytes = *std::move(bytes);
            auto beside = words_of_file(path, opened->gate.limits());
            if (!beside) return std::move(beside).error();
            candidate->unpublished = *std::move(beside);
            return publish_one(*opened, *candidate, *sink);
        }();
        if (!outcome) {
            if (picture.gate.json) std::cout << to_json(path, outcome.error(), opened->use, opened->now) << "\n";
            status = worse_status(status, fail(outcome.error(), path));
            continue;
        }
        if (picture.gate.json) {
            std::cout << to_json(path, outcome->decision, outcome->receipt) << "\n";
        } else {
            std::cout << report(path, outcome->decision, colour_on_stdout());
            if (outcome->receipt) std::cout << "  published: " << outcome->receipt->location << "\n";
            else std::cout << "  nothing was written\n";
        }
        status = worse_status(status, exit_status(outcome->decision.verdict));
    }
    return status;
}

}  // namespace

void setup_publish(CLI::App& app, int& status) {
    auto* command = app.add_subcommand("publish", "Judge pictures and write a clean copy of what passes");
    auto options = std::make_shared<PublishOptions>();
    add_picture_options(*command, options->picture, OtherDays::refused);
    command->add_option("-o,--output", options->output, "Folder for the clean copies")->type_name("DIR")->required();
    command->callback([options, &status] { status = run_publish(*options); });
}

}  // namespace consent::cli
