// SPDX-License-Identifier: Apache-2.0
//
// Names that can be read in the picture itself.
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "support/small_school.hpp"

#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;

namespace {

// Reads what the test wrote down.
class ScriptedReader final : public TextReader {
public:
    explicit ScriptedReader(std::vector<SeenText> seen, bool fails = false) : seen_(std::move(seen)), fails_(fails) {}
    [[nodiscard]] std::string_view id() const noexcept override { return "scripted"; }
    Result<std::vector<SeenText>> read(const Raster&, const std::vector<Box>&) override {
        if (fails_) return planned_fault();
        return seen_;
    }

private:
    std::vector<SeenText> seen_;
    bool fails_;
};

Decision check(SmallSchool& school, const Bytes& bytes) {
    Candidate candidate;
    candidate.bytes = bytes;
    auto decision = school.open().check(candidate, website, now);
    INFO((decision ? std::string() : decision.error().message));
    REQUIRE(decision);
    CHECK(decision->permit.has_value() == (decision->verdict == Verdict::publish));
    return *std::move(decision);
}

Decision check_with(SmallSchool& school, std::vector<SeenText> seen, bool fails = false) {
    school.text_reader = [=] { return std::make_unique<ScriptedReader>(seen, fails); };
    return check(school, picture());
}

// A badge below the face, in letters `height` pixels high, on the dark picture that the scripted detector knows.
Bytes with_badge(const std::string& text, double height, int thickness = 2) {
    cv::Mat canvas(600, 800, CV_8UC3, cv::Scalar(40, 50, 60));
    cv::rectangle(canvas, {600, 400}, {799, 599}, cv::Scalar(200, 190, 180), cv::FILLED);  // upside down it is another one
    cv::rectangle(canvas, {60, 200}, {780, 360}, cv::Scalar(235, 240, 245), cv::FILLED);
    cv::putText(canvas, text, {80, 300}, cv::FONT_HERSHEY_SIMPLEX, height / 22, cv::Scalar(20, 20, 25), thickness, cv::LINE_AA);
    return *encode_jpeg({canvas.cols, canvas.rows, {canvas.datastart, canvas.dataend}});
}

}  // namespace

TEST_CASE("the name of a child who is shown blocks where it can be read in the picture", "[gate][R-10]") {
    SmallSchool school;
    const Box badge{20, 90, 50, 20};
    const Decision shown = check_with(school, {{badge, "AMARA OKAFOR", 0.95F}});
    CHECK(shown.verdict == Verdict::block);
    CHECK(gives(shown, Rule::name_in_words, Verdict::block));
    REQUIRE(shown.words.size() == 1);
    CHECK(shown.words[0].source == "text in the picture");
    CHECK(shown.words[0].person == "P001");
    REQUIRE(shown.words[0].box);
    CHECK(shown.words[0].box->width == 50);
    CHECK_FALSE(shown.words[0].removed);
    CHECK(shown.text_reader == "scripted");
    for (const Reason& reason : shown.reasons) CHECK(reason.text.find("Amara") == std::string::npos);

    const Decision hardly_legible = check_with(school, {{badge, "AMARA OKAFOR", 0.7F}});
    CHECK(hardly_legible.verdict == Verdict::review);
    must(school.people->record({"P001", std::string(purpose_named_photo), Answer::grant, {}, *parse_date("2026-09-01"), {}, "form 12"}, now));
    CHECK(check_with(school, {{badge, "AMARA OKAFOR", 0.95F}}).verdict == Verdict::publish);
}

TEST_CASE("another name or personal data in the picture are for a person, or block by policy", "[gate][R-10][R-11]") {
    SmallSchool school;
    CHECK(check_with(school, {{{}, "Rhys Pritchard", 0.95F}}).verdict == Verdict::review);
    const Decision number = check_with(school, {{{}, "Call 07700 900123", 0.95F}});
    CHECK(number.verdict == Verdict::review);
    CHECK(gives(number, Rule::personal_data, Verdict::review));
    CHECK(check_with(school, {{{}, "SPORTS DAY 2026", 0.95F}}).verdict == Verdict::publish);
    must(school.people->put_setting("block_on_seen_text", "yes", now));
    must(school.people->put_setting("block_on_personal_data", "yes", now));
    CHECK(check_with(school, {{{}, "Rhys Pritchard", 0.95F}}).verdict == Verdict::block);
    CHECK(check_with(school, {{{}, "Call 07700 900123", 0.95F}}).verdict == Verdict::block);
}

TEST_CASE("text that could not be read is for a person", "[gate][R-10]") {
    SmallSchool school;
    CHECK(check_with(school, {}, true).verdict == Verdict::review);
    CHECK(check_with(school, {}).verdict == Verdict::publish);
    school.text_reader = nullptr;
    CHECK(check(school, picture()).verdict == Verdict::publish);
    must(school.people->put_setting("require_text_reading", "yes", now));
    CHECK(check(school, picture()).verdict == Verdict::review);
    CHECK(check_with(school, {}).verdict == Verdict::publish);
}

TEST_CASE("a badge that names a pupil keeps the picture in", "[gate][R-10][tesseract]") {
    if (!make_text_reader()) CONSENT_SKIP("Tesseract's English data are not installed");
    SmallSchool school;
    school.text_reader = [] { return *make_text_reader(); };
    CHECK(check(school, with_badge("SPORTS DAY", 40)).verdict == Verdict::publish);
    for (const double height : {18.0, 24.0, 32.0, 44.0}) {
        CAPTURE(height);
        const Decision own = check(school, with_badge("AMARA OKAFOR", height));
        CHECK(own.verdict != Verdict::publish);
        CHECK(own.lines_read > 0);
        CHECK(check(school, with_badge("Rhys Pritchard", height)).verdict != Verdict::publish);
        CHECK(check(school, with_badge("My name is Rhys", height)).verdict != Verdict::publish);
    }
    const Decision large = check(school, with_badge("AMARA OKAFOR", 40, 3));
    CHECK(large.verdict == Verdict::block);
    REQUIRE_FALSE(large.words.empty());
    REQUIRE(large.words[0].box);
    CHECK(large.words[0].box->x > 50);
    CHECK(large.words[0].box->y > 230);
    CHECK(large.words[0].box->y < 310);
}

TEST_CASE("the reader of text takes every size of picture", "[tesseract][bad-input]") {
    auto reader = make_text_reader();
    if (!reader) CONSENT_SKIP("Tesseract's English data are not installed");
    for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {3, 4000}, {4000, 3}, {2, 2}, {6000, 4000}}) {
        CAPTURE(width, height);
        Raster raster{width, height, {}};
        raster.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 128);
        const auto seen = (*reader)->read(raster, {{-50, -50, 20, 20}, {0, 0, 1, 1}, {1e6F, 1e6F, 5, 5}, {0, 0, 1e6F, 1e6F}});
        REQUIRE(seen);
        CHECK(seen->empty());
    }
}
