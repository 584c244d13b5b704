// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "command.hpp"
#include "report.hpp"

namespace consent::cli {

namespace {

struct WordsOptions {
    std::string text;
    std::string file;
    std::string register_url;
    std::string use = "website";
    bool json = false;
};

Result<std::string> text_of(const WordsOptions& options) {
    if (options.file.empty() && options.text != "-") return options.text;
    const std::string path = options.file.empty() ? "-" : options.file;
    auto bytes = read_file(path, Limits{}.metadata_bytes);
    if (!bytes) return Error{bytes.error().code, (path == "-" ? "The text " : path + " ") + bytes.error().message};
    return std::string(bytes->begin(), bytes->end());
}

void print(const WordsDecision& decision) {
    if (decision.findings.empty()) std::cout << "nothing was found\n";
    for (const WordFinding& found : decision.findings) {
        std::cout << id_of(found.rule) << " bytes " << found.start << " to " << found.end << ": " << to_string(found.kind) << ", "
                  << to_string(found.certainty);
        if (!found.person.empty()) std::cout << ", " << found.person;
        if (found.certainty == Certainty::sure && !found.removed) std::cout << ", may stay";
        std::cout << "\n";
    }
    for (const Words& words : decision.clean)
        if (!decision.findings.empty()) std::cout << "to publish: " << words.text << "\n";
}

int run_words(const WordsOptions& options) {
    auto text = text_of(options);
    if (!text) return fail(text.error());
    auto use = parse_use(options.use);
    if (!use) return fail(use.error());
    std::unique_ptr<Register> people;
    if (!options.register_url.empty()) {
        auto opened = open_register(options.register_url);
        if (!opened) return fail(opened.error());
        people = *std::move(opened);
    }
    const auto decision = check_words(people.get(), {{"text", *std::move(text)}}, *use);
    if (!decision) return fail(decision.error());
    if (options.json) std::cout << to_json(*decision) << "\n";
    else print(*decision);
    if (people == nullptr && !options.json)
        std::cout << "No register was named, so no names were looked for: --register.\n";
    return exit_status(decision->verdict);
}

}  // namespace

void setup_words(CLI::App& app, int& status) {
    auto* command = app.add_subcommand("words", "Find names and personal data in a text, and show it without them");
    auto options = std::make_shared<WordsOptions>();
    auto* text = command->add_option("TEXT", options->text, "The text; - for standard input");
    auto* file = command->add_option("--file", options->file, "A file that holds it; - for standard input")->excludes(text);
    command->add_option("--register", options->register_url, "The consent register, for the names in it")
        ->envname("CONSENT_REGISTER")
        ->type_name("URL");
    command->add_option("--for", options->use, "What the text is wanted for (default: website)")->type_name("PURPOSE[@CHANNEL]");
    command->add_flag("--json", options->json, "One JSON object");
    command->footer("Exit status: 0 nothing was found, 1 something was, 2 something may have been.");
    command->callback([options, text, file, &status] {
        if (text->empty() && file->empty()) throw CLI::RequiredError("TEXT or --file");
        status = run_words(*options);
    });
}

}  // namespace consent::cli
