// SPDX-License-Identifier: Apache-2.0
//
// The blocks that several containers share, without a container around them. The first byte chooses the reader.
#include <cstdlib>

#include "fuzz/fuzz_limits.hpp"
#include "image/exif_block.hpp"
#include "image/inflate.hpp"
#include "image/metadata_list.hpp"
#include "image/tiff_directory.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise/prove_icc.hpp"

using namespace consent;

namespace {

void profile(ByteView block) {
    for (const ColourModel model : {ColourModel::grey, ColourModel::rgb, ColourModel::inks}) {
        const auto clean = clean_icc_profile(block, model);
        if (!clean) continue;
        if (!icc_is_clean(*clean) || clean_icc_profile(*clean, model) != clean) std::abort();
    }
    static_cast<void>(icc_is_clean(block));
    Raster raster{2, 1, {1, 2, 3, 200, 210, 220}};
    if (is_usable_profile(block, ColourModel::rgb)) static_cast<void>(to_srgb(block, ColourModel::rgb, raster));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const ByteView block(data + 1, size - 1);
    MetadataList list(fuzz::limits());
    switch (data[0] % 7) {
        case 0: list_exif(block, "EXIF", list); break;
        case 1: list_xmp(block, "XMP", list); break;
        case 2: list_iptc(block, "IPTC", list); break;
        case 3: list_photoshop(block, "Photoshop", list); break;
        case 4: list_icc(block, "ICC", list); break;
        case 5: profile(block); break;
        case 6: static_cast<void>(inflate_bounded(block, 1 << 16)); break;
    }
    static_cast<void>(std::move(list).finish());
    return 0;
}
