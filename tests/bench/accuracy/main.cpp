// SPDX-License-Identifier: Apache-2.0
//
// How good it is: tables on the terminal, CSV and SVG in a folder. What each part measures stands in models/README.md.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <consent/policy.hpp>

#include "options.hpp"

using namespace consent::accuracy;

namespace {

constexpr const char* usage =
    "usage: accuracy DATA MODELS OUT [options]\n"
    "  DATA            holds lfw.tsv, groups.json and the pictures they name\n"
    "  MODELS          the folder of the weights\n"
    "  OUT             tables (CSV) and plots (SVG) go here\n"
    "  --part NAME     detection, verification, open_set or gate; may be given several times (default: all)\n"
    "  --pictures N    pictures for the gate that hold somebody who must not be shown (default 300)\n"
    "  --cleared N     pictures for the gate of cleared people alone (default: a third as many)\n"
    "  --first N       number of the first of them: to go on where another run ended\n"
    "  --draws N       draws of members and strangers for open_set (default 100)\n"
    "  --seed S        (default 1)\n"
    "  --embedder ID, --detector ID, --safety-net ID    models (default: as the gate would choose)\n"
    "  --policy KEY=VALUE    a setting of the school's policy, for example children_factor=1; may be given several "
    "times\n"
    "  --keep DIR      writes out every picture that was published and should not have been, and a few others\n";

bool number_from(const char* text, long& value) {
    char* end = nullptr;
    value = std::strtol(text, &end, 10);
    return *text != '\0' && *end == '\0' && value >= 0 && value <= 10'000'000;
}

bool take(Options& options, std::string_view name, const char* value) {
    long number = 0;
    if (name == "--part") {
        options.parts.insert(value);
        return std::string_view(value) == "detection" || std::string_view(value) == "verification" ||
               std::string_view(value) == "open_set" || std::string_view(value) == "gate";
    }
    if (name == "--embedder") return options.embedder = value, true;
    if (name == "--detector") return options.detector = value, true;
    if (name == "--safety-net") return options.safety_net = value, true;
    if (name == "--keep") return options.keep = value, true;
    if (name == "--policy") {
        const std::string_view setting(value);
        const std::size_t equals = setting.find('=');
        if (equals == std::string_view::npos) return false;
        options.policy[std::string(setting.substr(0, equals))] = setting.substr(equals + 1);
        return consent::policy_from(options.policy).has_value();
    }
    if (!number_from(value, number)) return false;
    if (name == "--pictures") return options.pictures = static_cast<int>(number), true;
    if (name == "--cleared") return options.cleared = static_cast<int>(number), true;
    if (name == "--first") return options.first = static_cast<int>(number), true;
    if (name == "--draws") return options.draws = static_cast<int>(number), number > 0;
    if (name == "--seed") return options.seed = static_cast<std::uint64_t>(number), true;
    return false;
}

}  // namespace

namespace consent::accuracy {

Setup Options::setup() const {
    Setup setup;
    setup.register_url = "memory:";
    setup.models_folder = models;
    setup.detector = detector;
    setup.embedder = embedder;
    setup.safety_net = safety_net;
    return setup;
}

std::optional<Options> read_options(int argc, char** argv) {
    Options options;
    if (argc < 4) return std::nullopt;
    options.data = argv[1];
    options.models = argv[2];
    options.out = argv[3];
    for (int i = 4; i < argc; i += 2) {
        if (i + 1 < argc && take(options, argv[i], argv[i + 1])) continue;
        std::fprintf(stderr, "not understood: %s %s\n", argv[i], i + 1 < argc ? argv[i + 1] : "");
        return std::nullopt;
    }
    return options;
}

std::optional<Recognition> recognise(const Options& options) {
    auto parts = open_parts(options.setup());
    if (!parts) {
        std::fprintf(stderr, "%s\n", parts.error().message.c_str());
        return std::nullopt;
    }
    Recognition recognition{read_people(options.data), *std::move(parts), {}};
    if (!recognition.parts.embedder || recognition.people.photos.empty()) {
        std::fprintf(stderr, "no recognition model, or no photographs\n");
        return std::nullopt;
    }
    auto samples = embed_all(recognition.people, *recognition.parts.detector, *recognition.parts.embedder);
    if (!samples) {
        std::fprintf(stderr, "%s\n", samples.error().message.c_str());
        return std::nullopt;
    }
    recognition.samples = *std::move(samples);
    return recognition;
}

}  // namespace consent::accuracy

int main(int argc, char** argv) {
    const auto options = read_options(argc, argv);
    if (!options) {
        std::fputs(usage, stderr);
        return 64;
    }
    std::error_code failed;
    std::filesystem::create_directories(options->out, failed);
    if (!options->keep.empty()) std::filesystem::create_directories(options->keep, failed);
    bool good = true;
    if (options->wants("detection")) good = measure_detection(*options) && good;
    if (options->wants("verification") || options->wants("open_set")) {
        const auto recognition = recognise(*options);
        good = recognition.has_value() && good;
        if (recognition && options->wants("verification"))
            good = measure_verification(*options, *recognition) && good;
        if (recognition && options->wants("open_set")) good = measure_open_set(*options, *recognition) && good;
    }
    if (options->wants("gate")) good = measure_gate(*options) && good;
    return good ? 0 : 65;
}
