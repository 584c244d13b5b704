// SPDX-License-Identifier: Apache-2.0
#include <consent/thresholds.hpp>

#include <algorithm>
#include <cmath>
#include <locale>
#include <sstream>

namespace consent {

namespace {

template <typename... Parts>
std::string sentence(const Parts&... parts) {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(3);
    (text << ... << parts);
    return text.str();
}

bool makes_sense(const Thresholds& t) { return t.deny >= -1 && t.deny <= t.clear && t.clear <= 1 && t.margin >= 0 && t.margin <= 2; }

bool makes_sense(const ThresholdQuestion& question) {
    return makes_sense(question.fixed) && question.stranger_risk > 0 && question.stranger_risk < 1 &&
           question.children_factor >= 1 && std::isfinite(question.children_factor);
}

// The school's own curve: its table as far as that goes, then parallel to the model's.
std::optional<float> by_own(const ImpostorTable& own, const ImpostorTable& model, double fmr) {
    const auto direct = similarity_at(own, fmr);
    if (!direct || fmr >= own.points.back().fmr) return direct;
    const auto model_there = similarity_at(model, fmr);
    const auto model_last = similarity_at(model, own.points.back().fmr);
    if (!model_there || !model_last) return std::nullopt;
    return std::min(1.0F, own.points.back().similarity + std::max(0.0F, *model_there - *model_last));
}

std::uint64_t pairs_of(std::uint64_t people) {
    const std::uint64_t few = std::min<std::uint64_t>(people, 1'000'000'000);
    return few < 2 ? 0 : few * (few - 1) / 2;
}

void use_calibration(const ThresholdQuestion& question, const Calibration& calibration, ThresholdAnswer& answer) {
    auto& why = answer.why;
    if (calibration.model != question.model) {
        why.push_back("The school's own calibration is of another model (" + calibration.model + ") and does not count.");
        return;
    }
    answer.by_calibration = by_own(calibration.table, *question.table, answer.fmr);
    if (!answer.by_calibration) {
        why.emplace_back("The school's own calibration cannot be understood and does not count: run `consent register calibrate`.");
        return;
    }
    const std::uint64_t people = calibration.table.people;
    answer.calibration_stale = people != question.people || calibration.references != question.references;
    if (answer.calibration_stale)
        why.push_back(sentence("The calibration of ", to_string(calibration.on), " is stale: ", people, " people with ",
                               calibration.references, " reference photos then, ", question.people, " with ",
                               question.references, " now. Run `consent register calibrate`."));
    const std::uint64_t pairs = pairs_of(people);
    const double needed = std::ceil(3 / answer.fmr);
    const bool supported = static_cast<double>(pairs) >= needed;
    why.push_back(sentence("The school's own ", people, " people (", calibration.table.comparisons, " comparisons, ",
                           to_string(calibration.on), ") ask for ", *answer.by_calibration, "."));
    if (*answer.by_calibration >= answer.thresholds.clear) {
        answer.thresholds.clear = *answer.by_calibration;
        answer.source = ThresholdSource::calibration;
        why.emplace_back("That is more than the model's table asks for, and holds.");
    } else if (answer.calibration_stale) {
        why.emplace_back("That is less, and does not count while it is stale.");
    } else if (!supported) {
        why.push_back(sentence("That is less, and does not count: an FMR of ", answer.fmr, " takes ",
                               static_cast<std::uint64_t>(std::min(needed, 1e18)), " pairs of people to vouch for (rule of three); there are ", pairs, "."));
    } else {
        answer.thresholds.clear = *answer.by_calibration;
        answer.source = ThresholdSource::calibration;
        why.push_back(sentence("That is less, and holds: ", pairs, " pairs of people vouch for it (rule of three)."));
    }
}

}  // namespace

ThresholdAnswer choose_thresholds(const ThresholdQuestion& question) {
    ThresholdAnswer answer;
    const auto nobody = [&](const char* why) {
        ThresholdAnswer none;
        none.why = {why};
        return none;
    };
    if (!makes_sense(question)) return nobody("The model's thresholds or the policy's risk make no sense: nobody is cleared.");
    const double people = static_cast<double>(std::max<std::uint64_t>(question.people, 1));
    answer.thresholds = question.fixed;
    answer.fmr = -std::expm1(std::log1p(-question.stranger_risk) / people);
    if (!question.table) {
        answer.source = ThresholdSource::fixed;
        answer.why = {sentence("There is no impostor table of this model: its fixed threshold of ", question.fixed.clear,
                               " holds, whatever the risk and the number of people.")};
        return answer;
    }
    const double adult_fmr = answer.fmr / question.children_factor;
    answer.by_table = similarity_at(*question.table, adult_fmr);
    if (!answer.by_table) return nobody("The model's impostor table makes no sense: nobody is cleared.");
    answer.beyond_table = adult_fmr < question.table->points.back().fmr;
    answer.why.push_back(sentence("At most ", question.stranger_risk, " of strangers may be taken for one of ", question.people,
                                  question.people == 1 ? " person" : " people", ": one comparison may be wrong with FMR ",
                                  answer.fmr, "."));
    answer.why.push_back(sentence("The model was measured on adults (", question.table->data, ", ", question.table->people,
                                  " people, ", question.table->comparisons, " comparisons). Children are taken to be mistaken ",
                                  question.children_factor, " times as often: FMR ", adult_fmr, " in the table."));
    answer.why.push_back(sentence("There the table has similarity ", *answer.by_table, ".",
                                  answer.beyond_table ? sentence(" It ends at FMR ", question.table->points.back().fmr,
                                                                 "; below that this is the line of its last decade.")
                                                      : std::string()));
    answer.thresholds.clear = *answer.by_table;
    answer.source = ThresholdSource::table;
    if (question.calibration) use_calibration(question, *question.calibration, answer);
    if (!(answer.thresholds.clear > question.fixed.clear)) {
        answer.thresholds.clear = question.fixed.clear;
        answer.source = ThresholdSource::floor;
        answer.why.push_back(sentence("It is never set below the model's floor of ", question.fixed.clear, "."));
    }
    return answer;
}

std::string_view to_string(ThresholdSource source) noexcept {
    switch (source) {
        case ThresholdSource::fixed: return "fixed";
        case ThresholdSource::floor: return "floor";
        case ThresholdSource::table: return "table";
        case ThresholdSource::calibration: return "calibration";
        case ThresholdSource::none: break;
    }
    return "none";
}

}  // namespace consent
