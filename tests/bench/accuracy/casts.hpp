// SPDX-License-Identifier: Apache-2.0
//
// Who is in a simulated photograph, and how large: all by number, no pixels.
#pragma once

#include <cstdint>
#include <vector>

#include "demo_school/random_source.hpp"
#include "schools.hpp"

namespace consent::accuracy {

// The two questions: does a picture of somebody who must not be shown get out, and does a harmless one get out?
enum class Kind : std::uint8_t { forbidden, all_cleared };

struct Shape {
    int faces = 1;
    int forbidden = 0;       // people who must not be shown
    float smallest_px = 24;  // of a face's smaller side
    float largest_px = 200;
    bool crowded = false;     // rows stand close before each other
    bool of_one_size = true;  // a posed group: sizes within a quarter of each other; else each drawn alone
};

// The number-th picture of a kind. Forbidden: of five, one of a single person, one of six, three of 4 to 30 (few more often
// than many); seven of ten hold one person who must not be shown, the rest more. All cleared: a third each of one, of six
// and of 4 to 30; two thirds of them with every face 48 px and more.
// Three of ten groups are crowded, those of six cleared people none.
// Ensures: forbidden >= 1 for Kind::forbidden and 0 otherwise; faces <= most_faces.
Shape shape_of(Kind kind, int number, int most_faces, demo::RandomSource& random);

struct Part {
    int person = 0;
    int photo = 0;
    Role role = Role::stranger;
    std::string id;  // empty: a stranger
    float width_px = 0;
};

// Somebody in a role, in a photograph that the register has not seen; nobody twice.
// `may_show(person, photo)` says whether the photograph can be used; those that cannot are passed over.
// Ensures: `shape.forbidden` of them must not be shown, half of these strangers on average. Fewer people than
// asked for only where the school runs out of them.
template <typename MayShow>
std::vector<Part> draw_cast(const School& school, const std::vector<int>& photo_counts, const Shape& shape,
                            demo::RandomSource& random, MayShow may_show);

// One width of a face, small ones as often as large on a logarithmic scale.
float draw_width(float low, float high, demo::RandomSource& random);
std::vector<float> draw_widths(const Shape& shape, demo::RandomSource& random);

// Who could be shown, in random order, each with the photographs in random order.
struct Available {
    int person = 0;
    Role role = Role::stranger;
    std::string id;
    std::vector<int> photos;
};
std::vector<Available> available(const School& school, const std::vector<int>& photo_counts, bool cleared,
                                 demo::RandomSource& random);

template <typename MayShow>
std::vector<Part> draw_cast(const School& school, const std::vector<int>& photo_counts, const Shape& shape,
                            demo::RandomSource& random, MayShow may_show) {
    std::vector<Part> cast;
    const auto add = [&](std::vector<Available> from, int wanted) {
        for (const Available& one : from) {
            if (wanted == 0) return;
            for (const int photo : one.photos) {
                if (!may_show(one.person, photo)) continue;
                cast.push_back({one.person, photo, one.role, one.id, 0});
                --wanted;
                break;
            }
        }
    };
    add(available(school, photo_counts, false, random), shape.forbidden);
    add(available(school, photo_counts, true, random), shape.faces - shape.forbidden);
    // Those who must not be shown stand anywhere.
    std::vector<Part> mixed;
    for (const int i : shuffled(static_cast<int>(cast.size()), random))
        mixed.push_back(cast[static_cast<std::size_t>(i)]);
    const std::vector<float> widths = draw_widths(shape, random);
    for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i].width_px = widths[i];
    return mixed;
}

}  // namespace consent::accuracy
