// SPDX-License-Identifier: Apache-2.0
//
// A drawn person, as numbers. No real person stands behind any of them.
//
// Lengths are in face units: the head is two units high, from the crown at v = -1 to the chin at v = +1; u runs to the
// picture's right, v down, and (0, 0) is the middle of the head.
#pragma once

#include <cstdint>

namespace consent::demo {

struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
};

enum class Age : std::uint8_t { child, teenager, adult };

enum class HairStyle : std::uint8_t {
    bald,
    buzz,
    short_crop,
    side_part,
    quiff,
    fringe,
    bowl,
    bob,
    long_straight,
    long_wavy,
    curly,
    afro,
    bun,
    pigtails,
    braids,
    ponytail,
    headscarf,
    turban,
    balding,
};

enum class BeardStyle : std::uint8_t { none, stubble, moustache, goatee, full };

enum class GlassesStyle : std::uint8_t { none, round, square, cat_eye, half_rim };

// Who somebody is: what stays the same from one picture to the next.
struct FaceParameters {
    Age age = Age::child;

    float head_width = 0.75F;  // half the width at the cheekbones
    float jaw = 0.85F;         // width at the corner of the jaw, as a share of head_width
    float chin_width = 0.3F;
    float forehead = 0.93F;  // width at the temples, as a share of head_width
    float cheeks = 0;        // 0 lean .. 1 round

    Colour skin;
    float blush = 0.3F;
    float freckles = 0;  // 0 none .. 1 many
    float wrinkles = 0;
    float moles = 0;

    float eye_line = 0.03F;     // v of the eyes
    float eye_spacing = 0.34F;  // u of a pupil
    float eye_width = 0.16F;    // half the width of an eye
    float eye_height = 0.08F;   // half its height when open
    float eye_tilt = 0.05F;     // outer corner up
    float lid = 0.3F;           // how much the upper lid hangs over, 0..1
    float lashes = 0.4F;
    float eye_bags = 0;
    Colour iris;

    float brow_height = 0.21F;  // above the eye line
    float brow_thickness = 0.05F;
    float brow_arch = 0.04F;
    float brow_tilt = 0;
    float brow_length = 0.23F;
    float brow_gap = 0.13F;  // u of the inner end
    float brow_strength = 0.8F;

    float nose_length = 0.40F;  // from the eye line to the base
    float nose_width = 0.15F;
    float nose_bridge = 1;  // height of the ridge
    float nose_tip = 1;     // roundness of the tip

    float mouth_line = 0.62F;  // v of the mouth
    float mouth_width = 0.25F;
    float upper_lip = 0.06F;
    float lower_lip = 0.08F;
    Colour lips;

    float ear_size = 0.2F;
    float ear_out = 0.1F;

    HairStyle hair = HairStyle::short_crop;
    Colour hair_colour;
    float hairline = -0.6F;  // v of its middle
    float hair_volume = 0.12F;
    float parting = 0.2F;  // -1..1
    float curl = 0;        // 0 straight .. 1 curled
    Colour cloth;          // headscarf, turban, hair band, ribbons
    bool hair_band = false;

    BeardStyle beard = BeardStyle::none;
    Colour beard_colour;

    GlassesStyle glasses = GlassesStyle::none;
    Colour glasses_colour;
    float glasses_size = 1;
    float glasses_thickness = 0.02F;

    std::uint64_t detail = 0;  // places freckles, moles and strands of hair
};

// How somebody was caught: what differs from one picture to the next.
struct Take {
    float yaw = 0;             // radians, positive: turned to the picture's right
    float pitch = 0;           // radians, positive: looking down
    float roll = 0;            // radians, clockwise
    float smile = 0.55F;       // -0.3 serious .. 1 laughing
    float mouth_open = 0;      // 0..1, shows teeth
    float eyes_open = 1;       // 0.5..1.1
    float gaze = 0;            // -1..1
    float light_from = -0.4F;  // where the main light stands: -1 left .. 1 right
    float light_height = 0.5F;
    float ambient = 0.62F;  // 0 hard light .. 1 flat
    float warmth = 0;       // -1 cool .. 1 warm
    float exposure = 1;
    std::uint64_t detail = 0;
};

// One seed for each part of a person, so that a part can be exchanged and the rest stays.
struct FaceSeeds {
    std::uint64_t head = 0;
    std::uint64_t colours = 0;
    std::uint64_t eyes = 0;
    std::uint64_t brows = 0;
    std::uint64_t nose = 0;
    std::uint64_t mouth = 0;
    std::uint64_t hair = 0;
    std::uint64_t extras = 0;  // glasses, beard, wrinkles, where the freckles lie
};

// The person of a seed. The same seed and age give the same person.
FaceParameters face_from_seeds(const FaceSeeds& seeds, Age age);
FaceParameters face_from_seed(std::uint64_t seed, Age age);

// A take of a seed. `spread` scales how far it strays from a posed, evenly lit picture looking into the camera:
// 0 exactly that, 1 an ordinary snapshot.
Take take_from_seed(std::uint64_t seed, float spread = 1);

}  // namespace consent::demo
