// SPDX-License-Identifier: Apache-2.0
#include "image/colour.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include <lcms2.h>

#include "image/refusal.hpp"

namespace consent {
namespace {

template <auto close>
struct Closer {
    template <typename Handle>
    void operator()(Handle handle) const noexcept {
        close(handle);
    }
};
// Every handle of lcms2 is a void*.
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, Closer<cmsDeleteContext>>;
using Profile = std::unique_ptr<std::remove_pointer_t<cmsHPROFILE>, Closer<cmsCloseProfile>>;
using Transform = std::unique_ptr<std::remove_pointer_t<cmsHTRANSFORM>, Closer<cmsDeleteTransform>>;

// No profile of a camera, screen or press comes near; lcms2 takes memory by what a profile says of itself.
constexpr std::size_t largest_profile = std::size_t{16} << 20;

cmsUInt32Number colours_of(ColourModel model) noexcept {
    return model == ColourModel::grey ? 1 : model == ColourModel::rgb ? 3 : 4;
}

cmsUInt32Number space_of(ColourModel model) noexcept {
    return model == ColourModel::grey ? PT_GRAY : model == ColourModel::rgb ? PT_RGB : PT_CMYK;
}

cmsUInt32Number format_of(ColourModel model, const SampleLayout& layout, bool inverted) noexcept {
    return COLORSPACE_SH(space_of(model)) | CHANNELS_SH(colours_of(model)) | EXTRA_SH(layout.alpha ? 1U : 0U) |
           BYTES_SH(layout.sixteen ? 2U : 1U) | FLAVOR_SH(inverted ? 1U : 0U);
}

ColourModel model_out(ColourModel model) noexcept {
    return model == ColourModel::grey ? ColourModel::grey : ColourModel::rgb;
}

Profile open(const Context& context, ByteView profile, ColourModel model) {
    if (!context || profile.size() < 128 || profile.size() > largest_profile) return nullptr;
    Profile opened(cmsOpenProfileFromMemTHR(context.get(), profile.data(), static_cast<cmsUInt32Number>(profile.size())));
    if (!opened) return nullptr;
    static constexpr cmsColorSpaceSignature spaces[] = {cmsSigGrayData, cmsSigRgbData, cmsSigCmykData};
    if (cmsGetColorSpace(opened.get()) != spaces[static_cast<std::size_t>(model)]) return nullptr;
    switch (cmsGetDeviceClass(opened.get())) {
        case cmsSigInputClass:
        case cmsSigDisplayClass:
        case cmsSigOutputClass:
        case cmsSigColorSpaceClass: return opened;
        default: return nullptr;
    }
}

Profile standard(const Context& context, ColourModel model) {
    if (model == ColourModel::rgb) return Profile(cmsCreate_sRGBProfileTHR(context.get()));
    const cmsFloat64Number srgb[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve* curve = cmsBuildParametricToneCurve(context.get(), 4, srgb);
    if (curve == nullptr) return nullptr;
    Profile grey(cmsCreateGrayProfileTHR(context.get(), cmsD50_xyY(), curve));
    cmsFreeToneCurve(curve);
    return grey;
}

// Without the shortcuts of lcms2, which miss by many levels where a table bends: 130 ns a pixel, and right.
Transform transform(const Context& context, ByteView profile, const SampleLayout& layout) {
    const Profile from = open(context, profile, layout.model);
    if (!from) return nullptr;
    const ColourModel out = model_out(layout.model);
    const Profile to = standard(context, out);
    if (!to) return nullptr;
    return Transform(cmsCreateTransformTHR(context.get(), from.get(), format_of(layout.model, layout, layout.inverted),
                                           to.get(), format_of(out, layout, false), INTENT_PERCEPTUAL,
                                           cmsFLAGS_NOOPTIMIZE | cmsFLAGS_COPY_ALPHA));
}

}  // namespace

bool is_usable_profile(ByteView profile, ColourModel model) {
    const Context context(cmsCreateContext(nullptr, nullptr));
    SampleLayout layout;
    layout.model = model;
    return transform(context, profile, layout) != nullptr;
}

Result<Bytes> to_srgb(ByteView profile, const SampleLayout& layout, ByteView samples) {
    const Context context(cmsCreateContext(nullptr, nullptr));
    const Transform ready = transform(context, profile, layout);
    if (!ready) return unreadable("The colour profile of this picture cannot be read: save the picture anew as sRGB.");
    const std::size_t depth = layout.sixteen ? 2 : 1, extra = layout.alpha ? 1 : 0;
    const std::size_t pixel = (colours_of(layout.model) + extra) * depth;
    const std::size_t pixel_out = (colours_of(model_out(layout.model)) + extra) * depth;
    const std::size_t pixels = samples.size() / pixel;
    Bytes out(pixels * pixel_out);
    constexpr std::size_t at_once = std::size_t{1} << 20;  // the library counts pixels in 32 bits
    for (std::size_t done = 0; done < pixels; done += at_once)
        cmsDoTransform(ready.get(), samples.data() + done * pixel, out.data() + done * pixel_out,
                       static_cast<cmsUInt32Number>(std::min(at_once, pixels - done)));
    return out;
}

Result<Raster> to_srgb(ByteView profile, ColourModel model, Raster raster) {
    SampleLayout layout;
    layout.model = model;
    if (model == ColourModel::rgb) {
        auto turned = to_srgb(profile, layout, raster.rgb);
        if (!turned) return std::move(turned).error();
        raster.rgb = std::move(*turned);
        return raster;
    }
    Bytes grey(raster.rgb.size() / 3);
    for (std::size_t i = 0; i < grey.size(); ++i) grey[i] = raster.rgb[3 * i];
    auto turned = to_srgb(profile, layout, grey);
    if (!turned) return std::move(turned).error();
    for (std::size_t i = 0; i < grey.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) raster.rgb[3 * i + c] = (*turned)[i];
    return raster;
}

}  // namespace consent
