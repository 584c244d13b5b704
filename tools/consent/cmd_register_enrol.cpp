// SPDX-License-Identifier: Apache-2.0
#include <iomanip>
#include <iostream>

#include "cmd_register.hpp"
#include "enrolment_text.hpp"

namespace consent::cli {

namespace {

struct EnrolOptions : RegisterOptions {
    std::vector<std::string> photos;
    int face = 0;
    std::vector<std::string> looks_like;
    std::string taken;
    std::string models_folder;
    std::string embedder;
    std::string audit_path;
};

void print_enrolment(const std::string& photo, const std::string& id, const Enrolment& made) {
    std::cout << photo << ": " << id << " enrolled from the face at " << static_cast<int>(made.box.x) << ","
              << static_cast<int>(made.box.y) << " (" << static_cast<int>(made.box.width) << " x "
              << static_cast<int>(made.box.height) << " px), photo taken " << to_string(made.taken)
              << (made.taken_from_file ? " as the file says" : "") << ", model " << made.model;
    if (made.fit) std::cout << ", similarity to the other photos " << std::fixed << std::setprecision(2) << *made.fit;
    std::cout << ".\n";
}

int run_enrol(const EnrolOptions& options) {
    if (options.face != 0 && options.photos.size() > 1)
        return fail({ErrorCode::invalid_argument, "--face is about one photo: enrol the photos one by one."});
    const auto now = instant_of(options.at);
    if (!now) return fail(now.error());
    ReferencePhoto photo;
    photo.face = options.face;
    if (!options.taken.empty()) {
        const auto taken = parse_date(options.taken);
        if (!taken) return fail(taken.error());
        photo.taken = *taken;
    }
    Setup setup;
    setup.register_url = options.url;
    setup.audit_path = options.audit_path;
    setup.models_folder = options.models_folder;
    setup.embedder = options.embedder;
    setup.safety_net = "none";
    auto parts = open_parts(setup);
    if (!parts) return fail(parts.error());
    if (!parts->embedder)
        return fail({ErrorCode::unavailable,
                     "There is no recognition model, so nobody can be enrolled: run `consent models fetch`."});

    std::vector<ReferencePhoto> photos;
    for (const std::string& path : options.photos) {
        auto bytes = read_file(path, parts->limits.file_bytes);
        if (!bytes) return fail(bytes.error(), path);
        photo.bytes = *std::move(bytes);
        photos.push_back(photo);
    }
    const auto made = enrol(*parts->people, *parts->audit, *parts->detector, *parts->embedder, options.id, photos, parts->limits,
                            *now, options.looks_like);
    if (!made) return fail(made.error(), options.photos.size() == 1 ? options.photos.front() : "nothing was enrolled");
    for (std::size_t i = 0; i < made->size(); ++i) print_enrolment(options.photos[i], options.id, made->at(i));
    const auto all = parts->people->snapshot();
    if (!all) return fail(all.error());
    const auto report = report_enrolment(*all, parts->embedder->info(), date_of(*now));
    if (!report) return fail(report.error());
    print_report(*report, options.id);
    return 0;
}

int run_unenrol(const RegisterOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto before = opened->people->snapshot();
    if (!before) return fail(before.error());
    if (const auto gone = opened->people->remove_templates(options.id, opened->now); !gone) return fail(gone.error());
    const auto after = opened->people->snapshot();
    if (!after) return fail(after.error());
    const std::size_t held = count_templates(*before, options.id);
    if (held == 0)
        std::cout << "No template of " << options.id << " was held.\n";
    else
        std::cout << "The " << templates_text(held) << " of " << options.id << (held == 1 ? " was" : " were")
                  << " destroyed. Their biometric consent stays as it is.\n";
    print_receipts(*before, *after);
    return 0;
}

}  // namespace

void setup_register_enrol(CLI::App& app, int& status) {
    auto options = std::make_shared<EnrolOptions>();
    auto* command = add_register_command(
        app, "enrol", "Make templates of somebody's reference photos, of all or of none; needs their biometric consent", *options, true);
    command->add_option("PHOTO", options->photos, "Reference photos; - for standard input")->required();
    command->add_option("--face", options->face, "Which face, counted from 1 on the left")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    command->add_option("--looks-like", options->looks_like,
                        "Somebody known to look like this person (a twin), whom somebody who knows both has told apart")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("ID");
    command->add_option("--taken", options->taken, "When the photo was taken (default: as the file says, else today)")
        ->type_name("DATE");
    add_models_option(*command, options->models_folder);
    command->add_option("--embedder", options->embedder, "Recognition model (default: the best one there is)");
    command->add_option("--audit", options->audit_path, "Audit log (default: beside the register)")->type_name("FILE");
    command->callback([options, &status] { status = run_enrol(*options); });

    auto plain = std::make_shared<RegisterOptions>();
    command = add_register_command(app, "unenrol", "Destroy somebody's templates", *plain, true);
    command->callback([plain, &status] { status = run_unenrol(*plain); });
}

}  // namespace consent::cli
