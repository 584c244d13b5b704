// SPDX-License-Identifier: Apache-2.0
//
// What detectors and recognition models make of drawn faces. Each case is skipped by name where its model is missing.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include <demo_school/draw_scene.hpp>
#include <demo_school/school.hpp>

#include <consent/detector.hpp>
#include <consent/embedder.hpp>
#include <consent/models.hpp>

#include "support/catch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::demo;

namespace {

bool there(const char* id) {
    const auto models = ModelStore::open(ModelStore::default_folder());
    REQUIRE(models);
    const ModelSpec* spec = models->find(id);
    return spec != nullptr && models->state(*spec) == ModelState::verified;
}

std::unique_ptr<Detector> detector(const char* id) {
    const auto models = ModelStore::open(ModelStore::default_folder());
    REQUIRE(models);
    auto made = make_detector(*models, id);
    REQUIRE(made);
    return *std::move(made);
}

float overlap(const Box& a, const Box& b) {
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (width <= 0 || height <= 0) return 0;
    return width * height / (a.width * a.height + b.width * b.height - width * height);
}

const DetectedFace* found_at(const std::vector<DetectedFace>& faces, const Box& box) {
    for (const DetectedFace& face : faces)
        if (overlap(face.box, box) > 0.4F) return &face;
    return nullptr;
}

float cosine(const Embedding& a, const Embedding& b) {
    REQUIRE(a.model == b.model);
    REQUIRE(a.values.size() == b.values.size());
    float sum = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) sum += a.values[i] * b.values[i];
    return sum;
}

}  // namespace

TEST_CASE("YuNet is sure of every portrait of the cast", "[demo][model]") {
    if (!there("yunet_2023mar")) CONSENT_SKIP("no file for the model yunet_2023mar");
    const auto yunet = detector("yunet_2023mar");
    for (const CastMember& member : cast()) {
        INFO(member.id << " " << member.name);
        for (const float px : {190.0F, 400.0F}) {
            const Drawing drawing = draw(portrait(face_of(member), take_from_seed(member.seeds.extras, 0), px));
            const auto faces = yunet->detect(drawing.picture);
            REQUIRE(faces);
            INFO("a face of " << px << " px");
            REQUIRE_FALSE(faces->empty());
            for (std::size_t i = 1; i < faces->size(); ++i) {
                // A drawn cheek may pass for a face that lies before it; nothing beside the face may.
                const Box& box = (*faces)[i].box;
                const Box& whole = faces->front().box;
                const float x = box.x + box.width / 2 - whole.x;
                const float y = box.y + box.height / 2 - whole.y;
                const bool within = x > 0 && x < whole.width && y > 0 && y < whole.height;
                CHECK((within || (*faces)[i].score < 0.6F));
            }
            CHECK(faces->front().score >= 0.8F);
            CHECK(overlap(faces->front().box, drawing.faces[0]) > 0.5F);
        }
    }
}

TEST_CASE("dlib's HOG detector finds every portrait of the cast", "[demo]") {
    const auto hog = make_hog_detector();
    REQUIRE(hog);
    for (const CastMember& member : cast()) {
        INFO(member.id << " " << member.name);
        const Drawing drawing = draw(portrait(face_of(member), take_from_seed(member.seeds.extras, 0), 190));
        const auto faces = (*hog)->detect(drawing.picture);
        REQUIRE(faces);
        REQUIRE(faces->size() == 1);
        CHECK(found_at(*faces, drawing.faces[0]) != nullptr);
    }
}

TEST_CASE("YuNet finds every face of 60 px and more in drawn groups", "[demo][model]") {
    if (!there("yunet_2023mar")) CONSENT_SKIP("no file for the model yunet_2023mar");
    const auto yunet = detector("yunet_2023mar");
    const float px = GENERATE(60.0F, 90.0F, 140.0F);
    std::vector<Sitter> sitters;
    for (const CastMember& member : cast()) {
        Sitter sitter;
        sitter.face = face_of(member);
        sitter.take = take_from_seed(member.seeds.head + static_cast<std::uint64_t>(px), 0.7F);
        sitter.face_px = px;
        sitters.push_back(sitter);
    }
    const Background background = GENERATE(Background::classroom, Background::playground);
    const Drawing drawing = draw(group(sitters, 3, background, 5));
    const auto faces = yunet->detect(drawing.picture);
    REQUIRE(faces);
    for (std::size_t i = 0; i < drawing.faces.size(); ++i) {
        INFO(cast()[i].name << " at " << px << " px");
        const DetectedFace* face = found_at(*faces, drawing.faces[i]);
        REQUIRE(face != nullptr);
        CHECK(face->score >= 0.6F);
    }
    CHECK(faces->size() <= drawing.faces.size() + 2);
}

TEST_CASE("YuNet finds the faces of 20 px in a drawn crowd", "[demo][model]") {
    if (!there("yunet_2023mar")) CONSENT_SKIP("no file for the model yunet_2023mar");
    const Drawing drawing = draw(crowd(30, 20, GENERATE(std::uint64_t{1}, std::uint64_t{2})));
    const auto faces = detector("yunet_2023mar")->detect(drawing.picture);
    REQUIRE(faces);
    const auto found = std::count_if(drawing.faces.begin(), drawing.faces.end(),
                                     [&](const Box& box) { return found_at(*faces, box) != nullptr; });
    CHECK(found >= 29);
}

TEST_CASE("a recognition model holds the cast apart and knows each again", "[demo][model]") {
    struct Bound {
        const char* model;
        float apart;
        float same;
    };
    const Bound bound = GENERATE(Bound{"mobilefacenet", 0.40F, 0.70F}, Bound{"mobileface_v2", 0.50F, 0.62F});
    if (!there("yunet_2023mar")) CONSENT_SKIP("no file for the model yunet_2023mar");
    if (!there(bound.model)) CONSENT_SKIP(std::string("no file for the model ") + bound.model);
    const auto yunet = detector("yunet_2023mar");
    const auto models = ModelStore::open(ModelStore::default_folder());
    auto embedder = make_embedder(*models, bound.model);
    REQUIRE(embedder);
    const auto seen = [&](const CastMember& member, const Take& take, float px) {
        const Drawing drawing = draw(portrait(face_of(member), take, px));
        const auto faces = yunet->detect(drawing.picture);
        REQUIRE(faces);
        REQUIRE(faces->size() == 1);
        auto face = (*embedder)->embed(drawing.picture, faces->front());
        REQUIRE(face);
        return face->embedding;
    };
    std::vector<Embedding> posed;
    for (const CastMember& member : cast()) posed.push_back(seen(member, take_from_seed(member.seeds.extras, 0), 200));
    float nearest = -1;
    float furthest = 1;
    for (std::size_t i = 0; i < posed.size(); ++i)
        for (std::uint64_t take = 0; take < 3; ++take) {
            const Embedding caught = seen(cast()[i], take_from_seed(cast()[i].seeds.head + take, 0.5F), 110);
            for (std::size_t j = 0; j < posed.size(); ++j) {
                if (i != j && !may_be_enrolled(cast()[j])) continue;  // no template of theirs is ever held
                const float similarity = cosine(caught, posed[j]);
                INFO(bound.model << ": " << cast()[i].name << ", " << cast()[j].name);
                if (i == j)
                    CHECK(similarity >= bound.same);
                else
                    CHECK(similarity <= bound.apart);
                if (i == j)
                    furthest = std::min(furthest, similarity);
                else
                    nearest = std::max(nearest, similarity);
            }
        }
    UNSCOPED_INFO(bound.model << ": two people at most " << nearest << ", one person at least " << furthest);
    CHECK(nearest < furthest);
}
