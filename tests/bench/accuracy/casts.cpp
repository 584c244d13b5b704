// SPDX-License-Identifier: Apache-2.0
#include "casts.hpp"

#include <algorithm>
#include <cmath>

namespace consent::accuracy {

namespace {

constexpr float sharp_px = 48;

int faces_of_a_group(int most, demo::RandomSource& random) {
    return std::clamp(static_cast<int>(std::lround(std::exp(random.uniform(std::log(3.5F), std::log(30.5F))))), 4,
                      most);
}

Available available_of(const Pupil& pupil, const std::vector<int>& photo_counts, demo::RandomSource& random) {
    Available one{pupil.member.person, pupil.role, pupil.id, {}};
    // Nothing was taken from somebody without a template, so any photograph will do.
    const bool any = pupil.role == Role::without_template;
    const std::vector<int>& probes = pupil.member.probes;
    const int count =
        any ? photo_counts[static_cast<std::size_t>(pupil.member.person)] : static_cast<int>(probes.size());
    for (const int i : shuffled(count, random)) one.photos.push_back(any ? i : probes[static_cast<std::size_t>(i)]);
    return one;
}

}  // namespace

Shape shape_of(Kind kind, int number, int most_faces, demo::RandomSource& random) {
    Shape shape;
    const int sort = kind == Kind::forbidden ? number % 5 : number % 3;
    shape.faces = sort == 0 ? 1 : sort == 1 ? std::min(6, most_faces) : faces_of_a_group(most_faces, random);
    shape.of_one_size = random.chance(0.7F);
    shape.crowded = random.chance(0.3F) && !(kind == Kind::all_cleared && sort < 2);
    if (kind == Kind::all_cleared) {
        shape.smallest_px = number / 3 % 3 == 2 ? shape.smallest_px : sharp_px;
    } else {
        const bool several = random.chance(0.3F);
        shape.forbidden = std::min(shape.faces, several ? 2 + static_cast<int>(random.below(2)) : 1);
    }
    return shape;
}

float draw_width(float low, float high, demo::RandomSource& random) {
    return std::clamp(std::exp(random.uniform(std::log(low), std::log(high))), low, high);
}

std::vector<float> draw_widths(const Shape& shape, demo::RandomSource& random) {
    const float middle = draw_width(shape.smallest_px, shape.largest_px, random);
    std::vector<float> widths;
    for (int i = 0; i < shape.faces; ++i)
        widths.push_back(shape.of_one_size
                             ? std::clamp(middle * random.uniform(0.8F, 1.25F), shape.smallest_px, shape.largest_px)
                             : draw_width(shape.smallest_px, shape.largest_px, random));
    return widths;
}

std::vector<Available> available(const School& school, const std::vector<int>& photo_counts, bool cleared,
                                 demo::RandomSource& random) {
    std::vector<Available> people;
    if (cleared) {
        for (const int i : shuffled(static_cast<int>(school.pupils.size()), random)) {
            const Pupil& pupil = school.pupils[static_cast<std::size_t>(i)];
            // A child whose every reference was refused is not one that the register can clear.
            if (may_be_shown(pupil.role) && pupil.enrolled > 0)
                people.push_back(available_of(pupil, photo_counts, random));
        }
        return people;
    }
    std::vector<Available> members;
    for (const int i : shuffled(static_cast<int>(school.pupils.size()), random)) {
        const Pupil& pupil = school.pupils[static_cast<std::size_t>(i)];
        if (!may_be_shown(pupil.role)) members.push_back(available_of(pupil, photo_counts, random));
    }
    const std::vector<int> strangers = shuffled(static_cast<int>(school.strangers.size()), random);
    std::size_t next_stranger = 0;
    std::size_t next_member = 0;
    while (next_stranger < strangers.size() || next_member < members.size()) {
        const bool stranger =
            next_member == members.size() || (next_stranger < strangers.size() && random.chance(0.5F));
        if (!stranger) {
            people.push_back(std::move(members[next_member++]));
            continue;
        }
        const int person = school.strangers[static_cast<std::size_t>(strangers[next_stranger++])];
        people.push_back(
            {person, Role::stranger, {}, shuffled(photo_counts[static_cast<std::size_t>(person)], random)});
    }
    return people;
}

}  // namespace consent::accuracy
