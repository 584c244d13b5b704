// SPDX-License-Identifier: Apache-2.0
#include "picture_options.hpp"

namespace consent::cli {

void add_gate_options(CLI::App& command, GateOptions& options, OtherDays at) {
    command.add_option("--for", options.use, "What the picture is wanted for: a purpose, or purpose@channel")
        ->type_name("PURPOSE[@CHANNEL]")
        ->required();
    add_register_option(command, options.setup.register_url);
    add_models_option(command, options.models_folder);
    if (at == OtherDays::allowed) add_at_option(command, options.at);
    command.add_option("--audit", options.setup.audit_path, "Audit log (default: beside the register)")->type_name("FILE");
    command.add_option("--by", options.setup.asked_by, "Your id, for the audit log (default: $CONSENT_BY)")
        ->envname("CONSENT_BY")
        ->type_name("ID");
    command.add_option("--detector", options.setup.detector, "Detector model (default: the best one there is)");
    command.add_option("--safety-net", options.setup.safety_net, "Second detector, or none (default: another one)");
    command.add_option("--embedder", options.setup.embedder, "Recognition model, or none for roll call only");
    command.add_option("--text-reader", options.setup.text_reader, "Reads text in the picture: tesseract_eng, or none");
    command.add_flag("--json", options.json, "One JSON object for each picture");
}

void add_picture_options(CLI::App& command, PictureOptions& options, OtherDays at) {
    command.add_option("PHOTO", options.pictures, "Pictures to judge; - for standard input")->required();
    add_gate_options(command, options.gate, at);
    auto* caption = command.add_option("--caption", options.caption, "Words to publish with the picture");
    command.add_option("--caption-file", options.caption_file, "The same, from a file")->excludes(caption);
    command.add_option("--alt", options.alt, "Alternative text");
    command.add_option("--title", options.title, "Title");
    command.add_option("--hashtags", options.hashtags, "Hashtags to publish with the picture");
    auto* present = command.add_option("--present", options.present, "Roll call: ids of everybody who can be seen")
                        ->delimiter(',')
                        ->type_name("IDS");
    auto* people = command.add_option("--people", options.people, "Roll call: how many people you see")
                       ->check(CLI::NonNegativeNumber);
    present->needs(people);
    command.add_option("--activity", options.activities, "What is going on, for example swimming");
    command.add_flag("--confirm", options.confirm,
                     "You confirm: all suitably dressed, nobody ridiculed, and we may use the picture");
    add_copy_options(command, options.copy);
}

void add_copy_options(CLI::App& command, CopyOptions& options) {
    command.add_option("--max-edge", options.max_edge, "Make the copy smaller: its longest side in pixels")
        ->check(CLI::Range(16, 100'000));
    command.add_flag_callback("--turn-pixels", [&options] { options.uprightness = Uprightness::by_pixels; },
                              "Turn a JPEG's own pixels, without loss, instead of leaving a tag that says how");
    command.add_option("--quality", options.quality, "Of a JPEG that is written anew, 1 to 100")->check(CLI::Range(1, 100));
}

Result<OpenedGate> open_gate_for(const GateOptions& options) {
    auto use = parse_use(options.use);
    if (!use) return std::move(use).error();
    auto now = instant_of(options.at);
    if (!now) return std::move(now).error();
    Setup setup = options.setup;
    setup.models_folder = options.models_folder;
    auto gate = open_gate(setup);
    if (!gate) return std::move(gate).error();
    return OpenedGate{*std::move(gate), *std::move(use), *now};
}

Result<Candidate> candidate_of(const PictureOptions& options) {
    Candidate candidate;
    if (options.people >= 0) {
        if (options.pictures.size() > 1)
            return Error{ErrorCode::invalid_argument, "A roll call is about one picture: check the pictures one by one."};
        candidate.roll_call = RollCall{options.present, options.people};
    }
    std::string caption = options.caption;
    if (!options.caption_file.empty()) {
        auto bytes = read_file(options.caption_file, Limits{}.metadata_bytes);
        if (!bytes) return Error{bytes.error().code, "The caption file " + bytes.error().message + "."};
        caption.assign(bytes->begin(), bytes->end());
    }
    if (!caption.empty()) candidate.words.push_back({"caption", caption});
    if (!options.alt.empty()) candidate.words.push_back({"alt", options.alt});
    if (!options.title.empty()) candidate.words.push_back({"title", options.title});
    if (!options.hashtags.empty()) candidate.words.push_back({"hashtags", options.hashtags});
    candidate.activities = options.activities;
    candidate.poster_confirms = options.confirm;
    candidate.copy = options.copy;
    return candidate;
}

Result<std::vector<Words>> words_of_file(const std::string& picture, const Limits& limits) {
    if (picture == "-") return std::vector<Words>{};
    return words_beside(picture, limits);
}

}  // namespace consent::cli
