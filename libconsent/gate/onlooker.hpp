// SPDX-License-Identifier: Apache-2.0
//
// Looks at the frames of one file, one after another, and gathers what was seen.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include <consent/digest.hpp>
#include <consent/limits.hpp>
#include <consent/policy.hpp>
#include <consent/result.hpp>

#include <consent/text_reader.hpp>

#include "gate/look.hpp"
#include "image/decode.hpp"

namespace consent {

class Onlooker {
public:
    // `reader` may be null.
    Onlooker(const Eyes& eyes, TextReader* reader, float identifiable_px, const Limits& limits) noexcept
        : eyes_(eyes), reader_(reader), identifiable_px_(identifiable_px), limits_(limits) {}

    // Every face of the next frame. A frame whose pixels were seen before adds nothing but its count.
    // Fails: as consent::look; ErrorCode::unreadable when all frames together show more faces than Limits::faces.
    Result<void> look(const Picture& frame);

    [[nodiscard]] int frames() const noexcept { return frames_; }
    [[nodiscard]] int width() const noexcept { return width_; }    // of the first frame
    [[nodiscard]] int height() const noexcept { return height_; }
    [[nodiscard]] float smallest_face_px() const noexcept { return smallest_face_px_; }  // of the worst frame
    // Text that was read in the frames.
    [[nodiscard]] const std::vector<SeenText>& text() const noexcept { return text_; }
    [[nodiscard]] TextReading text_reading() const noexcept { return text_reading_; }
    [[nodiscard]] int text_ms() const noexcept { return text_ms_; }
    [[nodiscard]] std::vector<FaceEvidence> faces() && noexcept { return std::move(faces_); }

private:
    Eyes eyes_;
    TextReader* reader_;
    float identifiable_px_;
    Limits limits_;
    int frames_ = 0, views_ = 0, width_ = 0, height_ = 0;
    float smallest_face_px_ = 0;
    std::set<Digest> seen_;
    void read_text(const Picture& frame, std::size_t first_face);

    std::vector<FaceEvidence> faces_;
    std::vector<SeenText> text_;
    TextReading text_reading_ = TextReading::not_tried;
    int text_ms_ = 0;
    std::size_t texts_read_ = 0;
};

}  // namespace consent
