// SPDX-License-Identifier: Apache-2.0
//
// Which tables of a JPEG its scans read.
#pragma once

#include <optional>
#include <vector>

#include <consent/bytes.hpp>

#include "image/jpeg_segments.hpp"

namespace consent {

// For each segment of the walk, by its place: what of a DQT, DHT, DAC or DRI segment a scan reads before it is defined
// anew, as a payload; empty where nothing is, and for other segments. A quantisation table is read by the first scan of
// a component, codes and conditioning by the scans of their kind of coding.
// Nothing when a table does not parse, has values that do not exist, or when planes that are coded one after the other
// are quantised by different tables in one place: decoders differ in what they would show.
std::optional<std::vector<Bytes>> used_jpeg_tables(const JpegWalk& walk);

}  // namespace consent
