// SPDX-License-Identifier: Apache-2.0
#include <consent/open.hpp>

#include <consent/models.hpp>

#include "base/guard.hpp"

namespace consent {

namespace {

constexpr std::string_view hog = "dlib_hog";
constexpr std::string_view none = "none";
constexpr std::string_view tesseract = "tesseract_eng";

// The best model of a task whose file is there; nullptr when none is. A file that is there and damaged is an error, never
// a reason to make do quietly with something worse.
Result<const ModelSpec*> best_present(const ModelStore& models, ModelTask task, std::string_view other_than = {}) {
    for (const ModelSpec& spec : models.specs()) {
        if (spec.task != task || spec.id == other_than) continue;
        switch (models.state(spec)) {
            case ModelState::verified: return &spec;
            case ModelState::missing: break;
            case ModelState::wrong_digest:
            case ModelState::unreadable:
                return Error{ErrorCode::unavailable, "The model file " + spec.file +
                                                         " is damaged or cannot be read: run `consent models fetch`."};
        }
    }
    return nullptr;
}

Result<std::unique_ptr<Detector>> first_detector(const ModelStore& models, const std::string& wanted) {
    if (wanted == hog) return make_hog_detector();
    if (!wanted.empty()) return make_detector(models, wanted);
    const auto best = best_present(models, ModelTask::detect);
    if (!best) return best.error();
    return *best != nullptr ? make_detector(models, (*best)->id) : make_hog_detector();
}

// Independent means another network than the first; dlib's HOG is always there for it.
Result<std::unique_ptr<Detector>> second_detector(const ModelStore& models, const std::string& wanted,
                                                  std::string_view first) {
    if (wanted == none) return std::unique_ptr<Detector>{};
    if (!wanted.empty()) return first_detector(models, wanted);
    const auto best = best_present(models, ModelTask::detect, first);
    if (!best) return best.error();
    if (*best != nullptr) return make_detector(models, (*best)->id);
    if (first == hog) return std::unique_ptr<Detector>{};
    return make_hog_detector();
}

Result<std::unique_ptr<Embedder>> embedder_of(const ModelStore& models, const std::string& wanted) {
    if (wanted == none) return std::unique_ptr<Embedder>{};
    if (!wanted.empty()) return make_embedder(models, wanted);
    const auto best = best_present(models, ModelTask::embed);
    if (!best) return best.error();
    if (*best == nullptr) return std::unique_ptr<Embedder>{};
    return make_embedder(models, (*best)->id);
}

Result<Parts> assemble(const Setup& setup) {
    Parts parts;
    parts.limits = setup.limits;
    parts.asked_by = setup.asked_by;
    auto people = open_register(setup.register_url);
    if (!people) return std::move(people).error();
    parts.people = *std::move(people);

    if (setup.audit_path.empty() && setup.register_url == "memory:") {
        parts.audit = make_memory_audit_log();
    } else {
        auto audit = open_audit_log(setup.audit_path.empty() ? audit_path_beside(setup.register_url) : setup.audit_path);
        if (!audit) return std::move(audit).error();
        parts.audit = *std::move(audit);
    }

    const auto models = ModelStore::open(setup.models_folder.empty() ? ModelStore::default_folder() : setup.models_folder);
    if (!models) return models.error();
    auto detector = first_detector(*models, setup.detector);
    if (!detector) return std::move(detector).error();
    parts.detector = *std::move(detector);
    auto safety_net = second_detector(*models, setup.safety_net, parts.detector->id());
    if (!safety_net) return std::move(safety_net).error();
    parts.safety_net = *std::move(safety_net);
    auto embedder = embedder_of(*models, setup.embedder);
    if (!embedder) return std::move(embedder).error();
    parts.embedder = *std::move(embedder);
    if (setup.text_reader == none) return parts;
    if (!setup.text_reader.empty() && setup.text_reader != tesseract)
        return Error{ErrorCode::invalid_argument, "There is no text reader of that name: tesseract_eng or none."};
    auto reader = make_text_reader();
    if (reader) parts.text_reader = *std::move(reader);
    else if (!setup.text_reader.empty()) return std::move(reader).error();
    return parts;
}

}  // namespace

std::string audit_path_beside(std::string_view register_url) {
    constexpr std::string_view scheme = "sqlite:";
    if (register_url.starts_with(scheme)) register_url.remove_prefix(scheme.size());
    std::filesystem::path path(register_url);
    path.replace_extension(".audit" + path.extension().string());
    return path.string();
}

Result<Parts> open_parts(const Setup& setup) {
    return guarded("opening the gate", [&] { return assemble(setup); });
}

Result<Gate> open_gate(const Setup& setup) {
    auto parts = open_parts(setup);
    if (!parts) return std::move(parts).error();
    return Gate::open(*std::move(parts));
}

}  // namespace consent
