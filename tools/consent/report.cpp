// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace consent::cli {

namespace {

std::string painted(std::string_view text, Verdict verdict, bool colour) {
    if (!colour) return std::string(text);
    const char* code = verdict == Verdict::publish ? "\033[32m" : verdict == Verdict::review ? "\033[33m" : "\033[31m";
    return code + std::string(text) + "\033[0m";
}

std::string two_places(float value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", static_cast<double>(value));
    return text;
}

std::string rule_ids(const Decision& decision) {
    std::string ids;
    for (const Reason& reason : decision.reasons) {
        const std::string id(id_of(reason.rule));
        if (ids.find(id) == std::string::npos) ids += (ids.empty() ? "" : " ") + id;
    }
    return ids;
}

std::string plain_status(const FaceFinding& face) {
    switch (face.status) {
        case FaceStatus::cleared: return "cleared as " + face.person;
        case FaceStatus::refused: return "may not be shown: " + face.person;
        case FaceStatus::never_publish: return "do-not-publish list: " + face.person;
        case FaceStatus::ambiguous: return "too close to call: " + face.person;
        case FaceStatus::poor: return "too poor to match";
        case FaceStatus::too_small: return "too small to identify anybody";
        case FaceStatus::attested: return "named by the roll call";
        case FaceStatus::unknown: break;
    }
    return "unknown";
}

void describe_face(std::ostringstream& out, const FaceFinding& face, std::size_t number, int frames) {
    out << "  face " << number << (frames > 1 ? " in picture " + std::to_string(face.frame + 1) : "") << ": " << static_cast<int>(face.box.width) << " x " << static_cast<int>(face.box.height)
        << " px at " << static_cast<int>(face.box.x) << "," << static_cast<int>(face.box.y) << ", " << plain_status(face);
    if (!face.person.empty())
        out << " (similarity " << two_places(face.similarity) << ", margin " << two_places(face.margin) << ")";
    out << "\n";
}

}  // namespace

std::string verdict_word(Verdict verdict, bool colour) {
    switch (verdict) {
        case Verdict::publish: return painted("PUBLISH", verdict, colour);
        case Verdict::review: return painted("REVIEW", verdict, colour);
        case Verdict::block: break;
    }
    return painted("BLOCK", Verdict::block, colour);
}

std::string some_of(const std::vector<std::string>& items, std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < items.size() && i < most; ++i) text += (i == 0 ? "" : ", ") + items[i];
    if (items.size() > most) text += " and " + std::to_string(items.size() - most) + " more";
    return text;
}

std::string report(std::string_view file, const Decision& decision, bool colour) {
    std::ostringstream out;
    out << file << ": " << verdict_word(decision.verdict, colour) << " for " << to_string(decision.use) << "\n";
    for (const Reason& reason : decision.reasons)
        out << "  " << id_of(reason.rule) << " " << (reason.verdict == Verdict::publish ? "note" : to_string(reason.verdict))
            << ": " << reason.text << "\n";
    if (decision.frames > 1) out << "  " << decision.frames << " pictures in this file, each looked at\n";
    if (decision.faces.empty()) out << "  no face was found\n";
    for (std::size_t i = 0; i < decision.faces.size(); ++i) describe_face(out, decision.faces[i], i + 1, decision.frames);
    if (decision.text_reader.empty()) out << "  text in the picture was not looked for\n";
    for (const Words& words : decision.clean_words) out << "  " << words.source << " to publish: " << words.text << "\n";
    if (!decision.metadata.empty())
        out << "  the copy leaves out: " << some_of(decision.metadata, 6) << "\n";
    if (decision.copy == CopyMethod::re_encoded)
        out << "  the copy is decoded and written anew: this file cannot be cleaned without touching its pixels\n";
    return out.str();
}

std::string report_line(std::string_view file, const Result<Decision>& decision, bool colour) {
    std::string line = verdict_word(decision ? decision->verdict : Verdict::block, colour);
    const std::size_t width = 8 + (colour ? 9 : 0);
    line.resize(std::max(line.size(), width), ' ');
    line += std::string(file);
    if (!decision) return line + "  " + (decision.error().code == ErrorCode::unreadable ? "R-01 " : "") + decision.error().message + "\n";
    const std::string ids = rule_ids(*decision);
    if (!ids.empty()) line += "  " + ids;
    if (!decision->reasons.empty() && decision->verdict != Verdict::publish) line += "  " + decision->reasons.front().text;
    return line + "\n";
}

}  // namespace consent::cli
