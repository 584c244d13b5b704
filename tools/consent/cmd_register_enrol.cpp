// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "cmd_register.hpp"

namespace consent::cli {

namespace {

struct EnrolOptions : RegisterOptions {
    std::vector<std::string> photos;
    int face = 0;
    std::string taken;
    std::string models_folder;
    std::string embedder;
    std::string audit_path;
};

void print_enrolment(const std::string& photo, const std::string& id, const Enrolment& made) {
    std::cout << photo << ": " << id << " enrolled from the face at " << static_cast<int>(made.box.x) << ","
              << static_cast<int>(made.box.y) << " (" << static_cast<int>(made.box.width) << " x "
              << static_cast<int>(made.box.height) << " px), photo taken " << to_string(made.taken)
              << (made.taken_from_file ? " as the file says" : "") << ", model " << made.model << ".\n";
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

    int status = 0;
    for (const std::string& path : options.photos) {
        auto bytes = read_file(path, parts->limits.file_bytes);
        if (!bytes) {
            status = worse_status(status, fail(bytes.error(), path));
            continue;
        }
        photo.bytes = *std::move(bytes);
        const auto made = enrol(*parts->people, *parts->audit, *parts->detector, *parts->embedder, options.id, photo,
                                parts->limits, *now);
        if (made)
            print_enrolment(path, options.id, *made);
        else
            status = worse_status(status, fail(made.error(), path));
    }
    return status;
}

int run_unenrol(const RegisterOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto before = opened->people->snapshot();
    if (!before) return fail(before.error());
    if (const auto gone = opened->people->remove_templates(options.id, opened->now); !gone) return fail(gone.error());
    const std::size_t held = count_templates(*before, options.id);
    if (held == 0)
        std::cout << "No template of " << options.id << " was held.\n";
    else
        std::cout << "The " << templates_text(held) << " of " << options.id << (held == 1 ? " was" : " were")
                  << " destroyed. Their biometric consent stays as it is.\n";
    return 0;
}

}  // namespace

void setup_register_enrol(CLI::App& app, int& status) {
    auto options = std::make_shared<EnrolOptions>();
    auto* command = add_register_command(
        app, "enrol", "Make templates of somebody's reference photos; needs their biometric consent", *options, true);
    command->add_option("PHOTO", options->photos, "Reference photos; - for standard input")->required();
    command->add_option("--face", options->face, "Which face, counted from 1 on the left")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
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
