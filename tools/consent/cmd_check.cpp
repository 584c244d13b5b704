// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "command.hpp"
#include "picture_options.hpp"
#include "report.hpp"

namespace consent::cli {

namespace {

int run_check(const PictureOptions& options) {
    auto candidate = candidate_of(options);
    if (!candidate) return fail(candidate.error());
    auto opened = open_gate_for(options.gate);
    if (!opened) return fail(opened.error());

    int status = exit_publish;
    for (const std::string& picture : options.pictures) {
        auto bytes = read_file(picture, opened->gate.limits().file_bytes);
        auto decision = [&]() -> Result<Decision> {
            if (!bytes) return std::move(bytes).error();
            candidate->bytes = *std::move(bytes);
            auto beside = words_of_file(picture, opened->gate.limits());
            if (!beside) return std::move(beside).error();
            candidate->unpublished = *std::move(beside);
            return opened->gate.check(*candidate, opened->use, opened->now);
        }();
        if (!decision) {
            if (options.gate.json) std::cout << to_json(picture, decision.error(), opened->use, opened->now) << "\n";
            status = worse_status(status, fail(decision.error(), picture));
            continue;
        }
        std::cout << (options.gate.json ? to_json(picture, *decision) + "\n"
                                        : report(picture, *decision, colour_on_stdout()));
        status = worse_status(status, exit_status(decision->verdict));
    }
    return status;
}

}  // namespace

void setup_check(CLI::App& app, int& status) {
    auto* command = app.add_subcommand("check", "Judge pictures and say why; nothing is written");
    auto options = std::make_shared<PictureOptions>();
    add_picture_options(*command, *options, OtherDays::allowed);
    command->callback([options, &status] { status = run_check(*options); });
}

}  // namespace consent::cli
