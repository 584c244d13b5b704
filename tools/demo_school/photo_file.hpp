// SPDX-License-Identifier: Apache-2.0
//
// A drawn picture as the file a telephone would make of it: JPEG with all that such files tell about their maker.
#pragma once

#include <optional>
#include <string>

#include <consent/bytes.hpp>
#include <consent/date.hpp>
#include <consent/image.hpp>

namespace consent::demo {

struct Position {
    double latitude = 0;   // degrees, north positive
    double longitude = 0;  // degrees, east positive
};

// What the file says beside its pixels. Empty and absent fields are not written; all text is UTF-8.
struct PhotoNotes {
    std::string caption;               // EXIF ImageDescription, XMP dc:description, IPTC Caption-Abstract
    std::string owner;                 // EXIF Artist and CameraOwnerName, XMP dc:creator, IPTC By-line
    std::string camera;                // EXIF Model
    std::string comment;               // JPEG comment and EXIF UserComment
    std::optional<Position> position;  // EXIF GPS
    std::optional<Date> taken;         // EXIF DateTime..., at ten in the morning
    int orientation = 1;               // EXIF Orientation 1..8; the pixels are stored turned, so that they show upright
    bool thumbnail = false;            // a small JPEG of the picture in EXIF's second directory
};

// Requires: picture.width and height at most 20 000; notes.orientation in 1..8; each text at most 4 000 bytes.
// Ensures: the same arguments give the same bytes with the same build of libjpeg.
Bytes photo_file(const Raster& picture, const PhotoNotes& notes, int quality = 88);

// The TIFF structure of an EXIF segment (without "Exif\0\0"), little endian; `thumbnail` is a JPEG file or empty.
Bytes exif_block(const PhotoNotes& notes, const Bytes& thumbnail);

// An XMP packet and a Photoshop resource block with IPTC fields; empty where the notes have nothing for them.
std::string xmp_packet(const PhotoNotes& notes);
Bytes iptc_block(const PhotoNotes& notes);

}  // namespace consent::demo
