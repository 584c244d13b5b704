// SPDX-License-Identifier: Apache-2.0
#include "models/manifest.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/guard.hpp"

namespace consent {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t largest_file = std::uint64_t{1} << 30;  // files are held in memory whole
constexpr int largest_edge = 4096;
constexpr int largest_dimension = 4096;
constexpr std::uint64_t most_counted = std::uint64_t{1} << 50;

struct Fault {
    std::string text;
};

[[noreturn]] void fault(const std::string& entry, const std::string& field, const std::string& what) {
    std::string text = "The model manifest is wrong: " + entry;
    if (!field.empty()) text += ", \"" + field + "\"";
    text += ": " + what + ".";
    std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    throw Fault{std::move(text)};
}

// One JSON object, each of whose fields is asked for exactly once.
class Fields {
public:
    Fields(const Json& object, std::string entry, std::string prefix = {})
        : object_(object), entry_(std::move(entry)), prefix_(std::move(prefix)) {
        if (!object_.is_object()) fail("", "must be an object");
    }

    [[noreturn]] void fail(const std::string& field, const std::string& what) const {
        fault(entry_, prefix_.empty() || field.empty() ? prefix_ + field : prefix_ + "." + field, what);
    }

    const Json& any(const char* field) {
        const auto found = object_.find(field);
        if (found == object_.end()) fail(field, "is missing");
        asked_.insert(field);
        return *found;
    }

    std::string text(const char* field) {
        const Json& value = any(field);
        if (!value.is_string()) fail(field, "must be a text");
        return value.get<std::string>();
    }

    std::string some_text(const char* field) {
        std::string value = text(field);
        if (value.empty()) fail(field, "must not be empty");
        return value;
    }

    std::string text_or_null(const char* field) { return any(field).is_null() ? std::string() : some_text(field); }

    std::uint64_t whole(const char* field, std::uint64_t least, std::uint64_t most) {
        const Json& value = any(field);
        if (!value.is_number_unsigned()) fail(field, "must be a whole number that is not negative");
        const auto number = value.get<std::uint64_t>();
        if (number < least || number > most)
            fail(field, "must lie between " + std::to_string(least) + " and " + std::to_string(most));
        return number;
    }

    int count(const char* field, int least, int most) {
        return static_cast<int>(whole(field, static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(most)));
    }

    float number(const char* field) { return finite(any(field), field); }

    float finite(const Json& value, const char* field) const {
        if (!value.is_number()) fail(field, "must be a number");
        const auto number = static_cast<float>(value.get<double>());
        if (!std::isfinite(number)) fail(field, "must be a finite number");
        return number;
    }

    [[nodiscard]] bool has(const char* field) const { return object_.contains(field); }

    Fields object(const char* field) { return Fields(any(field), entry_, field); }

    void no_others() const {
        for (const auto& item : object_.items())
            if (!asked_.contains(item.key())) fail(item.key(), "is not known");
    }

private:
    const Json& object_;
    std::string entry_;
    std::string prefix_;
    std::set<std::string> asked_;
};

bool only(const std::string& text, const char* allowed) { return text.find_first_not_of(allowed) == std::string::npos; }

bool plain_id(const std::string& id) { return only(id, "abcdefghijklmnopqrstuvwxyz0123456789_"); }

bool plain_file_name(const std::string& name) {
    return only(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") && !name.starts_with('.') &&
           !name.starts_with('-') && !name.ends_with(".part") && name.size() <= 200;
}

InputSpec input_of(Fields fields) {
    InputSpec input;
    input.width = fields.count("width", 0, largest_edge);
    input.height = fields.count("height", 0, largest_edge);
    const std::string channels = fields.text("channels");
    if (channels != "rgb" && channels != "bgr") fields.fail("channels", "must be \"rgb\" or \"bgr\"");
    input.bgr = channels == "bgr";
    const Json& mean = fields.any("mean");
    if (!mean.is_array() || mean.size() != input.mean.size()) fields.fail("mean", "must be three numbers");
    for (std::size_t i = 0; i < input.mean.size(); ++i) input.mean[i] = fields.finite(mean[i], "mean");
    input.scale = fields.number("scale");
    if (!(input.scale > 0)) fields.fail("scale", "must be above 0");
    input.alignment = fields.text_or_null("alignment");
    fields.no_others();
    return input;
}

Thresholds thresholds_of(Fields fields) {
    Thresholds thresholds;
    thresholds.clear = fields.number("clear");
    thresholds.deny = fields.number("deny");
    thresholds.margin = fields.number("margin");
    if (thresholds.clear < -1 || thresholds.clear > 1) fields.fail("clear", "must lie between -1 and 1");
    if (thresholds.deny < -1) fields.fail("deny", "must lie between -1 and 1");
    if (thresholds.deny > thresholds.clear) fields.fail("deny", "must not be above \"clear\"");
    if (thresholds.margin < 0) fields.fail("margin", "must not be negative");
    fields.no_others();
    return thresholds;
}

ImpostorTable impostor_of(Fields fields) {
    ImpostorTable table;
    table.data = fields.some_text("data");
    table.people = fields.whole("people", 2, most_counted);
    table.comparisons = fields.whole("comparisons", 1, most_counted);
    const Json& points = fields.any("points");
    if (!points.is_array()) fields.fail("points", "must be a list of pairs, FMR and similarity");
    for (const Json& pair : points) {
        if (!pair.is_array() || pair.size() != 2) fields.fail("points", "must be a list of pairs, FMR and similarity");
        static_cast<void>(fields.finite(pair[0], "points"));
        table.points.push_back({pair[0].get<double>(), fields.finite(pair[1], "points")});
    }
    fields.no_others();
    if (!similarity_at(table, 0.5))
        fields.fail("points", "must be at least two, with an FMR between 0 and 1 that falls and a similarity that rises");
    if (table.points.back().fmr * static_cast<double>(table.comparisons) < static_cast<double>(least_impostors))
        fields.fail("points", "go further down than so many comparisons can tell");
    return table;
}

EvidenceGrade grade_of(Fields& fields) {
    const std::string grade = fields.text("grade");
    if (grade == "none") return EvidenceGrade::none;
    if (grade == "published") return EvidenceGrade::published;
    if (grade == "measured") return EvidenceGrade::measured;
    fields.fail("grade", "must be \"none\", \"published\" or \"measured\"");
}

void read_embedder(Fields& fields, ModelSpec& spec) {
    if (spec.backend != "onnx" && spec.backend != "dlib_densenet" && spec.backend != "dlib_resnet")
        fields.fail("backend", "is no embedder this library knows");
    const bool dlib = spec.backend != "onnx";
    const int edge = dlib ? 150 : 112;
    if (spec.input.alignment != (dlib ? "dlib_150_025" : "arcface_112"))
        fields.fail("input.alignment", std::string("must be ") + (dlib ? "\"dlib_150_025\"" : "\"arcface_112\"") +
                                           " for this back end");
    if (spec.input.width != edge || spec.input.height != edge)
        fields.fail("input.width", "and height must be " + std::to_string(edge) + " for this alignment");
    spec.dimension = fields.count("dimension", 1, largest_dimension);
    spec.thresholds = thresholds_of(fields.object("thresholds"));
    if (fields.has("impostor")) spec.impostor = impostor_of(fields.object("impostor"));
    spec.grade = grade_of(fields);
    spec.evidence = fields.some_text("evidence");
}

void read_detector(Fields& fields, ModelSpec& spec) {
    if (spec.backend != "yunet" && spec.backend != "ultralight")
        fields.fail("backend", "is no detector this library knows");
    if (!spec.input.alignment.empty()) fields.fail("input.alignment", "must be null for a detector");
}

ModelSpec spec_of(const Json& object, const std::string& number) {
    ModelSpec spec;
    spec.id = Fields(object, number).some_text("id");
    if (!plain_id(spec.id)) fault(number, "id", "may hold lower-case letters, digits and _ only");

    Fields fields(object, "model " + spec.id);
    (void)fields.any("id");
    const std::string task = fields.text("task");
    if (task != "detect" && task != "embed") fields.fail("task", "must be \"detect\" or \"embed\"");
    spec.task = task == "detect" ? ModelTask::detect : ModelTask::embed;
    spec.backend = fields.some_text("backend");
    spec.file = fields.some_text("file");
    if (!plain_file_name(spec.file)) fields.fail("file", "must be a plain file name");
    if (!fields.any("sha256").is_null()) {
        auto digest = digest_from_hex(fields.text("sha256"));
        if (!digest) fields.fail("sha256", "must be 64 hexadecimal digits or null");
        spec.sha256 = *digest;
    }
    if (spec.sha256)
        spec.bytes = fields.whole("bytes", 1, largest_file);
    else if (!fields.any("bytes").is_null())
        fields.fail("bytes", "must be null where \"sha256\" is");
    spec.licence = fields.some_text("licence");
    spec.source = fields.text_or_null("source");
    if (!spec.source.empty() && !spec.source.starts_with("https://") && !spec.source.starts_with("http://"))
        fields.fail("source", "must be an http or https address or null");
    spec.compression = fields.text_or_null("compression");
    if (!spec.compression.empty() && (spec.compression != "bz2" || spec.source.empty()))
        fields.fail("compression", "must be null, or \"bz2\" beside a source");
    spec.origin = fields.some_text("origin");
    spec.input = input_of(fields.object("input"));
    if (spec.task == ModelTask::embed)
        read_embedder(fields, spec);
    else
        read_detector(fields, spec);
    spec.note = fields.text("note");
    fields.no_others();
    return spec;
}

std::vector<ModelSpec> specs_of(const Json& manifest) {
    Fields fields(manifest, "the top level");
    if (fields.any("schema") != 1) fields.fail("schema", "must be 1; this version reads no other");
    const Json& models = fields.any("models");
    if (!models.is_array() || models.empty()) fields.fail("models", "must be a list of at least one model");
    fields.no_others();

    std::vector<ModelSpec> specs;
    std::set<std::string> ids;
    std::set<std::string> files;
    for (const Json& model : models) {
        specs.push_back(spec_of(model, "model number " + std::to_string(specs.size() + 1)));
        const ModelSpec& spec = specs.back();
        if (!ids.insert(spec.id).second) fault("model " + spec.id, "id", "is used twice");
        if (!files.insert(spec.file).second) fault("model " + spec.id, "file", "is used twice");
    }
    return specs;
}

}  // namespace

Result<std::vector<ModelSpec>> parse_manifest(std::string_view json) {
    return guarded("reading the model manifest", [&]() -> Result<std::vector<ModelSpec>> {
        try {
            return specs_of(Json::parse(json));
        } catch (const Fault& wrong) {
            return Error{ErrorCode::invalid_argument, wrong.text};
        } catch (const Json::parse_error& broken) {
            return Error{ErrorCode::invalid_argument,
                         "The model manifest is not JSON: it breaks off or goes wrong at byte " +
                             std::to_string(broken.byte) + "."};
        } catch (const Json::exception&) {
            return Error{ErrorCode::invalid_argument, "The model manifest holds a value that JSON cannot have."};
        }
    });
}

}  // namespace consent
