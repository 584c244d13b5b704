// SPDX-License-Identifier: Apache-2.0
//
// Colours as a colour-managed viewer shows them, of the original by its profile and of the copy by the copy's: lcms2 on
// both, without the library between.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <lcms2.h>

#include "image/codecs.hpp"
#include "image/colour.hpp"
#include "image/embedded_profile.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise/prove_icc.hpp"
#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

struct Close {
    void operator()(void* profile) const noexcept { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, Close>;

Profile open(const Bytes& bytes) {
    return Profile(bytes.empty() ? cmsCreate_sRGBProfile()
                                 : cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size())));
}

Bytes saved(const Profile& profile) {
    cmsUInt32Number size = 0;
    REQUIRE(cmsSaveProfileToMem(profile.get(), nullptr, &size));
    Bytes bytes(size);
    REQUIRE(cmsSaveProfileToMem(profile.get(), bytes.data(), &size));
    return bytes;
}

// By floating point, each pixel on its own, 0..1 (inks: 0..100).
std::vector<float> shown(const Bytes& profile, cmsUInt32Number format, const std::vector<float>& samples, std::size_t channels) {
    const Profile from = open(profile), to = open({});
    REQUIRE(from);
    void* const transform = cmsCreateTransform(from.get(), format, to.get(), TYPE_RGB_FLT, INTENT_PERCEPTUAL,
                                               cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);
    REQUIRE(transform != nullptr);
    std::vector<float> out(samples.size() / channels * 3);
    cmsDoTransform(transform, samples.data(), out.data(), static_cast<cmsUInt32Number>(samples.size() / channels));
    cmsDeleteTransform(transform);
    for (float& value : out) value = std::clamp(value, 0.0F, 1.0F);
    return out;
}

// A ramp of each colour, of grey, and a grid of all.
std::vector<float> rgb_samples() {
    std::vector<float> samples;
    for (int level = 0; level < 256; ++level) {
        const float v = static_cast<float>(level) / 255;
        for (const auto& pixel : {std::array{v, v, v}, {v, 0.F, 0.F}, {0.F, v, 0.F}, {0.F, 0.F, v}, {v, 0.5F, 1 - v}})
            samples.insert(samples.end(), pixel.begin(), pixel.end());
    }
    for (int i = 0; i < 11 * 11 * 11; ++i)
        for (const int step : {i % 11, i / 11 % 11, i / 121}) samples.push_back(static_cast<float>(step) / 10);
    return samples;
}

double furthest(const std::vector<float>& a, const std::vector<float>& b) {
    REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return 255 * most;
}

Profile rgb_profile(const cmsCIExyYTRIPLE& primaries, double gamma) {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    cmsToneCurve* const curve = cmsBuildGamma(nullptr, gamma);
    cmsToneCurve* const curves[] = {curve, curve, curve};
    Profile made(cmsCreateRGBProfile(&white, &primaries, curves));
    cmsFreeToneCurve(curve);
    return made;
}

const cmsCIExyYTRIPLE srgb_primaries{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
const cmsCIExyYTRIPLE adobe_primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
const cmsCIExyYTRIPLE p3_primaries{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
const cmsCIExyYTRIPLE wide_primaries{{0.708, 0.292, 1}, {0.170, 0.797, 1}, {0.131, 0.046, 1}};

// Four inks on paper, or red and green changed for one another, as a table.
int mix(const cmsUInt16Number in[], cmsUInt16Number out[], void* channels) {
    const bool inks = *static_cast<int*>(channels) == 4;
    double rgb[3];
    for (int i = 0; i < 3; ++i)
        rgb[i] = inks ? (1 - in[i] / 65535.0) * (1 - in[3] / 65535.0) * 0.9 + 0.05 : in[i == 2 ? 2 : 1 - i] / 65535.0;
    cmsCIELab lab{100 * (rgb[0] + rgb[1] + rgb[2]) / 3, 120 * (rgb[0] - rgb[1]), 80 * (rgb[1] - rgb[2])};
    cmsFloat2LabEncodedV2(out, &lab);
    return 1;
}

Bytes table_profile(int channels) {
    Profile made(cmsCreateProfilePlaceholder(nullptr));
    cmsSetProfileVersion(made.get(), 2.1);
    cmsSetDeviceClass(made.get(), cmsSigOutputClass);
    cmsSetColorSpace(made.get(), channels == 4 ? cmsSigCmykData : cmsSigRgbData);
    cmsSetPCS(made.get(), cmsSigLabData);
    cmsPipeline* const table = cmsPipelineAlloc(nullptr, static_cast<cmsUInt32Number>(channels), 3);
    cmsStage* const stage = cmsStageAllocCLut16bit(nullptr, 9, static_cast<cmsUInt32Number>(channels), 3, nullptr);
    cmsStageSampleCLut16bit(stage, mix, &channels, 0);
    cmsPipelineInsertStage(table, cmsAT_END, stage);
    REQUIRE(cmsWriteTag(made.get(), cmsSigAToB0Tag, table));
    cmsPipelineFree(table);
    return saved(made);
}

Bytes grey_profile(double gamma) {
    cmsToneCurve* const curve = cmsBuildGamma(nullptr, gamma);
    const Profile made(cmsCreateGrayProfile(cmsD50_xyY(), curve));
    cmsFreeToneCurve(curve);
    return saved(made);
}

Bytes with_profile(const Bytes& jpeg, const Bytes& profile) {
    Bytes parts;
    const std::size_t size = 60'000, count = (profile.size() + size - 1) / size;
    for (std::size_t i = 0; i < count; ++i) {
        Bytes payload = text_bytes(std::string_view("ICC_PROFILE\0", 12));
        payload.push_back(static_cast<std::uint8_t>(i + 1));
        payload.push_back(static_cast<std::uint8_t>(count));
        append(payload, ByteView(profile).subspan(i * size, std::min(size, profile.size() - i * size)));
        put_jpeg_segment(parts, 0xE2, payload);
    }
    Bytes file = jpeg;
    file.insert(file.begin() + 2, parts.begin(), parts.end());
    return file;
}

std::vector<float> as_floats(const Bytes& samples, float scale) {
    std::vector<float> out;
    for (const std::uint8_t sample : samples) out.push_back(static_cast<float>(sample) * scale);
    return out;
}

// How far the copy is from the original, both as a viewer shows them: most, and on the average, in levels.
std::pair<double, double> distance(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    return {furthest(a, b), 255 * sum / static_cast<double>(a.size())};
}

std::vector<float> shown_pixels(const Bytes& file) {
    const auto profile = embedded_profile(file, Format::jpeg, Limits{});
    return shown(profile.value_or(Bytes()), TYPE_RGB_FLT, as_floats(pixels_of(file).rgb, 1.0F / 255), 3);
}

}  // namespace

TEST_CASE("a profile that stays shows the same colours, rebuilt or our own in its place", "[sanitise]") {
    const std::vector<float> samples = rgb_samples();
    const auto check = [&](const Bytes& profile, double bound) {
        const auto clean = clean_icc_profile(profile, ColourModel::rgb);
        REQUIRE(clean);
        CHECK(icc_is_clean(*clean));
        CHECK(furthest(shown(profile, TYPE_RGB_FLT, samples, 3), shown(*clean, TYPE_RGB_FLT, samples, 3)) <= bound);
        return *clean;
    };
    // Our own: within a level. Rebuilt: the same numbers.
    CHECK((check(saved(open({})), 0.6) == srgb_profile(ColourModel::rgb)));
    CHECK(check(saved(rgb_profile(adobe_primaries, 563.0 / 256)), 0.6).size() < 600);
    CHECK(check(saved(rgb_profile(adobe_primaries, 2.2)), 0.6).size() < 600);
    for (const double gamma : {1.8, 2.0, 2.2, 2.4}) check(saved(rgb_profile(wide_primaries, gamma)), 0.01);
    check(saved(rgb_profile(p3_primaries, 2.2)), 0.01);
    check(saved(rgb_profile(srgb_primaries, 2.2)), 0.01);
}

TEST_CASE("each profile of pictures of many origins shows the same colours after cleaning", "[sanitise]") {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    const fs::path folder = fs::path(source == nullptr ? "" : source) / ".." / "shared" / "testdata" / "metadata";
    std::error_code none;
    std::size_t kept = 0, ours = 0;
    const std::vector<float> samples = rgb_samples();
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const Bytes bytes(std::istreambuf_iterator<char>(file), {});
        const auto profile = embedded_profile(bytes, sniff(bytes), Limits{});
        if (!profile || !is_usable_profile(*profile, ColourModel::rgb)) continue;
        const ProfilePlan plan = plan_profile(*profile, ColourModel::rgb);
        INFO(entry.path().filename().string());
        CHECK(plan.kind != ProfilePlan::Kind::none_needed);
        if (plan.kind != ProfilePlan::Kind::keep) continue;
        ++kept;
        if (plan.profile.size() < 600 && plan.profile[8] == 4) ++ours;
        CHECK(furthest(shown(*profile, TYPE_RGB_FLT, samples, 3), shown(plan.profile, TYPE_RGB_FLT, samples, 3)) <= 1);
    }
    if (kept == 0) CONSENT_SKIP("no test pictures at ../shared/testdata/metadata");
    CHECK(ours * 2 > kept);
}

TEST_CASE("numbers turned into sRGB are what lcms2 shows of them by floating point", "[sanitise]") {
    Bytes bytes;
    for (const float value : rgb_samples()) bytes.push_back(static_cast<std::uint8_t>(std::lround(value * 255)));
    const std::vector<float> samples = as_floats(bytes, 1.0F / 255);
    for (const Bytes& profile : {saved(rgb_profile(srgb_primaries, 1.0)), saved(rgb_profile(wide_primaries, 1.0)),
                                 saved(rgb_profile(p3_primaries, 3.0)), table_profile(3)}) {
        REQUIRE(plan_profile(profile, ColourModel::rgb).kind == ProfilePlan::Kind::convert);
        const auto turned = to_srgb(profile, {ColourModel::rgb, false, false, false}, bytes);
        REQUIRE(turned);
        CHECK(furthest(as_floats(*turned, 1.0F / 255), shown(profile, TYPE_RGB_FLT, samples, 3)) <= 0.52);
    }
    // Alpha and depth stay.
    Bytes wide;
    for (const std::uint16_t sample : {std::uint16_t{10'000}, std::uint16_t{20'000}, std::uint16_t{30'000}, std::uint16_t{77}}) {
        const auto* raw = reinterpret_cast<const std::uint8_t*>(&sample);
        wide.insert(wide.end(), raw, raw + 2);
    }
    const auto deep = to_srgb(saved(rgb_profile(srgb_primaries, 1.0)), {ColourModel::rgb, true, true, false}, wide);
    REQUIRE(deep);
    REQUIRE(deep->size() == 8);
    CHECK((std::equal(wide.begin() + 6, wide.end(), deep->begin() + 6)));
    CHECK((*deep != wide));
}

TEST_CASE("a JPEG whose profile no copy carries is written anew in sRGB, and looks the same", "[sanitise][R-03]") {
    struct Kind {
        const char* name;
        Bytes profile;
        int components;
        bool adobe_marker = true;
    };
    const Kind kind = GENERATE(Kind{"linear", saved(rgb_profile(srgb_primaries, 1.0)), 3}, Kind{"steep", saved(rgb_profile(p3_primaries, 3.0)), 3},
                               Kind{"a table", table_profile(3), 3}, Kind{"grey, linear", grey_profile(1.0), 1},
                               Kind{"four inks", table_profile(4), 4}, Kind{"four inks as ink", table_profile(4), 4, false});
    INFO(kind.name);
    JpegOptions options;
    options.components = kind.components;
    options.adobe_marker = kind.adobe_marker;
    options.halved_colour = false;
    const Bytes plain = make_jpeg(draw(96, 64), options);
    const Bytes original = plant(with_profile(plain, kind.profile), "exif", 6);
    const CleanCopy copy = clean_copy(original);
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(orientation_of(copy.bytes, Format::jpeg) == 6);
    CHECK((embedded_profile(copy.bytes, Format::jpeg, Limits{}) == srgb_profile(ColourModel::rgb)));

    std::vector<float> before;
    if (kind.components == 4) {
        const auto inks = decode_jpeg_inks(plain, Limits{});
        REQUIRE(inks);
        Bytes ink = inks->inks;
        CHECK(inks->inverted == kind.adobe_marker);
        if (inks->inverted)
            for (std::uint8_t& sample : ink) sample = static_cast<std::uint8_t>(255 - sample);
        before = shown(kind.profile, TYPE_CMYK_FLT, as_floats(ink, 100.0F / 255), 4);
    } else if (kind.components == 3) {
        before = shown(kind.profile, TYPE_RGB_FLT, as_floats(pixels_of(plain).rgb, 1.0F / 255), 3);
    } else {
        Bytes grey;
        const Bytes rgb = pixels_of(plain).rgb;
        for (std::size_t i = 0; i < rgb.size(); i += 3) grey.push_back(rgb[i]);
        before = shown(kind.profile, TYPE_GRAY_FLT, as_floats(grey, 1.0F / 255), 1);
    }
    Raster upright_before;
    upright_before.width = 96;
    upright_before.height = 64;
    for (const float value : before) upright_before.rgb.push_back(static_cast<std::uint8_t>(std::lround(value * 255)));
    upright_before = upright(upright_before, 6);
    const auto [most, mean] = distance(as_floats(upright_before.rgb, 1.0F / 255), shown_pixels(copy.bytes));
    CHECK(mean < 2.0);  // what quality 95 costs a picture of much noise
    CHECK(most < 24);
}

TEST_CASE("a PNG whose profile no copy carries is written anew in sRGB, its transparency as it was", "[sanitise][R-03]") {
    const int colour_type = GENERATE(0, 2, 3, 4, 6);
    INFO("colour type " << colour_type);
    PngOptions options;
    options.colour_type = colour_type;
    options.transparent = colour_type >= 4;
    const bool grey = colour_type == 0 || colour_type == 4;
    const Bytes profile = grey ? grey_profile(1.0) : saved(rgb_profile(srgb_primaries, 1.0));
    const Bytes plain = make_png(draw(48, 32), options);
    Bytes data = text_bytes(std::string_view("x\0\0", 3)), chunk;
    append(data, zlib_stream(profile));
    put_png_chunk(chunk, "iCCP", data);
    Bytes original = plain;
    original.insert(original.begin() + 33, chunk.begin(), chunk.end());
    const CleanCopy copy = clean_copy(original);
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(copy.format == Format::png);
    const auto before = decode(plain, Limits{}), after = decode(copy.bytes, Limits{});
    REQUIRE(before);
    REQUIRE(after);
    CHECK((before->alpha == after->alpha));
    const Raster& from = before->also.empty() ? before->shown : before->also.front();
    const Raster& to = after->also.empty() ? after->shown : after->also.front();
    const auto expected = shown(saved(rgb_profile(srgb_primaries, 1.0)), TYPE_RGB_FLT, as_floats(from.rgb, 1.0F / 255), 3);
    CHECK(furthest(expected, as_floats(to.rgb, 1.0F / 255)) <= 1.1);
}

TEST_CASE("a profile of another model than the picture changes nothing", "[sanitise]") {
    const Bytes plain = make_jpeg(draw(40, 30));
    CHECK((clean_copy(with_profile(plain, table_profile(4))).bytes == clean_copy(plain).bytes));
    CHECK((clean_copy(with_profile(plain, grey_profile(2.2))).bytes == clean_copy(plain).bytes));
    CHECK((clean_copy(with_profile(plain, Bytes(500, 9))).bytes == clean_copy(plain).bytes));
}
