// SPDX-License-Identifier: Apache-2.0
#include "recognition_templates.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>

#include <consent/thresholds.hpp>

#include "match/gallery.hpp"

namespace consent::bench {

namespace {

float product(const std::vector<float>& a, const std::vector<float>& b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

std::vector<float> mean_of(const Photographs& photographs, std::size_t first, std::size_t count) {
    std::vector<const std::vector<float>*> references;
    for (std::size_t i = 0; i < count; ++i) references.push_back(&photographs[(first + i) % photographs.size()]);
    return mean_template(references);
}

// Everybody's photographs against the templates of `size` photographs of those who have more.
std::vector<float> impostors(const std::vector<Photographs>& people, std::size_t size) {
    std::vector<float> scores;
    for (std::size_t person = 0; person < people.size(); ++person) {
        const std::size_t count = people[person].size();
        if (size > 1 && count <= size) continue;
        for (std::size_t first = 0; first < count; ++first) {
            const std::vector<float> held = mean_of(people[person], first, size);
            for (std::size_t other = size > 1 ? 0 : person + 1; other < people.size(); ++other)
                if (other != person)
                    for (const auto& probe : people[other]) scores.push_back(product(held, probe));
        }
    }
    return scores;
}

// One drawing of lots: the first `enrolled` people in this order are members, of each the first `size` photographs are enrolled.
struct Draw {
    std::vector<std::vector<const std::vector<float>*>> references;  // of each member
    std::vector<std::pair<std::size_t, const std::vector<float>*>> probes;  // of members
    std::vector<const std::vector<float>*> strangers;
};

Draw draw_lots(const std::vector<Photographs>& people, std::size_t enrolled, std::size_t size, std::mt19937& random) {
    std::vector<const Photographs*> order;
    for (const Photographs& photographs : people) order.push_back(&photographs);
    std::shuffle(order.begin(), order.end(), random);
    std::stable_partition(order.begin(), order.end(), [&](const Photographs* p) { return p->size() >= 4; });
    Draw draw;
    for (std::size_t place = 0; place < order.size(); ++place) {
        std::vector<const std::vector<float>*> mixed;
        for (const auto& values : *order[place]) mixed.push_back(&values);
        std::shuffle(mixed.begin(), mixed.end(), random);
        if (place >= enrolled) {
            draw.strangers.insert(draw.strangers.end(), mixed.begin(), mixed.end());
            continue;
        }
        const std::size_t member = draw.references.size();
        draw.references.emplace_back(mixed.begin(), mixed.begin() + static_cast<std::ptrdiff_t>(size));
        for (std::size_t i = size; i < mixed.size(); ++i) draw.probes.emplace_back(member, mixed[i]);
    }
    return draw;
}

enum class Method { mean_to_unit, average, best, s_norm, s_norm_nearest };

constexpr struct {
    Method method;
    const char* name;
} methods[] = {{Method::mean_to_unit, "mean, unit length"},
               {Method::average, "average similarity"},
               {Method::best, "best similarity"},
               {Method::s_norm, "mean, s-norm"},
               {Method::s_norm_nearest, "mean, s-norm, nearest 30"}};

struct Spread {
    double mean = 0;
    double deviation = 1;
};

// Of the cohort's scores, the highest left out (it may be the mate) and, if asked, only the 30 nearest after it.
Spread spread_of(std::vector<float> scores, bool nearest) {
    std::sort(scores.begin(), scores.end(), std::greater<>());
    const std::size_t end = nearest ? std::min<std::size_t>(scores.size(), 31) : scores.size();
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 1; i < end; ++i) {
        sum += static_cast<double>(scores[i]);
        squares += static_cast<double>(scores[i]) * static_cast<double>(scores[i]);
    }
    const auto count = static_cast<double>(end - 1);
    return {sum / count, std::sqrt(std::max(1e-12, squares / count - sum * sum / (count * count)))};
}

struct Outcome {
    std::vector<float> strangers;                  // best score of each
    std::vector<std::pair<float, float>> members;  // own score, best other score
};

void identify(const Draw& draw, Method method, Outcome& outcome) {
    const bool normalise = method == Method::s_norm || method == Method::s_norm_nearest;
    const bool nearest = method == Method::s_norm_nearest;
    std::vector<std::vector<float>> means;
    for (const auto& references : draw.references) means.push_back(mean_template(references));
    std::vector<Spread> of_template;
    for (const auto& held : means) {
        if (!normalise) break;
        std::vector<float> cohort;
        for (const auto& other : means) cohort.push_back(product(held, other));
        of_template.push_back(spread_of(std::move(cohort), nearest));
    }
    const auto scores_of = [&](const std::vector<float>& probe) {
        std::vector<float> scores;
        for (std::size_t member = 0; member < means.size(); ++member) {
            float sum = 0;
            float best = -1;
            if (method == Method::average || method == Method::best)
                for (const auto* reference : draw.references[member]) {
                    const float one = product(*reference, probe);
                    sum += one;
                    best = std::max(best, one);
                }
            scores.push_back(method == Method::best      ? best
                             : method == Method::average ? sum / static_cast<float>(draw.references[member].size())
                                                         : product(means[member], probe));
        }
        if (!normalise) return scores;
        const Spread own = spread_of(scores, nearest);
        for (std::size_t member = 0; member < scores.size(); ++member) {
            const auto score = static_cast<double>(scores[member]);
            scores[member] = static_cast<float>(((score - own.mean) / own.deviation +
                                                 (score - of_template[member].mean) / of_template[member].deviation) / 2);
        }
        return scores;
    };
    for (const auto* stranger : draw.strangers) {
        const std::vector<float> scores = scores_of(*stranger);
        outcome.strangers.push_back(*std::max_element(scores.begin(), scores.end()));
    }
    for (const auto& [member, probe] : draw.probes) {
        std::vector<float> scores = scores_of(*probe);
        const float own = scores[member];
        scores[member] = -100;
        outcome.members.emplace_back(own, *std::max_element(scores.begin(), scores.end()));
    }
}

}  // namespace

void print_impostor_table(const std::vector<Photographs>& people, const std::string& data) {
    ImpostorTable table = impostor_table(impostors(people, 1), people.size(), data);
    for (const std::size_t size : {2U, 3U}) {
        const ImpostorTable more = impostor_table(impostors(people, size), people.size(), data);
        for (std::size_t i = 0; i < std::min(table.points.size(), more.points.size()); ++i)
            table.points[i].similarity = std::max(table.points[i].similarity, more.points[i].similarity);
    }
    std::printf("\nFor the manifest:\n      \"impostor\": {\"data\": \"%s\", \"people\": %zu, \"comparisons\": %llu, \"points\": [", data.c_str(),
                people.size(), static_cast<unsigned long long>(table.comparisons));
    const char* before = "";
    for (const auto& point : table.points) {
        std::printf("%s[%g, %.6f]", before, point.fmr, static_cast<double>(point.similarity));
        before = ", ";
    }
    std::printf("]},\n");
}

void print_template_methods(const std::vector<Photographs>& people) {
    constexpr std::size_t enrolled = 150;
    constexpr int draws = 20;
    std::printf("\nSeveral reference photos: %zu people enrolled, %d draws; FNIR at FPIR\n  %10s %-26s %8s %8s %8s\n", enrolled, draws,
                "references", "score", ".01", ".001", ".0003");
    for (const std::size_t size : {1U, 2U, 3U})
        for (const auto& [method, name] : methods) {
            if (size == 1 && (method == Method::average || method == Method::best)) continue;
            std::mt19937 random(20261120);
            Outcome outcome;
            for (int i = 0; i < draws; ++i) identify(draw_lots(people, enrolled, size, random), method, outcome);
            std::sort(outcome.strangers.begin(), outcome.strangers.end(), std::greater<>());
            std::printf("  %10zu %-26s", size, name);
            for (const double rate : {0.01, 0.001, 0.0003}) {
                const float threshold =
                    outcome.strangers[static_cast<std::size_t>(rate * static_cast<double>(outcome.strangers.size()))];
                const auto missed = std::count_if(outcome.members.begin(), outcome.members.end(), [&](const auto& m) {
                    return !(m.first > threshold) || !(m.first > m.second);
                });
                std::printf(" %8.4f", static_cast<double>(missed) / static_cast<double>(outcome.members.size()));
            }
            std::printf("\n");
        }
}

void print_thresholds_in_force(const std::vector<Photographs>& people, const EmbedderInfo& embedder) {
    constexpr int draws = 20;
    std::printf("\nThresholds in force at risk .001, %d draws\n  %6s %10s %8s %8s %8s %8s %9s %8s %8s\n", draws, "people", "references",
                "children", "clear", "FNIR", "FPIR", "mistaken", "R-05", "denied");
    for (const auto& [enrolled, size] : std::vector<std::pair<std::size_t, std::size_t>>{{50, 3}, {150, 3}, {150, 2}, {50, 1}, {150, 1}}) {
        std::mt19937 random(20261120);
        Outcome outcome;
        for (int i = 0; i < draws; ++i)
            identify(draw_lots(people, enrolled, size, random), Method::mean_to_unit, outcome);
        for (const double factor : {1.0, 10.0, 100.0}) {
            ThresholdQuestion question;
            question.model = embedder.model;
            question.fixed = embedder.thresholds;
            question.table = embedder.impostor;
            question.people = enrolled;
            question.stranger_risk = 0.001;
            question.children_factor = factor;
            const Thresholds in_force = choose_thresholds(question).thresholds;
            const auto share = [](const auto& of, auto condition) {
                return static_cast<double>(std::count_if(of.begin(), of.end(), condition)) / static_cast<double>(of.size());
            };
            using Member = std::pair<float, float>;
            std::printf("  %6zu %10zu %8g %8.4f %8.4f %8.5f %9.5f %8.4f %8.4f\n", enrolled, size, factor,
                        static_cast<double>(in_force.clear),
                        share(outcome.members, [&](const Member& m) { return !(m.first >= in_force.clear && m.first > m.second); }),
                        share(outcome.strangers, [&](float best) { return best >= in_force.clear; }),
                        share(outcome.members, [&](const Member& m) { return m.second >= in_force.clear && m.second > m.first; }),
                        share(outcome.members, [&](const Member& m) {
                            return m.first >= in_force.clear && m.first > m.second && m.first - m.second < in_force.margin;
                        }),
                        share(outcome.members, [&](const Member& m) { return m.first < in_force.deny; }));
        }
    }
    std::printf("  R-05: sent to review because another person is within the margin; denied: of a do-not-publish list, not even suspected\n");
}

}  // namespace consent::bench
