// SPDX-License-Identifier: Apache-2.0
//
// Where a face's five points belong in the crop that a network was trained on.
#pragma once

#include <optional>
#include <string_view>

#include <consent/face.hpp>

#include "base/resample.hpp"

namespace consent {

// A crop of fixed size, and where the points lie in it.
struct Alignment {
    int size = 0;  // width and height
    Landmarks points;
};

// "arcface_112" (Deng et al. 2019, as published with InsightFace) or "dlib_150_025" (dlib's face chip of 150 pixels with
// padding .25: eyes, nose tip and mouth corners of its mean face). Absent: an alignment this library does not know.
std::optional<Alignment> find_alignment(std::string_view name) noexcept;

// The similarity that takes `from` to `to` with the least sum of squared distances (Umeyama 1991, without reflection).
// Points that all fall together give one that takes every point to the centre of `to`.
Similarity fit_similarity(const Landmarks& from, const Landmarks& to) noexcept;

// True when the eyes, the nose and the mouth are on the sides where Landmarks says: seen with the eyes level, the left one
// first, the mouth lies below them. A head in profile, or upside down, passes; points in another order do not.
bool in_order(const Landmarks& points) noexcept;

}  // namespace consent
