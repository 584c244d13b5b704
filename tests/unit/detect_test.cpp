// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <consent/detector.hpp>

#include "base/onnx_network.hpp"
#include "base/resample.hpp"
#include "detect/backends.hpp"
#include "detect/merge_boxes.hpp"
#include "detect/turned_view.hpp"
#include "support/catch.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"
#include "unit/detect_fixture.hpp"

using namespace consent;
using namespace consent::test;

namespace {

bool same_result(const std::vector<DetectedFace>& a, const std::vector<DetectedFace>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const DetectedFace& x, const DetectedFace& y) {
        return x.score == y.score && x.box.x == y.box.x && x.box.y == y.box.y && x.box.width == y.box.width &&
               x.box.height == y.box.height;
    });
}

struct Tally {
    int faces = 0;
    int found = 0;
    int spurious = 0;
    int pictures = 0;
    [[nodiscard]] double recall() const { return static_cast<double>(found) / faces; }
    [[nodiscard]] double spurious_per_picture() const { return static_cast<double>(spurious) / pictures; }
};

Box box_from(const nlohmann::json& numbers) {
    return {numbers[0].get<float>(), numbers[1].get<float>(), numbers[2].get<float>(), numbers[3].get<float>()};
}

bool centre_within(const Box& inner, const Box& outer) {
    const float x = inner.x + inner.width / 2;
    const float y = inner.y + inner.height / 2;
    return x > outer.x && x < outer.x + outer.width && y > outer.y && y < outer.y + outer.height;
}

Tally tally_of_groups(Detector& detector, const std::filesystem::path& pictures) {
    std::ifstream stream(pictures / "groups.json");
    const nlohmann::json labels = nlohmann::json::parse(stream);
    Tally tally;
    for (const auto& [name, label] : labels.items()) {
        const auto faces = detector.detect(picture_at(pictures / "groups" / name));
        INFO(name);
        REQUIRE(faces);
        std::vector<Box> wanted;
        for (const auto& numbers : label.at("faces")) wanted.push_back(box_from(numbers));
        tally.faces += static_cast<int>(wanted.size());
        ++tally.pictures;
        for (const DetectedFace& face : *faces) {
            const auto best = std::max_element(wanted.begin(), wanted.end(), [&](const Box& a, const Box& b) {
                return overlap(a, face.box) < overlap(b, face.box);
            });
            if (best != wanted.end() && overlap(*best, face.box) >= 0.4F) {
                ++tally.found;
                wanted.erase(best);
            } else if (std::none_of(label.at("ignore").begin(), label.at("ignore").end(),
                                    [&](const auto& numbers) { return centre_within(face.box, box_from(numbers)); })) {
                ++tally.spurious;
            }
        }
    }
    return tally;
}

void check_that_nothing_is_found(Detector& detector) {
    for (const auto& [width, height] : {std::pair{640, 480}, std::pair{1, 1}, std::pair{1, 700}, std::pair{700, 1},
                                        std::pair{3000, 1}, std::pair{31, 33}, std::pair{1, 40000}, std::pair{30, 9000},
                                        std::pair{2, 2}}) {
        for (const std::uint8_t grey : {std::uint8_t{0}, std::uint8_t{128}, std::uint8_t{255}}) {
            INFO(width << " x " << height << " grey " << int{grey});
            const auto faces = detector.detect(plain_picture(width, height, grey));
            REQUIRE(faces);
            CHECK(faces->empty());
        }
    }
}

void check_that_history_does_not_matter(Detector& fresh, Detector& used, const std::filesystem::path& pictures) {
    const Raster group = picture_at(pictures / "groups" / "ul_imgs_15.jpg");
    const auto first = fresh.detect(group);
    REQUIRE(first);
    CHECK_FALSE(first->empty());
    for (const auto& [width, height] : {std::pair{700, 300}, std::pair{33, 900}, std::pair{1, 1}})
        REQUIRE(used.detect(resampled(group, {0, 0, group.width, group.height}, width, height)));
    const auto again = used.detect(group);
    REQUIRE(again);
    CHECK(same_result(*first, *again));
}

}  // namespace

TEST_CASE("a resampled part keeps its place and its mean", "[detect]") {
    Raster picture = plain_picture(40, 20, 0);
    for (std::size_t y = 0; y < 20; ++y)
        for (std::size_t x = 20; x < 40; ++x)
            for (std::size_t c = 0; c < 3; ++c) picture.rgb[(y * 40 + x) * 3 + c] = 200;
    const Raster half = resampled(picture, {0, 0, 40, 20}, 10, 5);
    CHECK(half.rgb[0] == 0);
    CHECK(half.rgb[9 * 3] == 200);
    const Raster part = resampled(picture, {20, 5, 10, 10}, 10, 10);
    CHECK(std::all_of(part.rgb.begin(), part.rgb.end(), [](std::uint8_t v) { return v == 200; }));
    // A crop that is turned upside down about the middle shows the other half.
    const Raster turned = warped(picture, {-1, 0, 40, 20}, 40, 20);
    CHECK(turned.rgb[0] == 200);
    CHECK(turned.rgb[39 * 3] == 0);
}

TEST_CASE("a network's answer that is not a number is an error", "[detect]") {
    const Tensor good{{1, 3, 2, 2}, std::vector<float>(12, 4)};
    const Tensor bad{{1, 3, 2, 2}, std::vector<float>(12, -4)};
    auto network = OnnxNetwork::parse(one_operator_network("Sqrt"));
    REQUIRE(network);
    auto answer = network->run(good, {});
    REQUIRE(answer);
    CHECK(answer->front().values == std::vector<float>(12, 2));
    answer = network->run(bad, {});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::internal);
    // The network still works afterwards.
    CHECK(network->run(good, {}));
}

TEST_CASE("a network that is asked for what it does not have says so and prints nothing", "[detect]") {
    auto network = OnnxNetwork::parse(one_operator_network("Sqrt"));
    REQUIRE(network);
    CapturedStderr captured;
    const auto missing = network->run({{1, 3, 2, 2}, std::vector<float>(12, 4)}, {"no_such_output"});
    const auto misshapen = network->run({{1, 3, 2, 2}, std::vector<float>(11, 4)}, {});
    const std::string printed = captured.text();
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::internal);
    REQUIRE_FALSE(misshapen);
    CHECK(misshapen.error().code == ErrorCode::internal);
    CHECK(printed.empty());
}

TEST_CASE("bytes that are no network are refused without a word on stderr", "[detect]") {
    CapturedStderr captured;
    const std::string text = "This is a text and not a network, however long it goes on.\n";
    const auto from_text = OnnxNetwork::parse(Bytes(text.begin(), text.end()));
    const auto from_nothing = OnnxNetwork::parse({});
    const auto unknown_operator = OnnxNetwork::parse(one_operator_network("NoSuchOperator"));
    const std::string printed = captured.text();
    REQUIRE_FALSE(from_text);
    CHECK(from_text.error().code == ErrorCode::unavailable);
    REQUIRE_FALSE(from_nothing);
    CHECK(from_nothing.error().code == ErrorCode::unavailable);
    CHECK_FALSE(unknown_operator);
    CHECK(printed.empty());
}

TEST_CASE("a detector is not opened from a network of another kind or with damaged weights", "[detect]") {
    const ModelStore store = model_store();
    if (!has_model(store, "yunet_2023mar") || !has_model(store, "ultralight_rfb_640")) CONSENT_SKIP("no detector models");
    const ModelSpec& yunet = *store.find("yunet_2023mar");
    const ModelSpec& ultralight = *store.find("ultralight_rfb_640");
    const Bytes yunet_file = *store.load(yunet);
    const Bytes ultralight_file = *store.load(ultralight);

    CapturedStderr captured;
    std::vector<Result<std::unique_ptr<Detector>>> refused;
    for (const std::size_t share : {1U, 3U, 5U, 7U, 9U})
        refused.push_back(make_yunet_detector(yunet, ByteView(yunet_file).first(yunet_file.size() * share / 10)));
    refused.push_back(make_yunet_detector(yunet, ByteView(yunet_file).first(yunet_file.size() - 1)));
    refused.push_back(make_yunet_detector(yunet, ultralight_file));
    refused.push_back(make_ultralight_detector(ultralight, yunet_file));
    refused.push_back(make_yunet_detector(yunet, with_nan(yunet_file, yunet_file.size() / 2)));
    refused.push_back(make_ultralight_detector(ultralight, with_nan(ultralight_file, ultralight_file.size() / 2)));
    ModelSpec no_size = ultralight;
    no_size.input.width = 0;
    refused.push_back(make_ultralight_detector(no_size, ultralight_file));
    const std::string printed = captured.text();

    for (std::size_t i = 0; i < refused.size(); ++i) {
        INFO(i);
        REQUIRE_FALSE(refused[i]);
        CHECK(refused[i].error().code == ErrorCode::unavailable);
    }
    CHECK(printed.empty());
}

TEST_CASE("a detector that is not in the manifest, or whose file is missing or damaged, is not opened", "[detect]") {
    const Scratch folder;
    const auto store = ModelStore::open(folder.path());
    REQUIRE(store);
    CHECK(make_detector(*store, "no_such_model").error().code == ErrorCode::invalid_argument);
    CHECK(make_detector(*store, "mobilefacenet").error().code == ErrorCode::invalid_argument);
    CHECK(make_detector(*store, "yunet_2023mar").error().code == ErrorCode::unavailable);
    std::ofstream(folder.path() / store->find("yunet_2023mar")->file) << "not a network";
    CHECK(make_detector(*store, "yunet_2023mar").error().code == ErrorCode::unavailable);
}

TEST_CASE("HOG finds nothing in pictures without a face, whatever their shape", "[detect]") {
    auto detector = make_hog_detector();
    REQUIRE(detector);
    CHECK((*detector)->id() == "dlib_hog");
    check_that_nothing_is_found(**detector);
}

TEST_CASE("YuNet finds nothing in pictures without a face, whatever their shape", "[detect]") {
    const ModelStore store = model_store();
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);
    CHECK((*detector)->id() == "yunet_2023mar");
    check_that_nothing_is_found(**detector);
}

TEST_CASE("UltraLight finds nothing in pictures without a face, whatever their shape", "[detect]") {
    const ModelStore store = model_store();
    if (!has_model(store, "ultralight_rfb_640")) CONSENT_SKIP("no model ultralight_rfb_640");
    auto detector = make_detector(store, "ultralight_rfb_640");
    REQUIRE(detector);
    CHECK((*detector)->id() == "ultralight_rfb_640");
    check_that_nothing_is_found(**detector);
}

TEST_CASE("noise does not fill the list of faces", "[detect]") {
    const ModelStore store = model_store();
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);
    Raster noise = plain_picture(1200, 900, 0);
    std::uint32_t state = 1;
    for (std::uint8_t& value : noise.rgb) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<std::uint8_t>(state >> 24);
    }
    const auto faces = (*detector)->detect(noise);
    REQUIRE(faces);
    CHECK(faces->size() < 5);
}

TEST_CASE("YuNet finds the faces of the labelled group pictures", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);
    const Tally tally = tally_of_groups(**detector, *pictures);
    CHECK(tally.recall() >= 0.99);
    CHECK(tally.spurious_per_picture() <= 0.9);
}

TEST_CASE("the second detectors find most faces of the labelled group pictures", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "ultralight_rfb_640")) CONSENT_SKIP("no model ultralight_rfb_640");
    auto ultralight = make_detector(store, "ultralight_rfb_640");
    REQUIRE(ultralight);
    Tally tally = tally_of_groups(**ultralight, *pictures);
    CHECK(tally.recall() >= 0.9);
    CHECK(tally.spurious_per_picture() <= 0.15);
    auto hog = make_hog_detector();
    REQUIRE(hog);
    tally = tally_of_groups(**hog, *pictures);
    CHECK(tally.recall() >= 0.5);
    CHECK(tally.spurious_per_picture() <= 0.35);
}

TEST_CASE("faces of a very large picture are found small and large", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);

    // Two faces that fill a picture of 12 megapixels, and a row of people in the corner of an empty one.
    const Raster couple = picture_at(*pictures / "groups" / "dfc_tests_unit_dataset_couple.jpg");
    const int width = 4000;
    const int height = static_cast<int>(std::lround(4000.0 * couple.height / couple.width));
    auto faces = (*detector)->detect(resampled(couple, {0, 0, couple.width, couple.height}, width, height));
    REQUIRE(faces);
    CHECK(std::count_if(faces->begin(), faces->end(), [](const DetectedFace& face) {
              return face.box.width > 700 && face.score > 0.6F;
          }) == 2);

    const Raster row = picture_at(*pictures / "groups" / "dl_examples_faces_2007_007763.jpg");
    Raster scene = plain_picture(4000, 3000, 120);
    for (int y = 0; y < row.height; ++y)
        std::copy_n(row.rgb.begin() + static_cast<std::ptrdiff_t>(y) * row.width * 3, row.width * 3,
                    scene.rgb.begin() + ((static_cast<std::ptrdiff_t>(y) + 2600) * 4000 + 3450) * 3);
    faces = (*detector)->detect(scene);
    REQUIRE(faces);
    CHECK(faces->size() >= 7);
    for (const DetectedFace& face : *faces) CHECK(face.box.y > 2590);
}

TEST_CASE("YuNet finds faces turned by any angle, and in bad light", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);
    const Raster group = picture_at(*pictures / "groups" / "dl_examples_faces_2007_007763.jpg");  // seven faces
    const auto found = [&](const Raster& picture) {
        const auto faces = (*detector)->detect(picture);
        REQUIRE(faces);
        return static_cast<int>(faces->size());
    };
    for (const int degrees : {30, 45, 90, 135, 180, 225, 270}) {
        INFO(degrees << " degrees");
        CHECK(found(turned(group, degrees).raster) >= 7);
    }
    Raster dark = group;
    Raster bright = group;
    for (std::uint8_t& value : dark.rgb) value = static_cast<std::uint8_t>(value / 12);
    for (std::uint8_t& value : bright.rgb) value = static_cast<std::uint8_t>(230 + value / 12);
    CHECK(found(dark) >= 7);
    CHECK(found(bright) >= 7);
}

TEST_CASE("a small face alone in a large picture that lies on its side is found", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);
    const Raster group = picture_at(*pictures / "groups" / "dl_examples_faces_2007_007763.jpg");
    auto faces = (*detector)->detect(group);
    REQUIRE(faces);
    std::erase_if(*faces, [](const DetectedFace& face) { return face.score < 0.8F || face.box.width > 32; });
    REQUIRE_FALSE(faces->empty());
    const Box box = faces->front().box;
    const int left = static_cast<int>(box.x - box.width);
    const int top = static_cast<int>(box.y - box.width);
    REQUIRE((left >= 0 && top >= 0));
    const int width = std::min(group.width - left, static_cast<int>(3 * box.width));
    const int height = std::min(group.height - top, static_cast<int>(4 * box.width));
    Raster scene = plain_picture(4000, 3000, 120);
    for (int y = 0; y < height; ++y)
        std::copy_n(group.rgb.begin() + (static_cast<std::ptrdiff_t>(top + y) * group.width + left) * 3, width * 3,
                    scene.rgb.begin() + ((static_cast<std::ptrdiff_t>(y) + 1000) * scene.width + 2000) * 3);
    for (const int degrees : {90, 270}) {
        INFO(degrees << " degrees");
        const auto found = (*detector)->detect(turned(scene, degrees).raster);
        REQUIRE(found);
        CHECK(found->size() == 1);
    }
}

TEST_CASE("a face that lies before another's cheek is found", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);
    const auto surest = [&](const Raster& picture) {
        const auto faces = (*detector)->detect(picture);
        REQUIRE((faces && !faces->empty()));
        return faces->front().box;
    };
    Raster couple = picture_at(*pictures / "groups" / "dfc_tests_unit_dataset_couple.jpg");
    couple = resampled(couple, {0, 0, couple.width, couple.height}, 700, 700 * couple.height / couple.width);
    const Box large = surest(couple);
    const Raster others = picture_at(*pictures / "groups" / "ul_imgs_20.jpg");
    const Box small = surest(others);
    const Region part{static_cast<int>(small.x), static_cast<int>(small.y), static_cast<int>(small.width),
                      static_cast<int>(small.height)};
    const int breadth = static_cast<int>(0.6F * large.width);
    const Raster head = turned(resampled(others, part, breadth, breadth * part.height / part.width), 270).raster;
    const int left = static_cast<int>(large.x + large.width / 2);
    const int top = static_cast<int>(large.y + 0.62F * large.height);
    REQUIRE((left + head.width <= couple.width && top + head.height <= couple.height));
    for (int y = 0; y < head.height; ++y)
        for (int x = 0; x < head.width; ++x)  // an oval of it
            if (std::hypot(2.0 * x / head.width - 1, 2.0 * y / head.height - 1) < 1)
                std::copy_n(head.rgb.begin() + (static_cast<std::ptrdiff_t>(y) * head.width + x) * 3, 3,
                            couple.rgb.begin() + (static_cast<std::ptrdiff_t>(top + y) * couple.width + left + x) * 3);
    const auto found = (*detector)->detect(couple);
    REQUIRE(found);
    CHECK(found->size() == 3);
}

TEST_CASE("landmarks come in the order of the contract", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto detector = make_detector(store, "yunet_2023mar");
    REQUIRE(detector);
    const auto faces = (*detector)->detect(picture_at(*pictures / "groups" / "vfa_demo_sample1.jpg"));
    REQUIRE(faces);
    REQUIRE(faces->size() >= 3);
    for (std::size_t i = 0; i < 3; ++i) {
        REQUIRE((*faces)[i].landmarks);
        const Landmarks& points = *(*faces)[i].landmarks;
        CHECK(points[0].x < points[1].x);
        CHECK(points[3].x < points[4].x);
        CHECK(points[2].y > std::max(points[0].y, points[1].y));
        CHECK(points[2].y < std::min(points[3].y, points[4].y));
    }
}

TEST_CASE("what YuNet saw before does not change what it finds", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto fresh = make_detector(store, "yunet_2023mar");
    auto used = make_detector(store, "yunet_2023mar");
    REQUIRE(fresh);
    REQUIRE(used);
    check_that_history_does_not_matter(**fresh, **used, *pictures);
}

TEST_CASE("what the second detectors saw before does not change what they find", "[detect]") {
    const ModelStore store = model_store();
    const auto pictures = face_pictures();
    if (!pictures) CONSENT_SKIP("no labelled photographs beside the checkout");
    if (!has_model(store, "ultralight_rfb_640")) CONSENT_SKIP("no model ultralight_rfb_640");
    auto fresh = make_detector(store, "ultralight_rfb_640");
    auto used = make_detector(store, "ultralight_rfb_640");
    REQUIRE(fresh);
    REQUIRE(used);
    check_that_history_does_not_matter(**fresh, **used, *pictures);
    auto fresh_hog = make_hog_detector();
    auto used_hog = make_hog_detector();
    REQUIRE(fresh_hog);
    REQUIRE(used_hog);
    check_that_history_does_not_matter(**fresh_hog, **used_hog, *pictures);
}
