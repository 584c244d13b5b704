// SPDX-License-Identifier: Apache-2.0
//
// A register in memory with four people, vectors for their faces, and a gate over scripted detectors: small enough to
// see through, and the real gate.
//
//   P001 Amara Okafor    consents to everything asked       P002 Tomasz Zielinski  website refused
//   P003 Hana Kobayashi  on the do-not-publish list          P004 Rhys Pritchard    no answer; no biometric consent
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <consent/gate.hpp>

#include "image/encode.hpp"
#include "support/catch.hpp"
#include "support/fakes.hpp"

namespace consent::test {

inline const Date today = *parse_date("2026-11-20");
inline const Instant now = start_of(today) + std::chrono::hours(9);
inline const Use website{"website", ""};
inline constexpr Thresholds scripted_thresholds{0.6F, 0.4F, 0.1F};

// Unit vectors far apart, one a person, and one that resembles nobody.
inline const std::vector<float> amara{1, 0, 0, 0};
inline const std::vector<float> tomasz{0, 1, 0, 0};
inline const std::vector<float> hana{0, 0, 1, 0};
inline const std::vector<float> stranger{0, 0, 0, 1};

inline DetectedFace face_at(float x, float width = 60) {
    const Landmarks points{{{x + 15, 30}, {x + 45, 30}, {x + 30, 45}, {x + 18, 60}, {x + 42, 60}}};
    return {{x, 10, width, width * 1.2F}, 0.9F, points};
}

inline Bytes picture() {
    Raster raster{320, 120, {}};
    for (int y = 0; y < raster.height; ++y)
        for (int x = 0; x < raster.width; ++x)
            for (int c = 0; c < 3; ++c) raster.rgb.push_back(static_cast<std::uint8_t>((x * (c + 1) + y * 3) & 0xff));
    return *encode_jpeg(raster);
}

inline void must(const Result<void>& done) { REQUIRE(done); }

inline std::shared_ptr<Register> small_register() {
    std::shared_ptr<Register> people = make_memory_register();
    const auto add = [&](const char* id, const char* name) {
        Person person;
        person.id = id;
        person.name = name;
        must(people->add(person, now));
    };
    const auto answer = [&](const char* id, std::string_view purpose, Answer given) {
        must(people->record({id, std::string(purpose), given, {}, *parse_date("2026-09-01"), {}, "form 12"}, now));
    };
    add("P001", "Amara Okafor");
    add("P002", "Tomasz Zielinski");
    add("P003", "Hana Kobayashi");
    add("P004", "Rhys Pritchard");
    for (const char* id : {"P001", "P002", "P003"}) {
        must(people->record_notice({id, {}, Notice::notified, *parse_date("2026-08-20")}, now));
        answer(id, purpose_biometric, Answer::grant);
    }
    answer("P001", "website", Answer::grant);
    answer("P002", "website", Answer::refuse);
    answer("P003", "website", Answer::grant);
    must(people->set_never_publish("P003", true, now));
    must(people->add_template({"P001", {"scripted", amara}, *parse_date("2026-09-01")}, now));
    must(people->add_template({"P002", {"scripted", tomasz}, *parse_date("2026-09-01")}, now));
    must(people->add_template({"P003", {"scripted", hana}, *parse_date("2026-09-01")}, now));
    return people;
}

// What a test may turn before the gate opens, and look into afterwards.
struct SmallSchool {
    std::shared_ptr<Register> people = small_register();
    std::shared_ptr<AuditLog> audit = make_memory_audit_log();
    FaultPlan faults;
    std::vector<DetectedFace> faces{face_at(10)};
    std::vector<DetectedFace> safety_net_faces{face_at(12)};
    ScriptedEmbedder::Vectors vectors{{10, amara}};
    bool recognise = true;
    std::function<std::unique_ptr<TextReader>()> text_reader;  // none

    Gate open() {
        Parts parts;
        parts.people = std::make_unique<FaultyRegister>(people, faults);
        parts.audit = std::make_unique<FaultyAudit>(audit, faults);
        parts.detector = std::make_unique<FaultyDetector>(faces, faults);
        parts.safety_net = std::make_unique<ScriptedDetector>(safety_net_faces, "second");
        if (recognise) parts.embedder = std::make_unique<FaultyEmbedder>(vectors, scripted_thresholds, faults);
        if (text_reader) parts.text_reader = text_reader();
        auto gate = Gate::open(std::move(parts));
        REQUIRE(gate);
        return *std::move(gate);
    }

    std::vector<AuditRecord> log() {
        auto records = audit->read(1, 1000);
        REQUIRE(records);
        return *std::move(records);
    }
};

inline bool gives(const Decision& decision, Rule rule, Verdict verdict) {
    for (const Reason& reason : decision.reasons)
        if (reason.rule == rule && reason.verdict == verdict) return true;
    return false;
}

}  // namespace consent::test
