// SPDX-License-Identifier: Apache-2.0
#include "gate/onlooker.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace consent {
namespace {

// Of every way the frame can be shown, so that two frames that differ in one of them are two.
Digest digest_of(const Picture& frame) {
    Bytes all;
    const auto add = [&all](const Raster& raster) {
        for (const int side : {raster.width, raster.height})
            for (int shift = 24; shift >= 0; shift -= 8) all.push_back(static_cast<std::uint8_t>(side >> shift));
        const Digest digest = sha256(raster.rgb);
        all.insert(all.end(), digest.bytes.begin(), digest.bytes.end());
    };
    add(frame.shown);
    for (const Raster& raster : frame.also) add(raster);
    return sha256(all);
}

}  // namespace

Result<void> Onlooker::look(const Picture& frame) {
    const int number = frames_++;
    if (number == 0) {
        width_ = frame.shown.width;
        height_ = frame.shown.height;
    }
    if (!seen_.insert(digest_of(frame)).second) return {};
    smallest_face_px_ = std::max(smallest_face_px_, eyes_.detector.smallest_face(frame.shown.width, frame.shown.height));
    auto found = consent::look(frame, eyes_, identifiable_px_, limits_);
    if (!found) return std::move(found).error();
    if (faces_.size() + found->size() > limits_.faces)
        return Error{ErrorCode::unreadable, "The pictures in this file show more than " + std::to_string(limits_.faces) +
                                                " faces, which is over the limit: publish a part of them."};
    const std::size_t first_face = faces_.size();
    for (FaceEvidence& face : *found) {
        face.frame = number;
        face.view += views_;
        faces_.push_back(std::move(face));
    }
    if (reader_ != nullptr) read_text(frame, first_face);
    views_ += 1 + static_cast<int>(frame.also.size());
    return {};
}

void Onlooker::read_text(const Picture& frame, std::size_t first_face) {
    // A reader takes a tenth of a second or more: nobody waits for a thousand frames.
    constexpr std::size_t most_texts = 24;
    if (text_reading_ == TextReading::failed) return;
    text_reading_ = TextReading::done;
    std::vector<Box> faces;
    for (std::size_t i = first_face; i < faces_.size(); ++i) faces.push_back(faces_[i].box);
    const auto start = std::chrono::steady_clock::now();
    const auto read = [&](const Raster& raster) {
        auto seen = texts_read_++ < most_texts ? reader_->read(raster, faces)
                                               : Result<std::vector<SeenText>>(Error{ErrorCode::unavailable, "too many frames"});
        if (!seen) text_reading_ = TextReading::failed;
        else std::move(seen->begin(), seen->end(), std::back_inserter(text_));
    };
    read(frame.shown);
    for (const Raster& raster : frame.also) read(raster);
    text_ms_ += static_cast<int>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace consent
