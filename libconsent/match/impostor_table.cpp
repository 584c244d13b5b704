// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include <consent/thresholds.hpp>

namespace consent {

namespace {

constexpr double rates[] = {1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7};

bool makes_sense(const ImpostorTable& table) {
    if (table.points.size() < 2 || table.comparisons == 0) return false;
    for (std::size_t i = 0; i < table.points.size(); ++i) {
        const ImpostorTable::Point& point = table.points[i];
        if (!(point.fmr > 0 && point.fmr < 1) || !(point.similarity >= -1 && point.similarity <= 1)) return false;
        if (i == 0) continue;
        const ImpostorTable::Point& before = table.points[i - 1];
        if (!(point.fmr < before.fmr) || !(point.similarity > before.similarity)) return false;
    }
    return true;
}

double on_line(const ImpostorTable::Point& a, const ImpostorTable::Point& b, double fmr) {
    const double decades = std::log10(a.fmr) - std::log10(b.fmr);
    const double slope = (static_cast<double>(b.similarity) - static_cast<double>(a.similarity)) / decades;
    return static_cast<double>(a.similarity) + slope * (std::log10(a.fmr) - std::log10(fmr));
}

}  // namespace

ImpostorTable impostor_table(std::vector<float> scores, std::uint64_t people, std::string data) {
    for (float& score : scores)
        if (!std::isfinite(score)) score = std::numeric_limits<float>::infinity();
    std::sort(scores.begin(), scores.end(), std::greater<>());
    ImpostorTable table{{}, scores.size(), people, std::move(data)};
    for (const double rate : rates) {
        const auto above = static_cast<std::size_t>(rate * static_cast<double>(scores.size()));
        if (above < least_impostors) break;
        // No more than `above` scores reach the float after the next one down.
        const float similarity = std::nextafter(scores[above], 2.0F);
        if (!table.points.empty() && !(similarity > table.points.back().similarity)) break;
        table.points.push_back({rate, similarity});
    }
    return table;
}

std::optional<float> similarity_at(const ImpostorTable& table, double fmr) {
    if (!(fmr > 0 && fmr < 1) || !makes_sense(table)) return std::nullopt;
    const auto& points = table.points;
    std::size_t next = 1;
    while (next + 1 < points.size() && points[next].fmr > fmr) ++next;
    std::size_t from = next - 1;
    if (fmr < points.back().fmr)
        while (from > 0 && points[from].fmr < 10 * points.back().fmr * 0.999) --from;
    const double similarity = on_line(points[from], points[next], fmr);
    if (!std::isfinite(similarity)) return std::nullopt;
    return static_cast<float>(std::clamp(similarity, -1.0, 1.0));
}

std::optional<double> fmr_at(const ImpostorTable& table, float similarity) {
    if (!makes_sense(table) || !(similarity >= table.points.front().similarity)) return std::nullopt;
    double low = -12;
    double high = std::log10(table.points.front().fmr);
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (*similarity_at(table, std::pow(10, middle)) >= similarity ? low : high) = middle;
    }
    return std::pow(10, high);
}

}  // namespace consent
