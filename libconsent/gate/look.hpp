// SPDX-License-Identifier: Apache-2.0
//
// Eyes on the pixels: every face of a picture, measured and compared, ready for the judge.
#pragma once

#include <vector>

#include <consent/detector.hpp>
#include <consent/embedder.hpp>
#include <consent/limits.hpp>
#include <consent/policy.hpp>
#include <consent/result.hpp>

#include "image/decode.hpp"
#include "match/gallery.hpp"

namespace consent {

// Borrowed for one look. safety_net, embedder and gallery may be null; gallery is there whenever embedder is.
struct Eyes {
    Detector& detector;
    Detector* safety_net = nullptr;
    Embedder* embedder = nullptr;
    const Gallery* gallery = nullptr;
    Thresholds thresholds;  // of the embedder: who counts as a candidate
};

// Every face, upright, on either side or upside down, in every way the picture can be shown, each once in each of them, from
// left to right. Faces narrower than `identifiable_px` are listed but not embedded.
// Fails: as the detector and embedder do; ErrorCode::unreadable when there are more faces than Limits::faces.
Result<std::vector<FaceEvidence>> look(const Picture& picture, const Eyes& eyes, float identifiable_px,
                                       const Limits& limits);

}  // namespace consent
