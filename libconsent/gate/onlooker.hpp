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

#include "gate/look.hpp"
#include "image/decode.hpp"

namespace consent {

class Onlooker {
public:
    Onlooker(const Eyes& eyes, float identifiable_px, const Limits& limits) noexcept
        : eyes_(eyes), identifiable_px_(identifiable_px), limits_(limits) {}

    // Every face of the next frame. A frame whose pixels were seen before adds nothing but its count.
    // Fails: as consent::look; ErrorCode::unreadable when all frames together show more faces than Limits::faces.
    Result<void> look(const Picture& frame);

    [[nodiscard]] int frames() const noexcept { return frames_; }
    [[nodiscard]] int width() const noexcept { return width_; }    // of the first frame
    [[nodiscard]] int height() const noexcept { return height_; }
    [[nodiscard]] float smallest_face_px() const noexcept { return smallest_face_px_; }  // of the worst frame
    [[nodiscard]] std::vector<FaceEvidence> faces() && noexcept { return std::move(faces_); }

private:
    Eyes eyes_;
    float identifiable_px_;
    Limits limits_;
    int frames_ = 0, views_ = 0, width_ = 0, height_ = 0;
    float smallest_face_px_ = 0;
    std::set<Digest> seen_;
    std::vector<FaceEvidence> faces_;
};

}  // namespace consent
