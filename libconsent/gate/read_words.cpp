// SPDX-License-Identifier: Apache-2.0
#include "gate/read_words.hpp"

#include <algorithm>

#include "base/plain_text.hpp"
#include "words/redact.hpp"

namespace consent {

namespace {

using Findings = std::vector<WordFinding>;

Findings part_of(const Findings& all, std::size_t& at, std::size_t count) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
    at += count;
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

// Whether a child who can be told may be in the picture: a face wide enough, somebody whom staff say is there, or a detector
// that could have missed one.
bool may_show_a_child(const Evidence& evidence, const Policy& policy) {
    const auto is_wide = [&](const FaceEvidence& face) {
        return std::max(face.widest_px, face.quality.width_px) >= policy.identifiable_px;
    };
    return std::any_of(evidence.faces.begin(), evidence.faces.end(), is_wide) || !evidence.looked_at_whole ||
           evidence.smallest_face_px > policy.identifiable_px ||
           (evidence.roll_call && (evidence.roll_call->people > 0 || !evidence.roll_call->present.empty()));
}

NameContext context_of(const Evidence& evidence, const Policy& policy) {
    NameContext context;
    if (!policy.strict_names_always && !may_show_a_child(evidence, policy)) context.mode = NameMode::full_name;
    for (const FaceEvidence& face : evidence.faces)
        if (!face.candidates.empty()) context.shown.push_back(face.candidates.front().person);
    if (evidence.roll_call)
        context.shown.insert(context.shown.end(), evidence.roll_call->present.begin(), evidence.roll_call->present.end());
    return context;
}

// Something sure that was not left there on purpose.
bool is_left_over(const WordFinding& found, const Findings& marked) {
    return found.certainty == Certainty::sure && std::none_of(marked.begin(), marked.end(), [&](const WordFinding& known) {
               return !known.removed && known.kind == found.kind && known.person == found.person;
           });
}

}  // namespace

Result<void> check_text(const Words& words, const Limits& limits) {
    if (words.text.size() > limits.metadata_bytes)
        return Error{ErrorCode::invalid_argument, "The " + words.source + " is too long: shorten it."};
    if (!is_utf8(words.text))
        return Error{ErrorCode::invalid_argument, "The " + words.source + " is not UTF-8 text: save it as UTF-8."};
    return {};
}

WordCounts read_words(const WordsGiven& given, const Use& use, const RegisterView& view, Evidence& evidence) {
    const NameContext context = context_of(evidence, view.policy());
    const auto read_what_stays = [&](Words words) {
        const Findings names = view.names().find(words, context);
        // What parts the words of a file's name.
        std::replace(words.text.begin(), words.text.end(), '_', ' ');
        for (WordFinding& found : view.personal_data().find(words, use.channel, names))
            if (found.certainty == Certainty::sure) evidence.embedded_personal.push_back(std::move(found));
        evidence.embedded_names.insert(evidence.embedded_names.end(), names.begin(), names.end());
    };
    for (const MetadataItem& item : given.metadata) read_what_stays({item.name, item.text});
    for (const Words& words : given.unpublished) read_what_stays(words);
    WordCounts counts;
    for (const Words& words : given.published) {
        const Findings names = view.names().find(words, context);
        const Findings personal = view.personal_data().find(words, use.channel, names);
        evidence.names.insert(evidence.names.end(), names.begin(), names.end());
        evidence.personal.insert(evidence.personal.end(), personal.begin(), personal.end());
        counts.names.push_back(names.size());
        counts.personal.push_back(personal.size());
    }
    return counts;
}

void read_seen_text(const std::vector<SeenText>& seen, const Use& use, const RegisterView& view, Evidence& evidence) {
    // What Tesseract is surer of than this it has read right nearly always; the rest is for a person.
    constexpr float legible = 0.85F;
    const NameContext context = context_of(evidence, view.policy());
    const auto keep = [&](const SeenText& line, Findings found, std::vector<WordFinding>& where) {
        for (WordFinding& one : found) {
            one.box = line.box;
            if (line.confidence < legible) one.certainty = Certainty::possible;
            where.push_back(std::move(one));
        }
    };
    for (const SeenText& line : seen) {
        const Words words{"text in the picture", line.text};
        const Findings names = view.names().find(words, context);
        keep(line, view.personal_data().find(words, use.channel, names), evidence.seen_personal);
        keep(line, names, evidence.seen_names);
    }
}

std::vector<Words> clean_words(const std::vector<Words>& published, const WordCounts& counts, const Evidence& evidence,
                               const Use& use, const RegisterView& view, Judgement& judgement) {
    const RedactionStyle style{view.policy().drop_words, &view.kinds()};
    std::vector<Words> clean;
    std::size_t name = 0;
    std::size_t personal = evidence.names.size() + evidence.embedded_names.size();
    for (std::size_t i = 0; i < published.size(); ++i) {
        Findings marked = part_of(judgement.words, name, counts.names[i]);
        const Findings others = part_of(judgement.words, personal, counts.personal[i]);
        marked.insert(marked.end(), others.begin(), others.end());
        clean.push_back({published[i].source, redact(published[i].text, marked, style)});
        if (clean.back().text == published[i].text) continue;

        const Findings names = view.names().find(clean.back(), context_of(evidence, view.policy()));
        Findings left = view.personal_data().find(clean.back(), use.channel, names);
        left.insert(left.end(), names.begin(), names.end());
        for (const WordFinding& found : left)
            if (is_left_over(found, marked)) {
                judgement.reasons.push_back({found.rule, Verdict::review, 0,
                                             "Not everything could be taken out of the " + published[i].source + ": write it anew."});
                judgement.verdict = worse(judgement.verdict, Verdict::review);
                break;
            }
    }
    std::stable_sort(judgement.reasons.begin(), judgement.reasons.end(),
                     [](const Reason& a, const Reason& b) { return a.verdict < b.verdict; });
    return clean;
}

}  // namespace consent
