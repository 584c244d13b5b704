// SPDX-License-Identifier: Apache-2.0
#include "lies_on.hpp"

#include "detect/merge_boxes.hpp"

namespace consent::accuracy {

namespace {

constexpr float same_face_overlap = 0.25F;

}  // namespace

bool centre_within(const Box& inner, const Box& outer) noexcept {
    const float x = inner.x + inner.width / 2;
    const float y = inner.y + inner.height / 2;
    return x > outer.x && x < outer.x + outer.width && y > outer.y && y < outer.y + outer.height;
}

bool lies_on(const Box& box, const Box& face) noexcept {
    return overlap(box, face) >= same_face_overlap || (centre_within(box, face) && centre_within(face, box));
}

}  // namespace consent::accuracy
