// SPDX-License-Identifier: Apache-2.0
#include "image/codecs.hpp"
#include "image/jpeg_huffman.hpp"
#include "image/jpeg_scans.hpp"
#include "image/jpeg_segments.hpp"

namespace consent {

Result<JpegEntropy> check_jpeg_entropy(ByteView bytes, const Limits& limits) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    if (is_arithmetic(walk->frame)) return decode_jpeg_entropy(bytes, limits);
    JpegHuffmanWalk huffman;
    for (const JpegSegment& segment : walk->segments) huffman.take(segment.marker, segment.payload, segment.entropy);
    if (huffman.exact() && !walk->loose_entropy) return JpegEntropy::exact;
    const auto decoded = decode_jpeg_entropy(bytes, limits);
    if (!decoded) return decoded.error();
    return JpegEntropy::loose;
}

}  // namespace consent
