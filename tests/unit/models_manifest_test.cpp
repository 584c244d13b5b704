// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <set>

#include "models_fixture.hpp"
#include "support/catch.hpp"

using namespace consent;
using namespace consent::test;

namespace {

std::string with(std::string text, const std::string& old_part, const std::string& new_part) {
    const auto at = text.find(old_part);
    if (at == std::string::npos) throw std::runtime_error("the manifest of the test has no " + old_part);
    return text.replace(at, old_part.size(), new_part);
}

std::string good_embedder() {
    Entry entry = entry_of("x");
    entry.task = "embed";
    return manifest_of(json_of(entry));
}

}  // namespace

TEST_CASE("the built-in manifest parses and describes every embedder wholly", "[models]") {
    auto store = ModelStore::open("/nonexistent");
    REQUIRE(store);
    std::set<std::string> detectors;
    for (const ModelSpec& spec : store->specs()) {
        INFO(spec.id);
        CHECK(store->find(spec.id) == &spec);
        CHECK_FALSE(spec.licence.empty());
        CHECK(spec.origin.starts_with("https://"));
        CHECK(spec.sha256.has_value() == (spec.bytes > 0));
        if (spec.task == ModelTask::detect) {
            detectors.insert(spec.id);
            continue;
        }
        CHECK(spec.dimension > 0);
        CHECK(spec.input.width == spec.input.height);
        CHECK_FALSE(spec.input.alignment.empty());
        CHECK_FALSE(spec.evidence.empty());
        CHECK(spec.thresholds.deny < spec.thresholds.clear);
        CHECK(spec.thresholds.margin > 0);
    }
    CHECK(detectors == std::set<std::string>{"yunet_2023mar", "ultralight_rfb_640"});
    CHECK(store->best(ModelTask::detect) == nullptr);
    CHECK(store->find("no_such_model") == nullptr);
    REQUIRE(store->find("mobilefacenet") != nullptr);
    const InputSpec& input = store->find("mobilefacenet")->input;
    CHECK(input.mean[0] == Approx(123.675));
    CHECK(input.scale == Approx(1.0 / 255));
    CHECK_FALSE(input.bgr);
}

TEST_CASE("the built-in manifest knows no digest for the dlib ResNet", "[models]") {
    auto store = ModelStore::open("/nonexistent");
    REQUIRE(store);
    REQUIRE(store->find("dlib_resnet_v1") != nullptr);
    CHECK_FALSE(store->find("dlib_resnet_v1")->sha256.has_value());
}

TEST_CASE("a manifest's fields arrive where they belong", "[models]") {
    Entry entry = entry_of("content");
    entry.task = "embed";
    entry.source = R"("https://models.invalid/made_up.bz2")";
    entry.compression = R"("bz2")";
    auto store = ModelStore::open("models", manifest_of(json_of(entry)));
    REQUIRE(store);
    REQUIRE(store->specs().size() == 1);
    const ModelSpec& spec = store->specs().front();
    CHECK(spec.id == "made_up");
    CHECK(spec.task == ModelTask::embed);
    CHECK(spec.backend == "onnx");
    CHECK(spec.file == "made_up.onnx");
    CHECK(spec.bytes == 7);
    CHECK(spec.sha256 == sha256(bytes_of("content")));
    CHECK(spec.source == "https://models.invalid/made_up.bz2");
    CHECK(spec.compression == "bz2");
    CHECK(spec.input.mean == std::array<float, 3>{1, 2.5F, 3});
    CHECK(spec.input.scale == 0.5F);
    CHECK(spec.input.alignment == "arcface_112");
    CHECK(spec.dimension == 128);
    CHECK(spec.thresholds.clear == 0.5F);
    CHECK(spec.thresholds.deny == 0.25F);
    CHECK(spec.thresholds.margin == 0.125F);
    CHECK(spec.grade == EvidenceGrade::none);
}

TEST_CASE("a wrong manifest is refused, and the error names entry and field", "[models]") {
    struct Wrong {
        const char* old_part;
        const char* new_part;
        const char* named;
    };
    const auto wrong = GENERATE(values<Wrong>({
        {R"("schema": 1)", R"("schema": 2)", "schema"},
        {R"("schema": 1, )", "", "\"schema\": is missing"},
        {R"("id": "made_up")", R"("id": "Made up")", "model number 1, \"id\""},
        {R"("id": "made_up")", R"("id": 7)", "model number 1, \"id\""},
        {R"("id": "made_up")", R"("id": "")", "model number 1, \"id\""},
        {R"("task": "embed")", R"("task": "guess")", "model made_up, \"task\""},
        {R"("backend": "onnx")", R"("backend": "yunet")", "model made_up, \"backend\""},
        {R"("file": "made_up.onnx")", R"("file": "../made_up.onnx")", "model made_up, \"file\""},
        {R"("file": "made_up.onnx")", R"("file": ".hidden")", "model made_up, \"file\""},
        {R"("file": "made_up.onnx")", R"("file": "x.part")", "model made_up, \"file\""},
        {R"("bytes": 1)", R"("bytes": 0)", "model made_up, \"bytes\""},
        {R"("bytes": 1)", R"("bytes": -1)", "model made_up, \"bytes\""},
        {R"("bytes": 1)", R"("bytes": 1.5)", "model made_up, \"bytes\""},
        {R"("bytes": 1)", R"("bytes": "1")", "model made_up, \"bytes\""},
        {R"("bytes": 1)", R"("bytes": 99999999999)", "model made_up, \"bytes\""},
        {R"("sha256": ")", R"("sha256": "zz)", "model made_up, \"sha256\""},
        {R"("sha256": ")", R"("sha": ")", "\"sha256\": is missing"},
        {R"("licence": "CC0-1.0")", R"("licence": "")", "model made_up, \"licence\""},
        {R"("licence": "CC0-1.0")", R"("licence": "CC0-1.0", "license": "x")", "model made_up, \"license\": is not known"},
        {R"("source": null)", R"("source": "ftp://models.invalid/x")", "model made_up, \"source\""},
        {R"("compression": null)", R"("compression": "bz2")", "model made_up, \"compression\""},
        {R"("compression": null)", R"("compression": "zip")", "model made_up, \"compression\""},
        {R"("width": 112)", R"("width": 96)", "model made_up, \"input.width\""},
        {R"("channels": "rgb")", R"("channels": "grb")", "model made_up, \"input.channels\""},
        {R"("mean": [1, 2.5, 3])", R"("mean": [1, 2.5])", "model made_up, \"input.mean\""},
        {R"("mean": [1, 2.5, 3])", R"("mean": [1, "2", 3])", "model made_up, \"input.mean\""},
        {R"("scale": 0.5)", R"("scale": 0)", "model made_up, \"input.scale\""},
        {R"("scale": 0.5)", R"("scale": 1e99)", "model made_up, \"input.scale\""},
        {R"("scale": 0.5)", R"("scale": 1e9999)", "a value that JSON cannot have"},
        {R"("alignment": "arcface_112")", R"("alignment": null)", "model made_up, \"input.alignment\""},
        {R"("alignment": "arcface_112")", R"("alignment": "dlib_150_025")", "model made_up, \"input.alignment\""},
        {R"("dimension": 128)", R"("dimension": 0)", "model made_up, \"dimension\""},
        {R"("dimension": 128, )", "", "\"dimension\": is missing"},
        {R"("clear": 0.5)", R"("clear": 1.5)", "model made_up, \"thresholds.clear\""},
        {R"("clear": 0.5)", R"("clear": null)", "model made_up, \"thresholds.clear\""},
        {R"("deny": 0.25)", R"("deny": 0.75)", "model made_up, \"thresholds.deny\""},
        {R"("deny": 0.25)", R"("deny": -2)", "model made_up, \"thresholds.deny\""},
        {R"("margin": 0.125)", R"("margin": -0.125)", "model made_up, \"thresholds.margin\""},
        {R"("grade": "none")", R"("grade": "good")", "model made_up, \"grade\""},
        {R"("evidence": "Nobody measured.")", R"("evidence": "")", "model made_up, \"evidence\""},
        {"}]}", "", "not JSON"},
    }));
    const std::string manifest = good_embedder();
    REQUIRE(ModelStore::open("models", manifest));
    INFO(wrong.new_part);
    auto store = ModelStore::open("models", with(manifest, wrong.old_part, wrong.new_part));
    REQUIRE_FALSE(store);
    CHECK(store.error().code == ErrorCode::invalid_argument);
    INFO(store.error().message);
    CHECK(store.error().message.find(wrong.named) != std::string::npos);
    CHECK(store.error().message.find('\n') == std::string::npos);
}

TEST_CASE("an embedder's impostor table may be there, and then it must make sense", "[models][thresholds]") {
    const auto with_table = [](const std::string& table) {
        return ModelStore::open("models", with(good_embedder(), R"("grade": "none")", R"("impostor": )" + table + R"(, "grade": "none")"));
    };
    const auto store = with_table(R"({"data": "made up", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2], [0.01, 0.3]]})");
    REQUIRE(store);
    REQUIRE(store->specs().front().impostor);
    const ImpostorTable& table = *store->specs().front().impostor;
    CHECK(table.data == "made up");
    CHECK(table.people == 30);
    CHECK(table.comparisons == 2000);
    REQUIRE(table.points.size() == 2);
    CHECK(table.points[1].fmr == 0.01);
    CHECK(table.points[1].similarity == 0.3F);
    CHECK_FALSE(ModelStore::open("models", good_embedder())->specs().front().impostor);

    const std::string wrong = GENERATE(
        "null", "[]", "{}", R"({"data": "", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2], [0.01, 0.3]]})",
        R"({"data": "x", "people": 1, "comparisons": 2000, "points": [[0.1, 0.2], [0.01, 0.3]]})",
        R"({"data": "x", "people": 30, "comparisons": 0, "points": [[0.1, 0.2], [0.01, 0.3]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2], [0.01, 0.1]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.01, 0.2], [0.1, 0.3]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2], [0.01, 1.3]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2], [0.01]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.1, "0.2"], [0.01, 0.3]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2], [0.0001, 0.3]]})",
        R"({"data": "x", "people": 30, "comparisons": 2000, "points": [[0.1, 0.2], [0.01, 0.3]], "more": 1})");
    INFO(wrong);
    const auto refused = with_table(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
    CHECK(refused.error().message.find("model made_up, \"impostor") != std::string::npos);
}

TEST_CASE("an id or a file name used twice is refused", "[models]") {
    Entry first = entry_of("x");
    Entry second = first;
    SECTION("the id") { second.file = "other.onnx"; }
    SECTION("the file") { second.id = "other"; }
    auto store = ModelStore::open("models", manifest_of(json_of(first) + ", " + json_of(second)));
    REQUIRE_FALSE(store);
    CHECK(store.error().message.find("used twice") != std::string::npos);
}

TEST_CASE("text that is no manifest is refused", "[models]") {
    const std::string text = GENERATE("", "[]", "null", "{}", R"({"schema": 1, "models": []})", R"({"schema": 1, "models": [3]})",
                                      R"({"schema": 1, "models": {}})", "\xff\xfe");
    INFO(text);
    auto store = ModelStore::open("models", text);
    REQUIRE_FALSE(store);
    CHECK(store.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("the models lie where the environment says, else in the user's data folder", "[models]") {
    struct Kept {
        explicit Kept(const char* variable) : name(variable) {
            if (const char* value = std::getenv(variable)) before = value;
        }
        ~Kept() { before.empty() ? unsetenv(name) : setenv(name, before.c_str(), 1); }
        const char* name;
        std::string before;
    };
    const Kept models("CONSENT_MODELS");
    const Kept data("XDG_DATA_HOME");
    const Kept home("HOME");
    setenv("CONSENT_MODELS", "/own", 1);
    setenv("XDG_DATA_HOME", "/data", 1);
    setenv("HOME", "/home/someone", 1);
    CHECK(ModelStore::default_folder() == "/own");
    setenv("CONSENT_MODELS", "", 1);
    CHECK(ModelStore::default_folder() == "/data/consent/models");
    setenv("XDG_DATA_HOME", "relative", 1);
    CHECK(ModelStore::default_folder() == "/home/someone/.local/share/consent/models");
    unsetenv("XDG_DATA_HOME");
    CHECK(ModelStore::default_folder() == "/home/someone/.local/share/consent/models");
    unsetenv("HOME");
    CHECK(ModelStore::default_folder().is_absolute());
}
