// SPDX-License-Identifier: Apache-2.0
#include "demo_school/face_parameters.hpp"

#include <algorithm>
#include <array>

#include "demo_school/random_source.hpp"

namespace consent::demo {

namespace {

constexpr std::array skins = {
    Colour{250, 222, 204}, Colour{241, 205, 180}, Colour{232, 190, 160}, Colour{222, 178, 142},
    Colour{208, 160, 120}, Colour{190, 140, 100}, Colour{170, 120, 86},  Colour{148, 100, 72},
    Colour{126, 84, 60},   Colour{106, 70, 52},   Colour{88, 58, 45},
};
constexpr std::size_t light_skins = 4;

constexpr std::array dark_hair = {
    Colour{24, 20, 20},
    Colour{38, 28, 24},
    Colour{58, 40, 30},
    Colour{30, 26, 34},
};
constexpr std::array light_hair = {
    Colour{226, 192, 128}, Colour{196, 154, 92}, Colour{176, 84, 38},   Colour{120, 78, 48},
    Colour{92, 62, 44},    Colour{204, 110, 52}, Colour{240, 216, 160},
};
constexpr std::array grey_hair = {Colour{176, 174, 172}, Colour{224, 222, 218}, Colour{120, 118, 118}};

constexpr std::array dark_eyes = {Colour{58, 36, 22}, Colour{82, 52, 28}, Colour{40, 28, 22}};
constexpr std::array light_eyes = {
    Colour{86, 128, 170}, Colour{92, 134, 92}, Colour{112, 128, 138}, Colour{122, 98, 50}, Colour{60, 110, 128},
};

constexpr std::array cloths = {
    Colour{176, 42, 60}, Colour{36, 84, 148},  Colour{240, 198, 70}, Colour{44, 122, 96},   Colour{226, 226, 232},
    Colour{30, 34, 52},  Colour{150, 84, 156}, Colour{232, 130, 60}, Colour{196, 150, 170}, Colour{110, 150, 190},
};

constexpr std::array frames = {
    Colour{24, 22, 24},    Colour{110, 58, 34},   Colour{160, 34, 48}, Colour{40, 70, 140},
    Colour{150, 150, 156}, Colour{214, 214, 220}, Colour{32, 110, 92},
};

constexpr std::array child_hair = {
    HairStyle::buzz,      HairStyle::short_crop, HairStyle::side_part,     HairStyle::quiff,     HairStyle::fringe,
    HairStyle::bowl,      HairStyle::bob,        HairStyle::long_straight, HairStyle::long_wavy, HairStyle::curly,
    HairStyle::afro,      HairStyle::bun,        HairStyle::pigtails,      HairStyle::braids,    HairStyle::ponytail,
    HairStyle::headscarf, HairStyle::turban,
};
constexpr std::array adult_hair = {
    HairStyle::bald, HairStyle::buzz,          HairStyle::short_crop, HairStyle::side_part, HairStyle::quiff,
    HairStyle::bob,  HairStyle::long_straight, HairStyle::long_wavy,  HairStyle::curly,     HairStyle::afro,
    HairStyle::bun,  HairStyle::ponytail,      HairStyle::headscarf,  HairStyle::turban,    HairStyle::balding,
};

Colour mixed(Colour a, Colour b, float share) {
    const auto channel = [share](std::uint8_t x, std::uint8_t y) {
        return static_cast<std::uint8_t>(static_cast<float>(x) * (1 - share) + static_cast<float>(y) * share);
    };
    return {channel(a.red, b.red), channel(a.green, b.green), channel(a.blue, b.blue)};
}

bool mannish_style(HairStyle hair) {
    switch (hair) {
        case HairStyle::bald:
        case HairStyle::buzz:
        case HairStyle::short_crop:
        case HairStyle::side_part:
        case HairStyle::quiff:
        case HairStyle::turban:
        case HairStyle::balding: return true;
        default: return false;
    }
}

void choose_head(FaceParameters& face, RandomSource& random) {
    face.head_width = face.age == Age::child ? random.uniform(0.68F, 0.90F) : random.uniform(0.64F, 0.86F);
    face.jaw = random.uniform(0.70F, 0.95F);
    face.chin_width = random.uniform(0.16F, 0.46F);
    face.forehead = random.uniform(0.86F, 1.0F);
    face.cheeks = random.uniform(0, 1);
    face.ear_size = random.uniform(0.16F, 0.25F);
    face.ear_out = random.uniform(0.04F, 0.14F);
}

void choose_colours(FaceParameters& face, RandomSource& random) {
    const std::size_t tone = random.below(skins.size());
    face.skin = mixed(skins[tone], skins[std::min(tone + 1, skins.size() - 1)], random.uniform(0, 1));
    const bool light = tone < light_skins;
    face.hair_colour = light && random.chance(0.75F) ? random.pick<Colour>(light_hair) : random.pick<Colour>(dark_hair);
    if (face.age == Age::adult && random.chance(0.35F)) face.hair_colour = random.pick<Colour>(grey_hair);
    face.iris = light && random.chance(0.7F) ? random.pick<Colour>(light_eyes) : random.pick<Colour>(dark_eyes);
    face.lips =
        mixed(mixed(face.skin, Colour{178, 66, 72}, random.uniform(0.3F, 0.65F)), Colour{90, 40, 40}, light ? 0 : 0.2F);
    face.blush = light ? random.uniform(0.1F, 0.8F) : random.uniform(0, 0.25F);
    face.freckles = tone < 7 && random.chance(0.35F) ? random.uniform(0.3F, 1.3F) : 0;
    face.moles = random.chance(0.3F) ? random.uniform(0.3F, 1) : 0;
    face.cloth = random.pick<Colour>(cloths);
}

void choose_eyes(FaceParameters& face, RandomSource& random) {
    const bool child = face.age == Age::child;
    face.eye_line = child ? random.uniform(0.03F, 0.20F) : random.uniform(-0.04F, 0.14F);
    face.eye_spacing = face.head_width * random.uniform(0.39F, 0.53F);
    face.eye_width = child ? random.uniform(0.125F, 0.205F) : random.uniform(0.115F, 0.18F);
    face.eye_height = face.eye_width * random.uniform(0.32F, child ? 0.72F : 0.62F);
    face.eye_tilt = random.uniform(-0.26F, 0.36F);
    face.lid = random.uniform(0, 1);
    face.lashes = random.uniform(0.1F, 1);
    face.eye_bags = face.age == Age::adult ? random.uniform(0, 1) : random.uniform(0, 0.3F);
}

void choose_brows(FaceParameters& face, RandomSource& random) {
    const bool child = face.age == Age::child;
    face.brow_height = random.uniform(0.15F, child ? 0.29F : 0.26F);
    face.brow_thickness = random.uniform(0.016F, face.age == Age::adult ? 0.1F : 0.08F);
    face.brow_arch = random.uniform(-0.02F, 0.11F);
    face.brow_tilt = random.uniform(-0.3F, 0.3F);
    face.brow_length = random.uniform(0.18F, 0.28F);
    face.brow_gap = random.uniform(0.05F, 0.19F);
    face.brow_strength = random.uniform(0.45F, 1);
}

void choose_nose(FaceParameters& face, RandomSource& random) {
    const bool child = face.age == Age::child;
    face.nose_length = child ? random.uniform(0.25F, 0.42F) : random.uniform(0.31F, 0.50F);
    face.nose_width = random.uniform(0.085F, 0.235F);
    face.nose_bridge = child ? random.uniform(0.2F, 1.2F) : random.uniform(0.4F, 1.9F);
    face.nose_tip = random.uniform(0.5F, 1.6F);
}

void choose_mouth(FaceParameters& face, RandomSource& random) {
    const float base = face.eye_line + face.nose_length;
    face.mouth_line = base + (1 - base) * random.uniform(0.31F, 0.50F);
    face.mouth_width = random.uniform(0.165F, 0.375F);
    face.upper_lip = random.uniform(0.022F, 0.09F);
    face.lower_lip = random.uniform(0.04F, 0.12F);
}

void choose_hair(FaceParameters& face, RandomSource& random) {
    face.hair = face.age == Age::adult ? random.pick<HairStyle>(adult_hair) : random.pick<HairStyle>(child_hair);
    face.hairline = random.around(-0.58F, 0.07F);
    face.hair_volume = random.uniform(0.07F, 0.2F);
    face.parting = random.uniform(-0.8F, 0.8F);
    face.curl = random.uniform(0, 1);
    face.hair_band = !mannish_style(face.hair) && random.chance(0.2F);
}

void choose_extras(FaceParameters& face, RandomSource& random) {
    if (random.chance(0.33F)) {
        face.glasses = static_cast<GlassesStyle>(1 + random.below(4));
        face.glasses_colour = random.pick<Colour>(frames);
        face.glasses_size = random.uniform(0.85F, 1.25F);
        face.glasses_thickness = random.uniform(0.012F, 0.042F);
    }
    face.beard_colour = mixed(face.hair_colour, Colour{70, 50, 40}, 0.2F);
    if (face.age == Age::adult) {
        face.wrinkles = random.uniform(0, 1);
        if (mannish_style(face.hair) && random.chance(0.7F)) face.beard = static_cast<BeardStyle>(1 + random.below(4));
    }
    face.detail = random.next();
}

}  // namespace

FaceParameters face_from_seeds(const FaceSeeds& seeds, Age age) {
    FaceParameters face;
    face.age = age;
    const auto choose = [&face](std::uint64_t seed, void (*part)(FaceParameters&, RandomSource&)) {
        RandomSource random(seed);
        part(face, random);
    };
    choose(seeds.head, choose_head);
    choose(seeds.colours, choose_colours);
    choose(seeds.eyes, choose_eyes);
    choose(seeds.brows, choose_brows);
    choose(seeds.nose, choose_nose);
    choose(seeds.mouth, choose_mouth);
    choose(seeds.hair, choose_hair);
    choose(seeds.extras, choose_extras);
    return face;
}

FaceParameters face_from_seed(std::uint64_t seed, Age age) {
    RandomSource random(seed);
    FaceSeeds seeds;
    for (std::uint64_t* part : {&seeds.head, &seeds.colours, &seeds.eyes, &seeds.brows, &seeds.nose, &seeds.mouth,
                                &seeds.hair, &seeds.extras})
        *part = random.next();
    return face_from_seeds(seeds, age);
}

Take take_from_seed(std::uint64_t seed, float spread) {
    RandomSource random(seed ^ 0x7461'6B65U);
    Take take;
    take.yaw = spread * random.around(0, 0.11F);
    take.pitch = spread * random.around(0, 0.06F);
    take.roll = spread * random.around(0, 0.06F);
    take.smile = 0.55F + spread * random.uniform(-0.5F, 0.4F);
    take.mouth_open = spread * std::max(0.0F, random.uniform(-0.8F, 0.8F));
    take.eyes_open = 1 + spread * random.uniform(-0.2F, 0.06F);
    take.gaze = spread * random.around(0, 0.3F);
    take.light_from = -0.35F + spread * random.uniform(-0.35F, 0.9F);
    take.light_height = 0.5F + spread * random.uniform(-0.2F, 0.25F);
    take.ambient = 0.62F + spread * random.uniform(-0.1F, 0.15F);
    take.warmth = spread * random.uniform(-0.6F, 0.6F);
    take.exposure = 1 + spread * random.uniform(-0.12F, 0.1F);
    take.detail = random.next();
    return take;
}

}  // namespace consent::demo
