// SPDX-License-Identifier: Apache-2.0
#include "image/inflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace consent {

Inflated inflate_bounded(ByteView stream, std::size_t most) {
    Inflated result;
    if (stream.size() > std::numeric_limits<uInt>::max()) return result;
    z_stream z{};
    if (inflateInit(&z) != Z_OK) throw std::bad_alloc();
    struct End {
        z_stream& z;
        ~End() { inflateEnd(&z); }
    } const end{z};

    z.next_in = const_cast<Bytef*>(stream.data());
    z.avail_in = static_cast<uInt>(stream.size());
    std::array<std::uint8_t, 32 * 1024> block;
    for (;;) {
        z.next_out = block.data();
        z.avail_out = static_cast<uInt>(block.size());
        const int status = ::inflate(&z, Z_NO_FLUSH);
        const std::size_t came = block.size() - z.avail_out;
        if (came > most - result.data.size()) {
            result.end = InflateEnd::too_large;
            return result;
        }
        result.data.insert(result.data.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(came));
        if (status == Z_STREAM_END) {
            result.end = InflateEnd::whole;
            result.consumed = stream.size() - z.avail_in;
            return result;
        }
        if (status != Z_OK) return result;
    }
}

Bytes deflate_whole(ByteView data, DeflateEffort effort) {
    const int level = effort == DeflateEffort::quick ? Z_DEFAULT_COMPRESSION : Z_BEST_COMPRESSION;
    uLongf size = compressBound(static_cast<uLong>(data.size()));
    Bytes out(size);
    if (compress2(out.data(), &size, data.data(), static_cast<uLong>(data.size()), level) != Z_OK)
        throw std::bad_alloc();
    out.resize(size);
    return out;
}

}  // namespace consent
