// SPDX-License-Identifier: Apache-2.0
//
// Back ends whose answers a test writes down, and wrappers that fail at the nth call. The gate under test is the real one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <consent/audit.hpp>
#include <consent/detector.hpp>
#include <consent/embedder.hpp>
#include <consent/register.hpp>
#include <consent/sink.hpp>

#include "support/seen_well.hpp"

namespace consent::test {

// Finds what the test says in pictures wider than high with a dark first pixel, which small_school.hpp's picture() is as long
// as nobody turns it.
class ScriptedDetector final : public Detector {
public:
    explicit ScriptedDetector(std::vector<DetectedFace> faces, std::string id = "scripted")
        : faces_(std::move(faces)), id_(std::move(id)) {}
    [[nodiscard]] std::string_view id() const noexcept override { return id_; }
    [[nodiscard]] float smallest_face(int, int) const noexcept override { return 10; }
    Result<std::vector<DetectedFace>> detect(const Raster& picture) override {
        const bool as_given = picture.width > picture.height && picture.rgb[0] < 60;
        return as_given ? faces_ : std::vector<DetectedFace>{};
    }

private:
    std::vector<DetectedFace> faces_;
    std::string id_;
};

// Takes a face for the vector that the test put at its place: the x coordinate of the box selects it.
class ScriptedEmbedder final : public Embedder {
public:
    using Vectors = std::vector<std::pair<float, std::vector<float>>>;  // x of the box, vector

    ScriptedEmbedder(Vectors vectors, Thresholds thresholds) : vectors_(std::move(vectors)) {
        info_.model = "scripted";
        info_.dimension = 4;
        info_.thresholds = thresholds;
    }
    [[nodiscard]] const EmbedderInfo& info() const noexcept override { return info_; }
    Result<EmbeddedFace> embed(const Raster&, const DetectedFace& face) override {
        for (const auto& [x, values] : vectors_)
            if (x == face.box.x) {
                Quality measured = quality;
                measured.width_px = face.box.width;
                return EmbeddedFace{{info_.model, values}, measured};
            }
        return Error{ErrorCode::internal, "no vector scripted"};
    }

    Quality quality = seen_well(0);  // of every face, but for the width

private:
    Vectors vectors_;
    EmbedderInfo info_;
};

// Counts calls over all wrappers that share it, and says which of them fail: the nth alone, or the nth and all after.
struct FaultPlan {
    int fail_at = 0;  // from 1; 0: never
    bool for_ever = false;
    int calls = 0;

    bool strikes() {
        ++calls;
        return fail_at > 0 && (calls == fail_at || (for_ever && calls > fail_at));
    }
};

inline Error planned_fault() { return Error{ErrorCode::unavailable, "planned fault"}; }

class FaultyRegister final : public Register {
public:
    FaultyRegister(std::shared_ptr<Register> inner, FaultPlan& plan) : inner_(std::move(inner)), plan_(plan) {}
    Result<std::uint64_t> version() override {
        if (plan_.strikes()) return planned_fault();
        return inner_->version();
    }
    Result<RegisterSnapshot> snapshot() override {
        if (plan_.strikes()) return planned_fault();
        return inner_->snapshot();
    }
    Result<void> add(const Person& p, Instant now) override { return inner_->add(p, now); }
    Result<void> record(const ConsentAnswer& a, Instant now) override { return inner_->record(a, now); }
    Result<void> set_never_publish(std::string_view p, bool l, Instant now) override {
        return inner_->set_never_publish(p, l, now);
    }
    Result<void> set_left(std::string_view p, std::optional<Date> d, Instant now) override {
        return inner_->set_left(p, d, now);
    }
    Result<void> add_templates(const std::vector<Template>& t, Instant now) override {
        if (plan_.strikes()) return planned_fault();
        return inner_->add_templates(t, now);
    }
    Result<void> remove_templates(std::string_view p, Instant now) override { return inner_->remove_templates(p, now); }
    Result<void> apply(const RegisterBatch& b, std::uint64_t v, Instant now) override { return inner_->apply(b, v, now); }
    Result<void> put_channel(const Channel& c, Instant now) override { return inner_->put_channel(c, now); }
    Result<void> record_delegation(const Delegation& d, Instant now) override { return inner_->record_delegation(d, now); }
    Result<void> record_notice(const ParentNotice& n, Instant now) override { return inner_->record_notice(n, now); }
    Result<void> record_authority(const ListedAuthority& a, Instant now) override {
        return inner_->record_authority(a, now);
    }
    Result<void> put_purpose(const Purpose& p, Instant now) override { return inner_->put_purpose(p, now); }
    Result<void> put_setting(std::string_view k, std::string_view v, Instant now) override {
        return inner_->put_setting(k, v, now);
    }

private:
    std::shared_ptr<Register> inner_;
    FaultPlan& plan_;
};

class FaultyAudit final : public AuditLog {
public:
    FaultyAudit(std::shared_ptr<AuditLog> inner, FaultPlan& plan) : inner_(std::move(inner)), plan_(plan) {}
    Result<AuditRecord> append(const AuditEntry& entry) override {
        if (plan_.strikes()) return planned_fault();
        return inner_->append(entry);
    }
    Result<std::vector<AuditRecord>> read(std::uint64_t first, std::uint64_t count) override {
        return inner_->read(first, count);
    }

private:
    std::shared_ptr<AuditLog> inner_;
    FaultPlan& plan_;
};

class FaultyDetector final : public Detector {
public:
    FaultyDetector(std::vector<DetectedFace> faces, FaultPlan& plan) : inner_(std::move(faces)), plan_(plan) {}
    [[nodiscard]] std::string_view id() const noexcept override { return "faulty"; }
    [[nodiscard]] float smallest_face(int, int) const noexcept override { return 10; }
    Result<std::vector<DetectedFace>> detect(const Raster& picture) override {
        if (plan_.strikes()) return Error{ErrorCode::internal, "planned fault"};
        return inner_.detect(picture);
    }

private:
    ScriptedDetector inner_;
    FaultPlan& plan_;
};

class FaultyEmbedder final : public Embedder {
public:
    FaultyEmbedder(ScriptedEmbedder::Vectors vectors, Thresholds thresholds, FaultPlan& plan)
        : inner_(std::move(vectors), thresholds), plan_(plan) {}
    [[nodiscard]] const EmbedderInfo& info() const noexcept override { return inner_.info(); }
    Result<EmbeddedFace> embed(const Raster& picture, const DetectedFace& face) override {
        if (plan_.strikes()) return Error{ErrorCode::internal, "planned fault"};
        return inner_.embed(picture, face);
    }

private:
    ScriptedEmbedder inner_;
    FaultPlan& plan_;
};

// Keeps what it was given, and fails or throws when told to.
class RecordingSink final : public Sink {
public:
    std::vector<Bytes> copies;
    std::function<void()> before_write;
    bool fail = false;

    Result<std::string> write(ByteView bytes, std::string_view name) override {
        if (before_write) before_write();
        if (fail) return Error{ErrorCode::write_failed, "planned fault"};
        copies.emplace_back(bytes.begin(), bytes.end());
        return std::string(name);
    }
};

}  // namespace consent::test
