// SPDX-License-Identifier: Apache-2.0
//
// The numbers of consent::Quality mean what consent/face.hpp says, on pictures whose values can be worked out.
#include <algorithm>
#include <cmath>

#include "base/resample.hpp"
#include "embed/align.hpp"
#include "embed/quality.hpp"
#include "support/catch.hpp"
#include "unit/detect_fixture.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr int edge = 112;

Landmarks moved(const Landmarks& points, const Similarity& by) {
    Landmarks result;
    std::transform(points.begin(), points.end(), result.begin(), by);
    return result;
}

Similarity turned(double degrees, double scale, double tx, double ty) {
    const double angle = degrees * 3.14159265358979 / 180;
    return {scale * std::cos(angle), scale * std::sin(angle), tx, ty};
}

// A crop whose grey at (x, y) the function gives.
template <typename F>
Raster crop_of(F grey) {
    Raster crop = plain_picture(edge, edge, 0);
    for (int y = 0; y < edge; ++y)
        for (int x = 0; x < edge; ++x) {
            const auto value = static_cast<std::uint8_t>(std::clamp(std::lround(static_cast<double>(grey(x, y))), 0L, 255L));
            for (std::size_t c = 0; c < 3; ++c) crop.rgb[static_cast<std::size_t>(y * edge + x) * 3 + c] = value;
        }
    return crop;
}

Quality pixels_of(const Raster& crop) {
    Quality quality;
    measure_pixels(crop, quality);
    return quality;
}

double wave(int at, int period) { return std::sin(2 * 3.14159265358979 * at / period); }

const auto plaid = [](int x, int y) { return 120 + 40 * wave(x, 14) + 40 * wave(y, 14); };

}  // namespace

TEST_CASE("yaw grows as the nose leaves the middle, and roll is the tilt of the eyes", "[embed]") {
    Landmarks points{{{40, 50}, {80, 50}, {60, 70}, {44, 95}, {76, 95}}};
    CHECK(yaw_of(points) == Approx(0).margin(1e-6));
    points[2].x = 70;
    CHECK(yaw_of(points) == Approx(0.5));
    points[2].x = 50;
    CHECK(yaw_of(points) == Approx(0.5));
    points[2].x = 84;
    CHECK(yaw_of(points) == Approx(1.2));
    // Turning the picture changes the roll alone.
    const Landmarks tilted = moved(points, turned(30, 1.7, 5, 5));
    CHECK(yaw_of(tilted) == Approx(1.2).margin(1e-4));
    CHECK(roll_of(points) == Approx(0).margin(1e-4));
    CHECK(roll_of(tilted) == Approx(30).margin(1e-3));
    CHECK(roll_of(moved(points, turned(-120, 1, 0, 0))) == Approx(-120).margin(1e-3));
}

TEST_CASE("pitch is negative with the chin raised and positive with it lowered, however the picture lies", "[embed]") {
    Landmarks points{{{40, 50}, {80, 50}, {60, 75.65F}, {44, 95}, {76, 95}}};
    CHECK(pitch_of(points) == Approx(0).margin(1e-4));
    points[2].y = 66.65F;
    CHECK(pitch_of(points) == Approx(-0.2).margin(1e-4));
    CHECK(pitch_of(moved(points, turned(140, 0.6, 5, 5))) == Approx(-0.2).margin(1e-4));
    points[2].y = 84.65F;
    CHECK(pitch_of(points) == Approx(0.2).margin(1e-4));
    CHECK(pitch_of(Landmarks{}) == 0);
}

TEST_CASE("brightness, contrast and exposure are those of the face alone", "[embed]") {
    const Quality plain = pixels_of(plain_picture(edge, edge, 90));
    CHECK(plain.brightness == Approx(90).margin(1e-2));
    CHECK(plain.contrast == Approx(0).margin(1e-2));
    CHECK(plain.sharpness == 0);
    CHECK(plain.eyes == 0);
    CHECK(plain.mouth == 0);
    CHECK(pixels_of(plain_picture(edge, edge, 255)).blown == 1);
    CHECK(pixels_of(plain_picture(edge, edge, 3)).crushed == 1);
    // Light on the left half, dark on the right: two values, each half of the face.
    const Quality halves = pixels_of(crop_of([](int x, int) { return x < 56 ? 252 : 4; }));
    CHECK(halves.blown == Approx(0.5).margin(0.01));
    CHECK(halves.crushed == Approx(0.5).margin(0.01));
    CHECK(halves.contrast == Approx(124).margin(0.5));
    CHECK(halves.brightness == Approx(128).margin(2));
    // What lies around the face does not count.
    const Quality framed = pixels_of(crop_of([](int x, int y) { return x < 20 || x > 92 || y < 24 ? 255 : 100; }));
    CHECK(framed.blown == 0);
    CHECK(framed.brightness == Approx(100).margin(0.01));
}

TEST_CASE("sharpness falls with blur and with a smear in any direction, rises with noise, and does not mind the dark", "[embed][R-07]") {
    const Quality sharp = pixels_of(crop_of(plaid));
    // Second difference of a wave of period 14: 2 - 2 cos(2 pi / 14) of it; the plaid holds two of them, each half its variance.
    CHECK(sharp.sharpness == Approx(100 * (2 - 2 * std::cos(2 * 3.14159265358979 / 14)) / std::sqrt(2.0)).margin(1.5));
    CHECK(sharp.contrast == Approx(40).margin(1.5));

    const Quality dark = pixels_of(crop_of([](int x, int y) { return plaid(x, y) / 4; }));
    CHECK(dark.contrast == Approx(10).margin(0.5));
    CHECK(dark.sharpness == Approx(sharp.sharpness).margin(2));

    const auto along = GENERATE(0, 1, 2, 3);
    CAPTURE(along);
    const Quality smeared = pixels_of(crop_of([&](int x, int y) {
        const int across = along == 0 ? y : along == 1 ? x : along == 2 ? x - y : x + y;
        return 120 + 40 * wave(across, 7);
    }));
    CHECK(smeared.sharpness < 1.5);

    const Quality grainy = pixels_of(crop_of([](int x, int y) { return plaid(x, y) + ((x * 7919 + y * 104729) % 61 - 30); }));
    CHECK(grainy.sharpness > 2 * sharp.sharpness);
}

TEST_CASE("eyes and mouth that show nothing are known", "[embed][R-07]") {
    const auto face = [](bool left, bool right, bool mouth) {
        return pixels_of(crop_of([=](int x, int y) {
            const bool hidden = (!left && x < 56 && y < 70) || (!right && x >= 56 && y < 70) || (!mouth && y >= 80);
            return hidden ? 60 : plaid(x, y);
        }));
    };
    const Quality open = face(true, true, true);
    CHECK(open.eyes > 0.2F);
    CHECK(open.mouth > 0.2F);
    CHECK(face(false, true, true).eyes < 0.02F);
    CHECK(face(true, false, true).eyes < 0.02F);
    CHECK(face(true, true, false).mouth < 0.02F);
    CHECK(face(true, true, false).eyes > 0.2F);
}

TEST_CASE("quality is measured on the aligned crop, whatever the face's size and turn", "[embed]") {
    Raster picture = plain_picture(600, 600, 60);
    for (std::size_t y = 0; y < 600; ++y)
        for (std::size_t x = 0; x < 600; ++x)
            if (x / 40 % 2 == 0)
                for (std::size_t c = 0; c < 3; ++c) picture.rgb[(y * 600 + x) * 3 + c] = 160;
    DetectedFace face;
    face.box = {100, 100, 210, 250};
    face.landmarks = moved(find_alignment("arcface_112")->points, turned(0, 3, 100, 100));
    const Quality quality = measure_quality(picture, face);
    CHECK(quality.width_px == 210);
    CHECK(quality.brightness == Approx(110).margin(8));
    CHECK(quality.contrast == Approx(50).margin(5));
    CHECK(quality.roll == Approx(-0.3).margin(0.2));
    CHECK(quality.outside == 0);

    // The same face with its left half beyond the border, and all of it.
    face.landmarks = moved(find_alignment("arcface_112")->points, turned(0, 3, -56 * 3, 100));
    CHECK(measure_quality(picture, face).outside == Approx(0.5).margin(0.02));
    face.landmarks = moved(find_alignment("arcface_112")->points, turned(45, 3, 5000, 100));
    CHECK(measure_quality(picture, face).outside == 1);
}
