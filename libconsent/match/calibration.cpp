// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <locale>
#include <sstream>

#include <consent/cross_scores.hpp>
#include <consent/thresholds.hpp>

#include "base/guard.hpp"

namespace consent {

namespace {

constexpr std::size_t longest_text = 2000;

Error not_one() {
    return Error{ErrorCode::invalid_argument,
                 "The policy setting calibration is written by `consent register calibrate`; \"none\" removes it."};
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

template <typename T>
bool read(std::string_view text, T& value) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size();
}

bool read_point(std::string_view text, ImpostorTable::Point& point) {
    const auto parts = split(text, '=');
    return parts.size() == 2 && read(parts[0], point.fmr) && read(parts[1], point.similarity);
}

}  // namespace

std::string to_text(const Calibration& calibration) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << calibration.model << ';' << to_string(calibration.on) << ';' << calibration.references << ';'
         << calibration.table.comparisons << ';' << calibration.table.people << ';';
    text.precision(6);
    const char* before = "";
    for (const ImpostorTable::Point& point : calibration.table.points) {
        text << before << point.fmr << '=' << point.similarity;
        before = ",";
    }
    return text.str();
}

Result<Calibration> parse_calibration(std::string_view text) {
    return guarded("reading the calibration", [&]() -> Result<Calibration> {
        const auto fields = split(text, ';');
        if (text.size() > longest_text || fields.size() != 6 || fields[0].empty()) return not_one();
        Calibration calibration;
        calibration.model = fields[0];
        const auto on = parse_date(fields[1]);
        if (!on || !read(fields[2], calibration.references) || !read(fields[3], calibration.table.comparisons) ||
            !read(fields[4], calibration.table.people))
            return not_one();
        calibration.on = *on;
        calibration.table.data = "the school's own reference photos";
        for (const std::string_view point : split(fields[5], ',')) {
            ImpostorTable::Point read_one;
            if (!read_point(point, read_one)) return not_one();
            calibration.table.points.push_back(read_one);
        }
        if (!similarity_at(calibration.table, 0.01)) return not_one();
        return calibration;
    });
}

Result<Calibration> calibrate(const CrossScores& scores, Date on) {
    return guarded("calibrating", [&]() -> Result<Calibration> {
        const std::uint64_t people = scores.people.size();
        if (people < least_calibrated_people)
            return Error{ErrorCode::refused, std::to_string(people) + " people have templates of " + scores.model +
                                                 "; a calibration takes at least " + std::to_string(least_calibrated_people) +
                                                 ". Until then the model's own table is used, which is on the safe side."};
        Calibration calibration;
        calibration.model = scores.model;
        calibration.on = on;
        calibration.references = scores.references;
        calibration.table = impostor_table(scores.impostor_scores(), people, "the school's own reference photos");
        if (!similarity_at(calibration.table, 0.01))
            return Error{ErrorCode::refused, "The reference photos do not tell people apart in a way that can be counted: look "
                                             "for photos that were enrolled twice."};
        return calibration;
    });
}

}  // namespace consent
