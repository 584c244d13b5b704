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
    explicit Scanlines(const PngStream& stream) : parts_(stream.parts), left_(stream.raw_size) {
        if (inflateInit(&z_) != Z_OK) throw std::bad_alloc();
    }
    ~Scanlines() { inflateEnd(&z_); }
    Scanlines(const Scanlines&) = delete;
    Scanlines& operator=(const Scanlines&) = delete;

    // Calls `use` with each block, then says how the stream ended.
    template <typename Use>
    PngPixels read(Use&& use) {
        for (;;) {
            if (z_.avail_in == 0 && !next_part()) return PngPixels::damaged;
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
        return z_.avail_in == 0 && !next_part() ? PngPixels::exact : PngPixels::loose;
    }

private:
    // The next part that is not empty.
    bool next_part() noexcept {
        while (part_ < parts_.size()) {
            const ByteView part = parts_[part_++];
            if (part.empty()) continue;
            z_.next_in = const_cast<Bytef*>(part.data());
            z_.avail_in = static_cast<uInt>(part.size());
            return true;
        }
        return false;
    }

    const std::vector<ByteView>& parts_;
    std::uint64_t left_;
    std::size_t part_ = 0;
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

PngStream still_stream(const PngWalk& walk) {
    PngStream stream{{}, png_raw_size(walk.header)};
    for (const PngChunk& chunk : walk.chunks)
        if (chunk.type == png_type("IDAT")) stream.parts.push_back(chunk.data);
    return stream;
}

PngStream frame_stream(const PngHeader& header, int width, int height, std::vector<ByteView> parts) {
    PngHeader frame = header;
    frame.width = width;
    frame.height = height;
    return {std::move(parts), png_raw_size(frame)};
}

PngPixels check_png_pixels(const PngStream& stream) {
    Scanlines scanlines(stream);
    return scanlines.read([](ByteView) {});
}

std::optional<Bytes> repack_png_pixels(const PngStream& stream) {
    Scanlines scanlines(stream);
    Packer packer;
    const PngPixels end = scanlines.read([&](ByteView block) { packer.add(block, false); });
    if (end == PngPixels::damaged) return std::nullopt;
    packer.add({}, true);
    return std::move(packer.packed);
}

}  // namespace consent
