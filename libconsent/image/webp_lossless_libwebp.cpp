// SPDX-License-Identifier: Apache-2.0
#include "image/webp_lossless.hpp"

#include <cstddef>

#include <webp/decode.h>
#include <webp/encode.h>

namespace consent {
namespace {

constexpr std::size_t riff_head = 20;  // RIFF, its size, WEBP, VP8L, its size

class Encoder {
public:
    Encoder() { WebPMemoryWriterInit(&writer_); }
    ~Encoder() {
        WebPPictureFree(&picture_);
        WebPMemoryWriterClear(&writer_);
    }
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;

    bool run(const std::vector<std::uint8_t>& rgba, int width, int height) {
        WebPConfig config;
        if (WebPConfigInit(&config) == 0 || WebPPictureInit(&picture_) == 0 ||
            WebPConfigLosslessPreset(&config, 3) == 0)
            return false;
        config.exact = 1;
        picture_.use_argb = 1;
        picture_.width = width;
        picture_.height = height;
        picture_.writer = WebPMemoryWrite;
        picture_.custom_ptr = &writer_;
        return WebPPictureImportRGBA(&picture_, rgba.data(), width * 4) != 0 && WebPEncode(&config, &picture_) != 0;
    }
    [[nodiscard]] ByteView written() const noexcept { return {writer_.mem, writer_.size}; }

private:
    WebPPicture picture_{};
    WebPMemoryWriter writer_{};
};

}  // namespace

std::optional<std::vector<std::uint8_t>> unpack_vp8l(ByteView stream, int width, int height) {
    int stream_width = 0, stream_height = 0;
    Bytes longer;  // libwebp takes nothing under twelve bytes for a picture, and minds no more of them
    if (stream.size() < 12) {
        longer.assign(stream.begin(), stream.end());
        longer.resize(12);
        stream = longer;
    }
    if (stream[0] != 0x2F ||
        WebPGetInfo(stream.data(), stream.size(), &stream_width, &stream_height) == 0 || stream_width != width ||
        stream_height != height)
        return std::nullopt;
    std::vector<std::uint8_t> rgba(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    if (WebPDecodeRGBAInto(stream.data(), stream.size(), rgba.data(), rgba.size(), width * 4) == nullptr)
        return std::nullopt;
    return rgba;
}

Result<Bytes> pack_vp8l(const std::vector<std::uint8_t>& rgba, int width, int height) {
    Encoder encoder;
    const Error failed{ErrorCode::internal, "The copy could not be written as WebP."};
    if (!encoder.run(rgba, width, height) || encoder.written().size() < riff_head) return failed;
    const ByteView file = encoder.written();
    const std::size_t size = file[16] | std::size_t{file[17]} << 8 | std::size_t{file[18]} << 16 | std::size_t{file[19]} << 24;
    if (file[15] != 'L' || size > file.size() - riff_head) return failed;
    const ByteView stream = file.subspan(riff_head, size);
    return Bytes(stream.begin(), stream.end());
}

Bytes alpha_as_vp8l(ByteView headless, int width, int height) {
    const std::uint32_t bits = static_cast<std::uint32_t>(width - 1) | static_cast<std::uint32_t>(height - 1) << 14 | 1U << 28;
    Bytes stream{0x2F};
    for (int shift = 0; shift < 32; shift += 8) stream.push_back(static_cast<std::uint8_t>(bits >> shift));
    stream.insert(stream.end(), headless.begin(), headless.end());
    return stream;
}

}  // namespace consent
