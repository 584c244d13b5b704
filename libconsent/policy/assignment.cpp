// SPDX-License-Identifier: Apache-2.0
#include "policy/assignment.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

namespace consent {

namespace {

constexpr std::size_t most_faces = 64;  // of one knot; larger ones go to a person as they are

struct Claim {
    std::size_t face = 0;
    float similarity = 0;
};

// Faces of one showing that resemble, at the clear threshold, the same people, directly or through others.
struct Knots {
    explicit Knots(std::size_t faces) : root(faces) { std::iota(root.begin(), root.end(), std::size_t{0}); }
    std::size_t of(std::size_t face) {
        while (root[face] != face) face = root[face] = root[root[face]];
        return face;
    }
    void tie(std::size_t a, std::size_t b) { root[of(a)] = of(b); }
    std::vector<std::size_t> root;
};

using Claims = std::map<std::string_view, std::vector<Claim>>;  // by person

// The face that each person is, for the faces of one knot.
void settle(const std::vector<std::size_t>& faces, const Claims& claims, std::map<std::string_view, Claim>& settled) {
    std::vector<std::string_view> people;
    std::vector<double> weights;
    std::map<std::size_t, std::size_t> row;
    for (const std::size_t face : faces) row.emplace(face, row.size());
    for (const auto& [person, claimants] : claims)
        if (row.contains(claimants.front().face)) people.push_back(person);
    weights.resize(faces.size() * people.size());
    for (std::size_t column = 0; column < people.size(); ++column)
        for (const Claim& claim : claims.at(people[column]))
            weights[row.at(claim.face) * people.size() + column] = 2 + static_cast<double>(claim.similarity);
    const std::vector<std::size_t> given = best_assignment(weights, faces.size(), people.size());
    for (std::size_t i = 0; i < faces.size(); ++i) {
        if (given[i] == people.size()) continue;
        for (const Claim& claim : claims.at(people[given[i]]))
            if (claim.face == faces[i]) settled[people[given[i]]] = claim;
    }
}

std::map<std::string_view, Claim> settle_showing(const std::vector<FaceEvidence>& faces, int view,
                                                 const Thresholds& thresholds,
                                                 const std::function<bool(std::string_view)>& cleared) {
    Claims claims;
    Knots knots(faces.size());
    for (std::size_t face = 0; face < faces.size(); ++face) {
        if (faces[face].view != view) continue;
        for (const MatchCandidate& candidate : faces[face].candidates) {
            if (!(candidate.similarity >= thresholds.clear) || !cleared(candidate.person)) continue;
            auto& claimants = claims[candidate.person];
            if (!claimants.empty()) knots.tie(face, claimants.front().face);
            claimants.push_back({face, candidate.similarity});
        }
    }
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t face = 0; face < faces.size(); ++face)
        if (faces[face].view == view) members[knots.of(face)].push_back(face);
    std::map<std::string_view, Claim> settled;
    for (const auto& [root, tied] : members)
        if (tied.size() <= most_faces) settle(tied, claims, settled);
    return settled;
}

}  // namespace

std::vector<std::size_t> best_assignment(const std::vector<double>& weights, std::size_t rows, std::size_t columns) {
    // Least cost with a column of no worth for each row, by shortest augmenting paths; row and column 0 stand for none.
    const std::size_t width = columns + rows;
    constexpr double never = std::numeric_limits<double>::infinity();
    const auto cost = [&](std::size_t row, std::size_t column) {
        if (column > columns) return column - columns == row ? 0.0 : never;
        const double weight = weights[(row - 1) * columns + column - 1];
        return weight > 0 ? -weight : never;
    };
    std::vector<double> of_row(rows + 1), of_column(width + 1);
    std::vector<std::size_t> taken_by(width + 1), way(width + 1);
    for (std::size_t row = 1; row <= rows; ++row) {
        taken_by[0] = row;
        std::size_t column = 0;
        std::vector<double> least(width + 1, never);
        std::vector<bool> done(width + 1);
        do {
            done[column] = true;
            const std::size_t from = taken_by[column];
            double step = never;
            std::size_t next = 0;
            for (std::size_t j = 1; j <= width; ++j) {
                if (done[j]) continue;
                const double reduced = cost(from, j) - of_row[from] - of_column[j];
                if (reduced < least[j]) {
                    least[j] = reduced;
                    way[j] = column;
                }
                if (least[j] < step) {
                    step = least[j];
                    next = j;
                }
            }
            for (std::size_t j = 0; j <= width; ++j) {
                if (done[j]) {
                    of_row[taken_by[j]] += step;
                    of_column[j] -= step;
                } else {
                    least[j] -= step;
                }
            }
            column = next;
        } while (taken_by[column] != 0);
        for (; column != 0; column = way[column]) taken_by[column] = taken_by[way[column]];
    }
    std::vector<std::size_t> given(rows, columns);
    for (std::size_t column = 1; column <= columns; ++column)
        if (taken_by[column] != 0) given[taken_by[column] - 1] = column - 1;
    return given;
}

std::vector<LeftCandidates> without_those_elsewhere(const std::vector<FaceEvidence>& faces, const Thresholds& thresholds,
                                                    const std::function<bool(std::string_view)>& cleared) {
    std::map<int, std::map<std::string_view, Claim>> settled;  // by showing
    for (const FaceEvidence& face : faces)
        if (!settled.contains(face.view))
            settled.emplace(face.view, settle_showing(faces, face.view, thresholds, cleared));

    std::vector<LeftCandidates> all;
    for (std::size_t face = 0; face < faces.size(); ++face) {
        const auto& here = settled.at(faces[face].view);
        LeftCandidates left;
        for (const MatchCandidate& candidate : faces[face].candidates) {
            const auto other = here.find(candidate.person);
            const bool elsewhere = other != here.end() && other->second.face != face &&
                                   other->second.similarity - candidate.similarity >= thresholds.margin;
            if (elsewhere)
                left.elsewhere.push_back({candidate.person, other->second.face});
            else
                left.candidates.push_back(candidate);
        }
        if (left.candidates.empty() || !(left.candidates.front().similarity >= thresholds.clear))
            left = {faces[face].candidates, {}};
        all.push_back(std::move(left));
    }
    return all;
}

}  // namespace consent
