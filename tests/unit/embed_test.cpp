// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <consent/detector.hpp>
#include <consent/embedder.hpp>

#include "embed/align.hpp"
#include "embed/backends.hpp"
#include "embed/face_crop.hpp"
#include "embed/quality.hpp"
#include "support/catch.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"
#include "unit/detect_fixture.hpp"

using namespace consent;
using namespace consent::test;

namespace {

Landmarks moved(const Landmarks& points, const Similarity& by) {
    Landmarks result;
    std::transform(points.begin(), points.end(), result.begin(), by);
    return result;
}

Similarity turned(double degrees, double scale, double tx, double ty) {
    const double angle = degrees * 3.14159265358979 / 180;
    return {scale * std::cos(angle), scale * std::sin(angle), tx, ty};
}

DetectedFace face_with(const Landmarks& points, float width) {
    DetectedFace face;
    face.box = {points[0].x, points[0].y, width, width * 1.2F};
    face.landmarks = points;
    return face;
}

double similarity(const Embedding& a, const Embedding& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) sum += static_cast<double>(a.values[i]) * static_cast<double>(b.values[i]);
    return sum;
}

// The first photographs of each of `people` public figures that have several.
std::vector<std::vector<std::string>> some_people(const std::filesystem::path& pictures, std::size_t people,
                                                  std::size_t photographs) {
    std::ifstream stream(pictures / "lfw.tsv");
    std::string line;
    std::getline(stream, line);
    std::map<std::string, std::vector<std::string>> files;
    while (std::getline(stream, line)) {
        const std::size_t tab = line.find('\t');
        files[line.substr(tab + 1)].push_back(line.substr(0, tab));
    }
    std::vector<std::vector<std::string>> chosen;
    for (auto& [person, of_person] : files) {
        if (of_person.size() < photographs) continue;
        of_person.resize(photographs);
        chosen.push_back(of_person);
        if (chosen.size() == people) break;
    }
    return chosen;
}

// Embeds two photographs of each of six people. `at_least`: how much more alike one person's are than two people's.
void check_that_people_are_told_apart(const ModelStore& store, const std::filesystem::path& pictures, const std::string& id,
                                      double at_least) {
    auto detector = make_detector(store, "yunet_2023mar");
    auto embedder = make_embedder(store, id);
    REQUIRE(detector);
    REQUIRE(embedder);
    CHECK((*embedder)->info().model == id);

    std::vector<std::vector<Embedding>> people;
    for (const auto& files : some_people(pictures, 6, 2)) {
        people.emplace_back();
        for (const std::string& file : files) {
            const Raster picture = picture_at(pictures / file);
            const auto faces = (*detector)->detect(picture);
            REQUIRE(faces);
            REQUIRE_FALSE(faces->empty());
            const auto embedded = (*embedder)->embed(picture, faces->front());
            REQUIRE(embedded);
            CHECK(embedded->embedding.model == id);
            CHECK(embedded->embedding.values.size() == static_cast<std::size_t>((*embedder)->info().dimension));
            CHECK(similarity(embedded->embedding, embedded->embedding) == Approx(1).margin(1e-4));
            CHECK(embedded->quality.width_px > 20);
            const auto again = (*embedder)->embed(picture, faces->front());
            REQUIRE(again);
            CHECK(again->embedding.values == embedded->embedding.values);
            people.back().push_back(embedded->embedding);
        }
    }
    double genuine = 0;
    double impostor = 0;
    int impostors = 0;
    for (std::size_t i = 0; i < people.size(); ++i) {
        genuine += similarity(people[i][0], people[i][1]) / static_cast<double>(people.size());
        for (std::size_t j = 0; j < i; ++j, ++impostors) impostor += similarity(people[i][0], people[j][1]);
    }
    impostor /= impostors;
    INFO(genuine << " " << impostor);
    CHECK(genuine - impostor > at_least);
}

}  // namespace

TEST_CASE("five points moved by a similarity are brought back exactly", "[embed]") {
    const std::string name = GENERATE(as<std::string>(), "arcface_112", "dlib_150_025");
    const Alignment alignment = *find_alignment(name);
    const auto [degrees, scale] =
        GENERATE(table<double, double>({{0, 1}, {30, 2.5}, {-75, 0.2}, {180, 1}, {90, 12}}));
    const Similarity truth = turned(degrees, scale, 400, -30);
    const Similarity fit = fit_similarity(alignment.points, moved(alignment.points, truth));
    CHECK(fit.a == Approx(truth.a).margin(1e-5));
    CHECK(fit.b == Approx(truth.b).margin(1e-5));
    CHECK(fit.tx == Approx(truth.tx).margin(1e-3));
    CHECK(fit.ty == Approx(truth.ty).margin(1e-3));
}

TEST_CASE("a fit is the best there is: no small change lowers the error", "[embed]") {
    const Landmarks target = find_alignment("arcface_112")->points;
    const Landmarks points{{{101, 80}, {149, 84}, {118, 115}, {104, 141}, {139, 143}}};
    const auto error = [&](const Similarity& s) {
        double sum = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Point p = s(target[i]);
            sum += std::pow(static_cast<double>(p.x - points[i].x), 2) + std::pow(static_cast<double>(p.y - points[i].y), 2);
        }
        return sum;
    };
    const Similarity fit = fit_similarity(target, points);
    for (const double step : {-0.01, 0.01}) {
        CHECK(error({fit.a + step, fit.b, fit.tx, fit.ty}) > error(fit));
        CHECK(error({fit.a, fit.b + step, fit.tx, fit.ty}) > error(fit));
        CHECK(error({fit.a, fit.b, fit.tx + 20 * step, fit.ty}) > error(fit));
        CHECK(error({fit.a, fit.b, fit.tx, fit.ty + 20 * step}) > error(fit));
    }
}

TEST_CASE("points in another order than the contract's are noticed and never pass as a face seen well", "[embed][R-07]") {
    const Landmarks right = find_alignment("arcface_112")->points;
    CHECK(in_order(right));
    CHECK(in_order(moved(right, turned(180, 3, 0, 0))));
    CHECK(in_order(moved(right, turned(-80, 0.3, 50, 0))));
    CHECK(yaw_of(right) < 0.1F);

    Landmarks mirrored = right;
    std::swap(mirrored[0], mirrored[1]);
    std::swap(mirrored[3], mirrored[4]);
    Landmarks eyes_swapped = right;
    std::swap(eyes_swapped[0], eyes_swapped[1]);
    Landmarks mouth_swapped = right;
    std::swap(mouth_swapped[3], mouth_swapped[4]);
    const Landmarks mouth_first{right[3], right[4], right[2], right[0], right[1]};
    const Landmarks nose_first{right[2], right[0], right[1], right[3], right[4]};
    const Landmarks all_in_one{};
    for (const Landmarks& wrong : {mirrored, eyes_swapped, mouth_swapped, nose_first, all_in_one}) {
        CHECK_FALSE(in_order(wrong));
        CHECK(yaw_of(wrong) == yaw_out_of_order);
    }
    CHECK_FALSE(in_order(mouth_first));
}

TEST_CASE("a crop shows the face upright with its points in their places", "[embed]") {
    const Alignment alignment = *find_alignment("arcface_112");
    const Similarity to_picture = turned(25, 2, 300, 150);
    const Landmarks points = moved(alignment.points, to_picture);
    Raster picture = plain_picture(800, 700, 0);
    for (const Point p : points)
        for (int dy = -3; dy <= 3; ++dy)
            for (int dx = -3; dx <= 3; ++dx) {
                const auto x = static_cast<std::size_t>(static_cast<int>(p.x) + dx);
                const auto y = static_cast<std::size_t>(static_cast<int>(p.y) + dy);
                picture.rgb[(y * 800 + x) * 3] = 255;
            }
    const auto crop = crop_face(picture, face_with(points, 100), alignment);
    REQUIRE(crop);
    CHECK(crop->width == 112);
    CHECK(crop->height == 112);
    for (const Point p : alignment.points) {
        const auto pixel = static_cast<std::size_t>(p.y) * 112 + static_cast<std::size_t>(p.x);
        CHECK(crop->rgb[pixel * 3] > 150);
    }
    CHECK(std::count_if(crop->rgb.begin(), crop->rgb.end(), [](std::uint8_t v) { return v > 100; }) < 5 * 25);
}

TEST_CASE("a face without usable points cannot be cropped", "[embed]") {
    const Alignment alignment = *find_alignment("arcface_112");
    const Raster picture = plain_picture(100, 100, 50);
    DetectedFace face;
    CHECK_FALSE(crop_face(picture, face, alignment));
    const float bad = GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e30F);
    face.landmarks = alignment.points;
    (*face.landmarks)[2].y = bad;
    const auto crop = crop_face(picture, face, alignment);
    REQUIRE_FALSE(crop);
    CHECK(crop.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a face beyond the border gives a black crop, not a crash", "[embed]") {
    const Alignment alignment = *find_alignment("arcface_112");
    const Raster picture = plain_picture(100, 100, 50);
    const Similarity where = GENERATE(Similarity{1, 0, 5000, 5000}, Similarity{900, 3, -90000, 10}, Similarity{0, 0, -5, -5},
                                      Similarity{0, 0.0001, 400, 3});
    const auto crop = crop_face(picture, face_with(moved(alignment.points, where), 80), alignment);
    REQUIRE(crop);
    CHECK(crop->rgb.size() == std::size_t{112} * 112 * 3);
}

TEST_CASE("a vector becomes an embedding only when it has the length and a direction", "[embed]") {
    const auto good = unit_embedding("m", {3, 4}, 2);
    REQUIRE(good);
    CHECK(good->model == "m");
    CHECK(good->values[0] == Approx(0.6));
    CHECK(good->values[1] == Approx(0.8));
    CHECK(unit_embedding("m", {3, 4}, 3).error().code == ErrorCode::internal);
    CHECK(unit_embedding("m", {0, 0}, 2).error().code == ErrorCode::internal);
    CHECK(unit_embedding("m", {1, std::numeric_limits<float>::quiet_NaN()}, 2).error().code == ErrorCode::internal);
    CHECK(unit_embedding("m", {1, std::numeric_limits<float>::infinity()}, 2).error().code == ErrorCode::internal);
}

TEST_CASE("an embedder that is not in the manifest, or whose file is missing or damaged, is not opened", "[embed]") {
    const Scratch folder;
    const auto store = ModelStore::open(folder.path());
    REQUIRE(store);
    CHECK(make_embedder(*store, "no_such_model").error().code == ErrorCode::invalid_argument);
    CHECK(make_embedder(*store, "yunet_2023mar").error().code == ErrorCode::invalid_argument);
    CHECK(make_embedder(*store, "mobilefacenet").error().code == ErrorCode::unavailable);
    std::ofstream(folder.path() / store->find("mobilefacenet")->file) << "not a network";
    CHECK(make_embedder(*store, "mobilefacenet").error().code == ErrorCode::unavailable);
    // Nobody vouches for this file's digest.
    CHECK(make_embedder(*store, "dlib_resnet_v1").error().code == ErrorCode::unavailable);
}

TEST_CASE("an embedder is not opened from a file that is not what the manifest says", "[embed]") {
    const ModelStore store = model_store();
    if (!has_model(store, "mobilefacenet")) CONSENT_SKIP("no model mobilefacenet");
    const ModelSpec spec = *store.find("mobilefacenet");
    const Bytes file = *store.load(spec);
    const std::string text = "A text is not a network.";

    ModelSpec other_dimension = spec;
    other_dimension.dimension = 512;
    ModelSpec no_alignment = spec;
    no_alignment.input.alignment = "";
    ModelSpec other_size = spec;
    other_size.input.width = 96;

    CapturedStderr captured;
    std::vector<Result<std::unique_ptr<Embedder>>> refused;
    for (const std::size_t share : {1U, 5U, 9U})
        refused.push_back(make_onnx_embedder(spec, ByteView(file).first(file.size() * share / 10)));
    refused.push_back(make_onnx_embedder(spec, Bytes(text.begin(), text.end())));
    refused.push_back(make_onnx_embedder(spec, with_nan(file, file.size() / 2)));
    refused.push_back(make_onnx_embedder(spec, one_operator_network("Sqrt")));
    refused.push_back(make_onnx_embedder(other_dimension, file));
    refused.push_back(make_onnx_embedder(no_alignment, file));
    refused.push_back(make_onnx_embedder(other_size, file));
    refused.push_back(make_dlib_densenet_embedder(*store.find("dlib_densenet_v1"), file));
    refused.push_back(make_dlib_resnet_embedder(*store.find("dlib_resnet_v1"), Bytes(text.begin(), text.end())));
    refused.push_back(make_dlib_densenet_embedder(*store.find("dlib_densenet_v1"), {}));
    const std::string printed = captured.text();
    for (std::size_t i = 0; i < refused.size(); ++i) {
        INFO(i);
        REQUIRE_FALSE(refused[i]);
        CHECK(refused[i].error().code == ErrorCode::unavailable);
    }
    CHECK(printed.empty());
}

TEST_CASE("a dlib network that is cut short, of another shape or has damaged weights gives no vector", "[embed]") {
    const ModelStore store = model_store();
    if (!has_model(store, "dlib_densenet_v1")) CONSENT_SKIP("no model dlib_densenet_v1");
    const ModelSpec spec = *store.find("dlib_densenet_v1");
    const Bytes file = *store.load(spec);
    for (const std::size_t share : {1U, 5U, 9U})
        CHECK(make_dlib_densenet_embedder(spec, ByteView(file).first(file.size() * share / 10)).error().code ==
              ErrorCode::unavailable);
    CHECK(make_dlib_resnet_embedder(spec, file).error().code == ErrorCode::unavailable);
    ModelSpec other_dimension = spec;
    other_dimension.dimension = 256;
    CHECK(make_dlib_densenet_embedder(other_dimension, file).error().code == ErrorCode::unavailable);

    CHECK_FALSE(make_dlib_densenet_embedder(spec, with_nan(file, file.size() - 3000)));
}

TEST_CASE("mobilefacenet tells one person's photographs from another's", "[embed]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar") || !has_model(store, "mobilefacenet")) CONSENT_SKIP("no model mobilefacenet");
    check_that_people_are_told_apart(store, *pictures, "mobilefacenet", 0.3);
}

TEST_CASE("mobileface_v2 tells one person's photographs from another's", "[embed]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar") || !has_model(store, "mobileface_v2")) CONSENT_SKIP("no model mobileface_v2");
    check_that_people_are_told_apart(store, *pictures, "mobileface_v2", 0.3);
}

TEST_CASE("dlib_densenet_v1 tells one person's photographs from another's", "[embed]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar") || !has_model(store, "dlib_densenet_v1")) CONSENT_SKIP("no model dlib_densenet_v1");
    check_that_people_are_told_apart(store, *pictures, "dlib_densenet_v1", 0);
}

TEST_CASE("sface_2021dec tells one person's photographs from another's", "[embed]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar") || !has_model(store, "sface_2021dec")) CONSENT_SKIP("no model sface_2021dec");
    check_that_people_are_told_apart(store, *pictures, "sface_2021dec", 0.3);
}

TEST_CASE("sface_2021dec_int8 tells one person's photographs from another's", "[embed]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar") || !has_model(store, "sface_2021dec_int8")) CONSENT_SKIP("no model sface_2021dec_int8");
    check_that_people_are_told_apart(store, *pictures, "sface_2021dec_int8", 0.3);
}

TEST_CASE("dlib_resnet_v1 tells one person's photographs from another's", "[embed]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar") || !has_model(store, "dlib_resnet_v1")) CONSENT_SKIP("no model dlib_resnet_v1");
    check_that_people_are_told_apart(store, *pictures, "dlib_resnet_v1", 0);
}
