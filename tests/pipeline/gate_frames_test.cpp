// SPDX-License-Identifier: Apache-2.0
//
// A file of several pictures: each is looked at, and the worst decides.
#include <algorithm>
#include <tuple>

#include "image/decode.hpp"
#include "support/picture_maker.hpp"
#include "support/small_school.hpp"
#include "support/tiff_maker.hpp"
#include "support/webp_maker.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr std::uint8_t of_amara = 20, of_other = 90, of_nobody = 200;

// A picture whose grey says who is in it, and a mark that makes it another picture.
Raster page(std::uint8_t grey, int mark = 0) {
    Raster raster{160, 60, std::vector<std::uint8_t>(160 * 60 * 3, grey)};
    raster.rgb[3000 + static_cast<std::size_t>(mark) * 3] = 255;
    return raster;
}

// Reads the grey of the first pixel.
class GreyDetector final : public Detector {
public:
    explicit GreyDetector(int fails_at = -1) : fails_at_(fails_at) {}
    [[nodiscard]] std::string_view id() const noexcept override { return "grey"; }
    [[nodiscard]] float smallest_face(int, int) const noexcept override { return 10; }
    [[nodiscard]] bool finds_turned_faces() const noexcept override { return true; }
    Result<std::vector<DetectedFace>> detect(const Raster& raster) override {
        if (looks_++ == fails_at_) return Error{ErrorCode::internal, "planned fault"};
        if (raster.rgb[0] == of_amara) return std::vector{face_at(10)};
        if (raster.rgb[0] == of_other) return std::vector{face_at(80)};
        return std::vector<DetectedFace>{};
    }

private:
    int fails_at_, looks_ = 0;
};

Gate gate_of(const std::vector<float>& other, const Limits& limits = {}, int fails_at = -1) {
    Parts parts;
    static FaultPlan no_faults;
    parts.people = std::make_unique<FaultyRegister>(small_register(), no_faults);
    parts.audit = make_memory_audit_log();
    parts.detector = std::make_unique<GreyDetector>(fails_at);
    parts.embedder = std::make_unique<ScriptedEmbedder>(ScriptedEmbedder::Vectors{{10, amara}, {80, other}}, scripted_thresholds);
    parts.limits = limits;
    auto gate = Gate::open(std::move(parts));
    REQUIRE(gate);
    return *std::move(gate);
}

// Frames of these greys, each another picture than those before.
Bytes animation(const std::vector<std::uint8_t>& greys, int duration = 100) {
    std::vector<WebpFrameSpec> frames;
    for (std::size_t i = 0; i < greys.size(); ++i) {
        WebpOptions options;
        options.lossless = true;
        frames.push_back({make_webp(page(greys[i], static_cast<int>(i)), options), 0, 0, duration, false, false});
    }
    return make_animated_webp(160, 60, frames);
}

Bytes pages(const std::vector<std::uint8_t>& greys) {
    std::vector<TiffPicture> pictures;
    for (std::size_t i = 0; i < greys.size(); ++i) pictures.push_back({page(greys[i], static_cast<int>(i)), {}});
    return make_tiff(pictures);
}

Result<Decision> judged(Gate& gate, const Bytes& bytes) {
    Candidate candidate;
    candidate.bytes = bytes;
    auto decision = gate.check(candidate, website, now);
    if (decision) CHECK(decision->permit.has_value() == (decision->verdict == Verdict::publish));
    return decision;
}

std::vector<std::uint8_t> all_of_amara(std::size_t count) { return std::vector<std::uint8_t>(count, of_amara); }

}  // namespace

TEST_CASE("an animation of somebody who may be shown leaves with all its frames", "[gate][frames]") {
    Gate gate = gate_of(stranger);
    for (const Bytes& file : {animation(all_of_amara(12)), pages(all_of_amara(12))}) {
        auto decision = judged(gate, file);
        INFO((decision ? "" : decision.error().message));
        REQUIRE(decision);
        CHECK(decision->verdict == Verdict::publish);
        CHECK(decision->frames == 12);
        CHECK(decision->faces.size() == 12);
        RecordingSink sink;
        REQUIRE(decision->permit);
        REQUIRE(gate.publish(std::move(*decision->permit), sink, now));
        int frames = 0;
        REQUIRE(each_frame(sink.copies[0], Limits{}, [&](const Picture&) {
            ++frames;
            return Result<void>();
        }));
        CHECK(frames == 12);
    }
}

TEST_CASE("one frame of somebody else decides over the whole file", "[gate][frames][R-02][R-03][R-04]") {
    const std::size_t where = GENERATE(as<std::size_t>{}, 0, 5, 10, 11);
    auto greys = all_of_amara(12);
    greys[where] = of_other;
    for (const Bytes& file : {animation(greys), pages(greys), animation(greys, 0)}) {
        for (const auto& [vector, rule, verdict] :
             {std::tuple{stranger, Rule::unknown_face, Verdict::review}, std::tuple{tomasz, Rule::no_consent, Verdict::block},
              std::tuple{hana, Rule::never_publish, Verdict::block}}) {
            Gate gate = gate_of(vector);
            const auto decision = judged(gate, file);
            REQUIRE(decision);
            CHECK(decision->verdict == verdict);
            CHECK(gives(*decision, rule, verdict));
            const auto worst = std::find_if(decision->faces.begin(), decision->faces.end(),
                                            [](const FaceFinding& face) { return face.status != FaceStatus::cleared; });
            REQUIRE(worst != decision->faces.end());
            CHECK(worst->frame == static_cast<int>(where));
        }
    }
}

TEST_CASE("a frame that was seen before is counted and not looked at twice", "[gate][frames]") {
    WebpOptions options;
    options.lossless = true;
    const Bytes still = make_webp(page(of_amara), options);
    const Bytes other = make_webp(page(of_nobody), options);
    Gate gate = gate_of(stranger, {}, 2);  // a third look would fail
    const auto decision = judged(gate, make_animated_webp(160, 60, {{still, 0, 0, 50, false, false}, {other, 0, 0, 50, false, false},
                                                                    {still, 0, 0, 50, false, false}, {other, 0, 0, 50, false, false}}));
    REQUIRE(decision);
    CHECK(decision->verdict == Verdict::publish);
    CHECK(decision->faces.size() == 1);
}

TEST_CASE("a file with more frames than the limit is not judged by the first of them", "[gate][frames][R-01]") {
    Limits limits;
    SECTION("by number") { limits.frames = 11; }
    SECTION("by pixels") { limits.frame_pixels = 160 * 60 * 11; }
    Gate gate = gate_of(stranger, limits);
    for (const Bytes& file : {animation(all_of_amara(12)), pages(all_of_amara(12))}) {
        const auto decision = judged(gate, file);
        REQUIRE(!decision);
        CHECK(decision.error().code == ErrorCode::unreadable);
    }
    CHECK(judged(gate, animation(all_of_amara(11)))->verdict == Verdict::publish);
}

TEST_CASE("a look that fails at any frame gives no permit", "[gate][frames]") {
    for (int at = 0; at < 6; ++at) {
        Gate gate = gate_of(stranger, {}, at);
        CHECK(!judged(gate, animation(all_of_amara(6))));
    }
}

TEST_CASE("a file of several pictures is no reference photo and is not made smaller", "[gate][frames]") {
    Gate gate = gate_of(stranger);
    Candidate candidate;
    candidate.bytes = animation(all_of_amara(3));
    candidate.copy.max_edge = 100;
    const auto decision = gate.check(candidate, website, now);
    REQUIRE(!decision);
    CHECK(decision.error().code == ErrorCode::invalid_argument);
    const auto picture = decode(candidate.bytes, Limits{});
    REQUIRE(!picture);
    CHECK(picture.error().code == ErrorCode::unreadable);
}
