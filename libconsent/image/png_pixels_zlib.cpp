// SPDX-License-Identifier: Apache-2.0
#include "image/png_pixels.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>

namespace consent {
namespace {

// Hands out the scanlines block by block.
class Scanlines {
public:
    explicit Scanlines(const PngWalk& walk) : walk_(walk), left_(png_raw_size(walk.header)) {
        if (inflateInit(&z_) != Z_OK) throw std::bad_alloc();
    }
    ~Scanlines() { inflateEnd(&z_); }
    Scanlines(const Scanlines&) = delete;
    Scanlines& operator=(const Scanlines&) = delete;

    // Calls `use` with each block, then says how the stream ended.
    template <typename Use>
    PngPixels read(Use&& use) {
        for (;;) {
            if (z_.avail_in == 0 && !next_chunk()) return PngPixels::damaged;
            z_.next_out = block_.data();
            z_.avail_out = static_cast<uInt>(block_.size());
            const int status = ::inflate(&z_, Z_NO_FLUSH);
            if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return PngPixels::damaged;
            const std::size_t came = block_.size() - z_.avail_out;
            const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(came, left_));
            use(ByteView(block_).first(wanted));
            left_ -= wanted;
            if (came > wanted) return PngPixels::loose;
            if (status == Z_STREAM_END) break;
            if (status == Z_BUF_ERROR && z_.avail_in != 0) return PngPixels::damaged;
        }
        if (left_ != 0) return PngPixels::damaged;
        return z_.avail_in == 0 && !next_chunk() ? PngPixels::exact : PngPixels::loose;
    }

private:
    // The next IDAT chunk that is not empty.
    bool next_chunk() noexcept {
        while (chunk_ < walk_.chunks.size()) {
            const PngChunk& chunk = walk_.chunks[chunk_++];
            if (chunk.type != png_type("IDAT") || chunk.data.empty()) continue;
            z_.next_in = const_cast<Bytef*>(chunk.data.data());
            z_.avail_in = static_cast<uInt>(chunk.data.size());
            return true;
        }
        return false;
    }

    const PngWalk& walk_;
    std::uint64_t left_;
    std::size_t chunk_ = 0;
    z_stream z_{};
    std::array<std::uint8_t, 64 * 1024> block_;
};

class Packer {
public:
    Packer() {
        if (deflateInit(&z_, Z_DEFAULT_COMPRESSION) != Z_OK) throw std::bad_alloc();
    }
    ~Packer() { deflateEnd(&z_); }
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;

    void add(ByteView data, bool last) {
        z_.next_in = const_cast<Bytef*>(data.data());
        z_.avail_in = static_cast<uInt>(data.size());
        int status = Z_OK;
        do {
            z_.next_out = block_.data();
            z_.avail_out = static_cast<uInt>(block_.size());
            status = ::deflate(&z_, last ? Z_FINISH : Z_NO_FLUSH);
            packed.insert(packed.end(), block_.begin(),
                          block_.begin() + static_cast<std::ptrdiff_t>(block_.size() - z_.avail_out));
        } while (z_.avail_out == 0 || (last && status != Z_STREAM_END));
    }

    Bytes packed;

private:
    z_stream z_{};
    std::array<std::uint8_t, 64 * 1024> block_;
};

}  // namespace

PngPixels check_png_pixels(const PngWalk& walk) {
    Scanlines scanlines(walk);
    return scanlines.read([](ByteView) {});
}

std::optional<Bytes> repack_png_pixels(const PngWalk& walk) {
    Scanlines scanlines(walk);
    Packer packer;
    const PngPixels end = scanlines.read([&](ByteView block) { packer.add(block, false); });
    if (end == PngPixels::damaged) return std::nullopt;
    packer.add({}, true);
    return std::move(packer.packed);
}

}  // namespace consent
