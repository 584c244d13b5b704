// SPDX-License-Identifier: Apache-2.0
//
// A recognition model that is damaged, or not what its manifest says, and whose digest somebody vouched for nevertheless:
// it is not opened, or it leads to an error or to review, and never lets a stranger out.
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <random>

#include <nlohmann/json.hpp>

#include <consent/consent.hpp>

#include "support/catch.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"
#include "support/small_school.hpp"
#include "unit/detect_fixture.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

using Damage = std::function<void(Bytes& file, nlohmann::json& entry)>;

Damage at_tenth(std::size_t tenth, const Bytes& pattern, std::size_t length) {
    return [=](Bytes& file, nlohmann::json&) {
        // A multiple of four from the file's end, where the weights are.
        const std::size_t from = file.size() * tenth / 10 / 4 * 4 + file.size() % 4;
        for (std::size_t i = 0; i < length && from + i < file.size(); ++i) file[from + i] = pattern[i % pattern.size()];
    };
}

std::vector<std::pair<std::string, Damage>> damages() {
    std::vector<std::pair<std::string, Damage>> list;
    for (const std::size_t tenth : {1U, 3U, 5U, 7U, 9U}) {
        const std::string where = " at tenth " + std::to_string(tenth);
        list.emplace_back("not a number" + where, at_tenth(tenth, {0xff}, 8));
        list.emplace_back("infinity" + where, at_tenth(tenth, {0x00, 0x00, 0x80, 0x7f}, 8));
        list.emplace_back("huge" + where, at_tenth(tenth, {0xff, 0xff, 0x7f, 0x7f}, 400));
        list.emplace_back("zeros" + where, at_tenth(tenth, {0}, 300000));
        list.emplace_back("cut short" + where, [=](Bytes& file, nlohmann::json&) { file.resize(file.size() * tenth / 10); });
    }
    for (const unsigned seed : {1U, 2U, 3U})
        list.emplace_back("bits flipped, seed " + std::to_string(seed), [=](Bytes& file, nlohmann::json&) {
            std::mt19937 random(seed);
            for (int i = 0; i < 2000; ++i) file[20000 + random() % (file.size() - 20000)] ^= static_cast<std::uint8_t>(1U << random() % 8);
        });
    for (const int dimension : {64, 512})
        list.emplace_back("other dimension", [=](Bytes&, nlohmann::json& entry) { entry["dimension"] = dimension; });
    return list;
}

// A manifest that vouches for the file as it is now.
Result<ModelStore> store_with(const fs::path& folder, const ModelSpec& spec, Bytes file, const Damage& damage) {
    std::ifstream text(std::string(std::getenv("CONSENT_SOURCE_DIR")) + "/models/manifest.json");
    auto manifest = nlohmann::json::parse(text);
    for (auto& entry : manifest["models"]) {
        if (entry["id"] != spec.id) continue;
        damage(file, entry);
        entry["bytes"] = file.size();
        entry["sha256"] = to_hex(sha256(file));
    }
    std::ofstream(folder / spec.file, std::ios::binary)
        .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
    return ModelStore::open(folder, manifest.dump());
}

std::vector<Bytes> portraits_of_different_people(const fs::path& faces, std::size_t count) {
    std::ifstream list(faces / "lfw.tsv");
    std::string line;
    std::string last;
    std::getline(list, line);
    std::vector<Bytes> portraits;
    while (portraits.size() < count && std::getline(list, line)) {
        const auto tab = line.find('\t');
        if (line.substr(tab + 1) == last) continue;
        last = line.substr(tab + 1);
        portraits.push_back(bytes_of(faces / line.substr(0, tab)));
    }
    return portraits;
}

}  // namespace

TEST_CASE("a damaged recognition model never lets a stranger out", "[fault][embed][R-04]") {
    const ModelStore models = model_store();
    const auto faces = face_pictures();
    if (!faces) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(models, "yunet_2023mar") || !has_model(models, "mobilefacenet")) CONSENT_SKIP("no model mobilefacenet");
    const ModelSpec spec = *models.find("mobilefacenet");
    const Bytes intact = *models.load(spec);
    const std::vector<Bytes> portraits = portraits_of_different_people(*faces, 4);
    REQUIRE(portraits.size() == 4);

    for (const auto& [name, damage] : damages()) {
        CAPTURE(name);
        const Scratch folder;
        const auto store = store_with(folder.path(), spec, intact, damage);
        REQUIRE(store);
        auto embedder = make_embedder(*store, spec.id);
        if (!embedder) {
            CHECK(embedder.error().code == ErrorCode::unavailable);
            CHECK(embedder.error().message.find("fetch") != std::string::npos);
            continue;
        }
        Parts parts;
        parts.people = make_memory_register();
        parts.audit = make_memory_audit_log();
        parts.detector = *make_detector(models, "yunet_2023mar");
        parts.embedder = *std::move(embedder);
        Person person;
        person.id = "P001";
        person.name = "Amara Okafor";
        REQUIRE(parts.people->add(person, now));
        REQUIRE(parts.people->record_notice({"P001", {}, Notice::notified, today}, now));
        for (const char* purpose : {"biometric", "website"})
            REQUIRE(parts.people->record({"P001", purpose, Answer::grant, {}, today, {}, "form"}, now));
        (void)enrol(*parts.people, *parts.audit, *parts.detector, *parts.embedder, "P001", {portraits[0], today, 0}, parts.limits, now);
        auto gate = Gate::open(std::move(parts));
        REQUIRE(gate);
        for (std::size_t i = 1; i < portraits.size(); ++i) {
            Candidate candidate;
            candidate.bytes = portraits[i];
            const auto decision = gate->check(candidate, website, now);
            if (decision) CHECK(decision->verdict != Verdict::publish);
        }
    }
}

TEST_CASE("a vector that is none, or of another length or model, clears nobody", "[fault][embed][R-04]") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    SmallSchool school;
    const auto bad = GENERATE(values<std::vector<float>>({{nan, 0, 0, 0}, {1, 0, 0, nan}, {1, 0, 0}, {1, 0, 0, 0, 0}, {}, {0, 0, 0, 0},
                                                          {std::numeric_limits<float>::infinity(), 0, 0, 0}, {30, 0, 0, 0}}));
    school.vectors = {{10, bad}};
    Gate gate = school.open();
    Candidate candidate;
    candidate.bytes = picture();
    const auto decision = gate.check(candidate, website, now);
    if (decision) CHECK(decision->verdict != Verdict::publish);
}
