// SPDX-License-Identifier: Apache-2.0
#include <consent/json.hpp>

#include <nlohmann/json.hpp>

namespace consent {

namespace {

using Json = nlohmann::ordered_json;

constexpr int schema = 1;

std::string line(const Json& object) { return object.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string_view name_of(CopyMethod method) {
    switch (method) {
        case CopyMethod::lossless: return "lossless";
        case CopyMethod::re_encoded: return "re_encoded";
        case CopyMethod::none: break;
    }
    return "none";
}

// Similarities and scores carry three useful digits; more would only differ from machine to machine.
double rounded(float value) { return static_cast<double>(static_cast<int>(value * 1000 + (value < 0 ? -0.5F : 0.5F))) / 1000; }

Json head(std::string_view file, Verdict verdict, const Use& use, Instant at) {
    return Json{{"schema", schema}, {"file", file}, {"verdict", to_string(verdict)}, {"use", to_string(use)},
                {"at", to_string(at)}};
}

Json json_of(const Reason& reason) {
    Json object{{"rule", id_of(reason.rule)}, {"verdict", to_string(reason.verdict)}};
    if (reason.face > 0) object["face"] = reason.face;
    object["text"] = reason.text;
    return object;
}

Json json_of(const Quality& quality) {
    return Json{{"sharpness", rounded(quality.sharpness)}, {"yaw", rounded(quality.yaw)},
                {"pitch", rounded(quality.pitch)},         {"roll", rounded(quality.roll)},
                {"brightness", rounded(quality.brightness)}, {"contrast", rounded(quality.contrast)},
                {"crushed", rounded(quality.crushed)},     {"blown", rounded(quality.blown)},
                {"outside", rounded(quality.outside)},     {"eyes", rounded(quality.eyes)},
                {"mouth", rounded(quality.mouth)}};
}

Json json_of(const Box& box) {
    const auto pixel = [](float value) { return static_cast<int>(value + (value < 0 ? -0.5F : 0.5F)); };
    return Json{pixel(box.x), pixel(box.y), pixel(box.width), pixel(box.height)};
}

Json json_of(const FaceFinding& face) {
    Json object{{"box", json_of(face.box)},
                {"score", rounded(face.score)},
                {"status", to_string(face.status)}};
    if (face.frame > 0) object["frame"] = face.frame;
    if (!face.person.empty()) {
        object["person"] = face.person;
        object["similarity"] = rounded(face.similarity);
        object["margin"] = rounded(face.margin);
    }
    if (face.quality.contrast > 0) object["quality"] = json_of(face.quality);
    return object;
}

Json json_of(const WordFinding& word) {
    Json object{{"source", word.source}, {"start", word.start}, {"end", word.end}, {"kind", to_string(word.kind)},
                {"certainty", to_string(word.certainty)}};
    if (!word.person.empty()) object["person"] = word.person;
    object["rule"] = id_of(word.rule);
    object["removed"] = word.removed;
    if (word.box) object["box"] = json_of(*word.box);
    return object;
}

Json json_of(const Words& words) { return Json{{"source", words.source}, {"text", words.text}}; }

template <typename Item>
Json list_of(const std::vector<Item>& items) {
    Json list = Json::array();
    for (const Item& item : items) list.push_back(json_of(item));
    return list;
}

Json object_of(std::string_view file, const Decision& decision) {
    Json object = head(file, decision.verdict, decision.use, decision.at);
    object["sha256"] = to_hex(decision.input);
    object["copy"] = name_of(decision.copy);
    if (decision.output) object["copy_sha256"] = to_hex(*decision.output);
    object["width"] = decision.width;
    object["height"] = decision.height;
    if (decision.frames != 1) object["frames"] = decision.frames;
    object["reasons"] = list_of(decision.reasons);
    object["faces"] = list_of(decision.faces);
    object["words"] = list_of(decision.words);
    object["clean_words"] = list_of(decision.clean_words);
    if (!decision.text_reader.empty())
        object["text_in_picture"] = {{"reader", decision.text_reader}, {"lines", decision.lines_read}, {"ms", decision.text_ms}};
    object["metadata"] = decision.metadata;
    object["models"] = {{"detector", decision.detector}, {"safety_net", decision.safety_net},
                        {"embedder", decision.embedder}};
    object["register_version"] = decision.register_version;
    return object;
}

}  // namespace

std::string to_json(std::string_view file, const Decision& decision) { return line(object_of(file, decision)); }

std::string to_json(std::string_view file, const Decision& decision, const std::optional<Receipt>& receipt) {
    Json object = object_of(file, decision);
    object["published"] = receipt ? Json(receipt->location) : Json(nullptr);
    return line(object);
}

std::string to_json(std::string_view file, const Error& error, const Use& use, Instant at) {
    Json object = head(file, Verdict::block, use, at);
    object["reasons"] = Json::array();
    if (error.code == ErrorCode::unreadable)
        object["reasons"].push_back(json_of(Reason{Rule::unreadable, Verdict::block, 0, error.message}));
    object["error"] = error.message;
    return line(object);
}

std::string to_json(const WordsDecision& decision) {
    return line(Json{{"schema", schema}, {"verdict", to_string(decision.verdict)}, {"names_looked_for", decision.names_looked_for},
                     {"reasons", list_of(decision.reasons)}, {"words", list_of(decision.findings)},
                     {"clean_words", list_of(decision.clean)}});
}

}  // namespace consent
