// SPDX-License-Identifier: Apache-2.0
//
// The strict readers: whatever the bytes are, they end in an error or in rasters that keep their promises.
#include <cstdlib>

#include "fuzz/fuzz_limits.hpp"
#include "image/decode.hpp"

using namespace consent;

namespace {

void must(bool kept) {
    if (!kept) std::abort();
}

void check(const Raster& raster, const Raster& first) {
    must(raster.width >= 1 && raster.height >= 1);
    must(raster.rgb.size() == static_cast<std::size_t>(raster.width) * static_cast<std::size_t>(raster.height) * 3);
    must(raster.width == first.width && raster.height == first.height);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::size_t frames = 0;
    const auto read = each_frame(ByteView(data, size), fuzz::limits(), [&](const Picture& picture) -> Result<void> {
        ++frames;
        check(picture.shown, picture.shown);
        // What transparency leaves open is as large as the picture; what lies outside a HEIC's picture is not.
        for (std::size_t i = 0; i < picture.also.size(); ++i)
            check(picture.also[i], i < 2 && !picture.alpha.empty() ? picture.shown : picture.also[i]);
        must(picture.alpha.empty() || picture.alpha.size() * 3 == picture.shown.rgb.size());
        must(picture.alpha.empty() || !picture.also.empty());
        return {};
    });
    must(!read || frames > 0);
    must(read || !read.error().message.empty());
    return 0;
}
