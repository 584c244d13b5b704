// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <iostream>

#include "command.hpp"

namespace {

constexpr const char* footer =
    "Exit status: 0 publish or success, 1 block, 2 review, 64 wrong usage, 65 unreadable input or refused request,\n"
    "69 register, model or audit log unavailable, 70 internal error, 74 output could not be written.\n"
    "With several pictures the worst wins. Start with: consent demo";

}  // namespace

int main(int argc, char** argv) {
    // A full disk or a size limit must come back as an error of write(), not end the process half-way.
    std::signal(SIGXFSZ, SIG_IGN);
    CLI::App app{"consent: finds every face in a photograph, asks the consent register, and lets out only what is cleared.",
                 "consent"};
    app.set_version_flag("--version", CONSENT_VERSION_STRING);
    app.require_subcommand(1);
    app.footer(footer);
    int status = 0;
    consent::cli::setup_demo(app, status);
    consent::cli::setup_check(app, status);
    consent::cli::setup_publish(app, status);
    consent::cli::setup_scan(app, status);
    consent::cli::setup_strip(app, status);
    consent::cli::setup_words(app, status);
    consent::cli::setup_register(app, status);
    consent::cli::setup_models(app, status);
    consent::cli::setup_audit(app, status);
    consent::cli::setup_selftest(app, status);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        if (problem.get_exit_code() == 0) return app.exit(problem);
        std::cerr << "consent: " << problem.what() << " (see `consent --help`)\n";
        return consent::cli::exit_usage;
    } catch (const std::exception& problem) {
        std::cerr << "consent: unexpected failure: " << problem.what() << "\n";
        return consent::cli::exit_internal;
    }
    std::cout.flush();
    if (!std::cout) {
        std::cerr << "consent: the report could not be written\n";
        return consent::cli::worse_status(status, consent::cli::exit_write_failed);
    }
    return status;
}
