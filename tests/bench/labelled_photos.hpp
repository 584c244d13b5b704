// SPDX-License-Identifier: Apache-2.0
//
// Photographs with the name of the person each is centred on.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <consent/detector.hpp>
#include <consent/image.hpp>

namespace consent::bench {

struct LabelledPhoto {
    std::filesystem::path path;
    int person = 0;  // numbered from 0
};

// What lfw.tsv in the folder lists (file, identity); empty: there is no such list.
std::vector<LabelledPhoto> read_labels(const std::filesystem::path& folder);

std::optional<Raster> read_picture(const std::filesystem::path& path);

// The face nearest to a point. Absent: none was found, or none has points.
std::optional<DetectedFace> face_nearest(Detector& detector, const Raster& picture, Point where);

Point middle_of(const Box& box);

}  // namespace consent::bench
