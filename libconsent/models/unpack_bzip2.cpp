// SPDX-License-Identifier: Apache-2.0
#include "models/unpack.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <bzlib.h>

namespace consent {

namespace {

class Stream {
public:
    Stream() : ready_(BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK) {}
    ~Stream() {
        if (ready_) BZ2_bzDecompressEnd(&stream_);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    [[nodiscard]] bool ready() const noexcept { return ready_; }
    bz_stream* operator->() noexcept { return &stream_; }
    bz_stream* get() noexcept { return &stream_; }

private:
    bz_stream stream_{};
    bool ready_;
};

Error damaged() { return Error{ErrorCode::unreadable, "The packed file is damaged or is no bzip2 file."}; }

}  // namespace

Result<Bytes> unpack_bzip2(ByteView packed, std::size_t most) {
    Bytes out;
    std::array<char, 64 * 1024> piece;
    do {
        Stream stream;
        if (!stream.ready()) return Error{ErrorCode::internal, "Out of memory while unpacking a file."};
        int status = BZ_OK;
        while (status != BZ_STREAM_END) {
            // bzlib takes a writable pointer and only reads from it.
            stream->next_in = const_cast<char*>(reinterpret_cast<const char*>(packed.data()));
            const auto given = static_cast<unsigned>(
                std::min<std::size_t>(packed.size(), std::numeric_limits<unsigned>::max()));
            stream->avail_in = given;
            stream->next_out = piece.data();
            stream->avail_out = static_cast<unsigned>(piece.size());
            status = BZ2_bzDecompress(stream.get());
            if (status != BZ_OK && status != BZ_STREAM_END) return damaged();
            const std::size_t taken = given - stream->avail_in;
            const std::size_t made = piece.size() - stream->avail_out;
            if (taken == 0 && made == 0 && status == BZ_OK) return damaged();
            packed = packed.subspan(taken);
            if (made > most - out.size())
                return Error{ErrorCode::unreadable, "The packed file holds more than it should."};
            out.insert(out.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(made));
        }
    } while (!packed.empty());
    return out;
}

}  // namespace consent
