// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <mutex>
#include <streambuf>
#include <string>
#include <utility>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "base/quiet_opencv.hpp"
#include "image/codecs.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

// OpenCV 4.6 writes to std::cerr by hand when a decoder throws, whatever its log level is.
class QuietCerr {
public:
    QuietCerr() : lock_(mutex()), before_(std::cerr.rdbuf(&nowhere())) {}
    ~QuietCerr() { std::cerr.rdbuf(before_); }
    QuietCerr(const QuietCerr&) = delete;
    QuietCerr& operator=(const QuietCerr&) = delete;

private:
    struct Nowhere final : std::streambuf {
        int_type overflow(int_type c) override { return traits_type::not_eof(c); }
    };
    // Neither is ever destroyed: another thread may still hold the buffer when the process ends.
    static Nowhere& nowhere() {
        static auto* const the_one = new Nowhere;
        return *the_one;
    }
    static std::mutex& mutex() {
        static auto* const the_one = new std::mutex;
        return *the_one;
    }

    std::lock_guard<std::mutex> lock_;
    std::streambuf* before_;
};

struct Header {
    int width = 0;
    int height = 0;
    bool alpha_means_opacity = true;
};

std::uint32_t le32_at(ByteView bytes, std::size_t at) noexcept {
    SpanReader reader(bytes);
    return reader.seek(at) ? reader.le32().value_or(0) : 0;
}

Result<Header> read_bmp_header(ByteView bytes, const Limits& limits) {
    const std::uint32_t header_size = le32_at(bytes, 14);
    const std::uint32_t pixels_at = le32_at(bytes, 10);
    std::int64_t width = 0, height = 0;
    std::uint32_t bits = 0, compression = 0;
    if (header_size == 12) {
        width = le32_at(bytes, 18) & 0xFFFF;
        height = le32_at(bytes, 18) >> 16;
        bits = le32_at(bytes, 22) >> 16;
    } else {
        width = static_cast<std::int32_t>(le32_at(bytes, 18));
        height = static_cast<std::int32_t>(le32_at(bytes, 22));
        bits = le32_at(bytes, 26) >> 16;
        compression = le32_at(bytes, 30);
    }
    if (height < 0) height = -height;
    if (auto fits = check_size(width, height, limits); !fits) return fits.error();
    if (compression > 3) return unreadable("This BMP is compressed in a way that is not read: save it as JPEG or PNG.");
    if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) return damaged("BMP");
    if (pixels_at > bytes.size()) return cut_short("BMP");
    if (compression == 0 || compression == 3) {
        const auto row = static_cast<std::uint64_t>((width * bits + 31) / 32 * 4);
        if (bytes.size() - pixels_at < row * static_cast<std::uint64_t>(height)) return cut_short("BMP");
    }
    return Header{static_cast<int>(width), static_cast<int>(height), false};
}

Result<Header> read_header(ByteView bytes, const Limits& limits) {
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    return read_bmp_header(bytes, limits);
}

cv::Mat imdecode_quietly(const Bytes& bytes, int flags) {
    const QuietOpencv quiet;
    const QuietCerr quiet_cerr;
    try {
        return cv::imdecode(bytes, flags);
    } catch (const cv::Exception&) {
        return {};
    }
}

// One 8-bit sample of an 8- or 16-bit picture.
std::uint8_t sample(const cv::Mat& mat, int y, std::size_t index) {
    if (mat.depth() == CV_8U) return mat.ptr<std::uint8_t>(y)[index];
    return static_cast<std::uint8_t>((mat.ptr<std::uint16_t>(y)[index] * 255U + 32767U) / 65535U);
}

Picture to_picture(const cv::Mat& mat, const Header& header) {
    const auto channels = static_cast<std::size_t>(mat.channels());
    const auto width = static_cast<std::size_t>(mat.cols);
    std::vector<std::uint8_t> rgba(width * static_cast<std::size_t>(mat.rows) * 4);
    for (int y = 0; y < mat.rows; ++y) {
        std::uint8_t* to = rgba.data() + static_cast<std::size_t>(y) * width * 4;
        for (std::size_t x = 0; x < width; ++x, to += 4) {
            for (std::size_t c = 0; c < 3; ++c)
                to[c] = sample(mat, y, x * channels + (channels == 1 ? 0 : 2 - c));
            to[3] = channels == 4 && header.alpha_means_opacity ? sample(mat, y, x * channels + 3)
                                                                : std::uint8_t{255};
        }
    }
    return lay_out(mat.cols, mat.rows, std::move(rgba));
}

}  // namespace

Result<Picture> decode_with_opencv(ByteView bytes, Format format, const Limits& limits) {
    const auto header = read_header(bytes, limits);
    if (!header) return header.error();

    const int flags = format == Format::bmp ? cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION : cv::IMREAD_UNCHANGED;
    const cv::Mat mat = imdecode_quietly(Bytes(bytes.begin(), bytes.end()), flags);
    const int channels = mat.channels();
    if (mat.empty() || (mat.depth() != CV_8U && mat.depth() != CV_16U) ||
        (channels != 1 && channels != 3 && channels != 4) || mat.cols != header->width || mat.rows != header->height)
        return unreadable("This " + std::string(to_string(format)) +
                          " file is damaged or of a kind that is not read: save it as JPEG or PNG.");
    return to_picture(mat, *header);
}

}  // namespace consent
