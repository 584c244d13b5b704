// SPDX-License-Identifier: Apache-2.0
#include <consent/thresholds.hpp>

#include <consent/embedder.hpp>
#include <consent/policy.hpp>

#include "base/guard.hpp"
#include "match/gallery.hpp"
#include "match/templates_in_use.hpp"

namespace consent {

ThresholdQuestion threshold_question(const Gallery& gallery, const EmbedderInfo& embedder, const Policy& policy) {
    ThresholdQuestion question;
    question.model = embedder.model;
    question.fixed = embedder.thresholds;
    question.table = embedder.impostor;
    question.people = gallery.size();
    question.references = gallery.references();
    question.stranger_risk = static_cast<double>(policy.stranger_risk);
    question.children_factor = static_cast<double>(policy.children_factor);
    question.calibration = policy.calibration;
    return question;
}

Result<ThresholdQuestion> threshold_question(const RegisterSnapshot& snapshot, const EmbedderInfo& embedder, Date day) {
    return guarded("reading how the register is matched", [&]() -> Result<ThresholdQuestion> {
        const auto policy = policy_from(snapshot.settings);
        if (!policy) return policy.error();
        const Gallery gallery(templates_in_use(snapshot, embedder.model, *policy, day), embedder.model);
        return threshold_question(gallery, embedder, *policy);
    });
}

}  // namespace consent
