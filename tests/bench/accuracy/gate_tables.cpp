// SPDX-License-Identifier: Apache-2.0
#include "gate_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "plot.hpp"

namespace consent::accuracy {

namespace {

struct Widths {
    float from;
    float to;
};
constexpr std::array widths{Widths{24, 32}, Widths{32, 48}, Widths{48, 80}, Widths{80, 1000}};

struct Faces {
    int from;
    int to;
};
constexpr std::array face_counts{Faces{1, 1}, Faces{4, 5}, Faces{6, 6}, Faces{7, 12}, Faces{13, 30}};

std::string label(const Widths& width) {
    return width.to >= 1000
               ? number(static_cast<long>(width.from)) + " px and more"
               : number(static_cast<long>(width.from)) + " to " + number(static_cast<long>(width.to)) + " px";
}

std::string label(const Faces& faces) {
    if (faces.from == 1) return "one person";
    return faces.from == faces.to
               ? number(static_cast<long>(faces.from)) + " people"
               : number(static_cast<long>(faces.from)) + " to " + number(static_cast<long>(faces.to)) + " people";
}

bool within(float value, const Widths& width) { return value >= width.from && value < width.to; }
bool within(std::size_t value, const Faces& faces) {
    return value >= static_cast<std::size_t>(faces.from) && value <= static_cast<std::size_t>(faces.to);
}

using Condition = std::function<bool(const Trial&)>;

Count verdicts(const std::vector<Trial>& trials, Verdict verdict, const Condition& condition) {
    Count count;
    for (const Trial& trial : trials)
        if (condition(trial)) count.add(trial.verdict == verdict);
    return count;
}

bool not_to_be_shown(const Shown& shown) { return !may_be_shown(shown.role) && identifiable(shown); }

// The widest of those who must not be shown: a picture leaks as much as its plainest face.
float widest_not_to_be_shown(const Trial& trial) {
    float widest = 0;
    for (const Shown& shown : trial.people)
        if (not_to_be_shown(shown)) widest = std::max(widest, shown.width_px);
    return widest;
}

using OfPerson = std::function<bool(const Shown&)>;

std::array<long, 5> outcomes(const std::vector<Trial>& trials, const OfPerson& condition) {
    std::array<long, 5> counts{};
    for (const Trial& trial : trials)
        for (const Shown& shown : trial.people)
            if (condition(shown)) ++counts[static_cast<std::size_t>(shown.outcome)];
    return counts;
}

}  // namespace

void GateTables::add(Kind kind, const Trial& trial, double seconds) {
    trials_[static_cast<std::size_t>(kind)].push_back(trial);
    seconds_ += seconds;
}

Count GateTables::false_publishes() const {
    return verdicts(trials_[0], Verdict::publish, [](const Trial& t) { return t.holds_somebody_not_to_be_shown(); });
}

Count GateTables::published_cleared() const {
    return verdicts(trials_[1], Verdict::publish, [](const Trial&) { return true; });
}

Table GateTables::headline() const {
    Table table("gate_false_publish",
                "Pictures that hold somebody who must not be shown: false publishes (95 % interval: Clopper-Pearson, "
                "at none the rule of three)",
                {"pictures of", "pictures", "published", "share", "95 %", "review", "block"});
    const auto row = [&](const std::string& name, const Condition& condition) {
        const auto also = [&](const Trial& t) { return t.holds_somebody_not_to_be_shown() && condition(t); };
        const Count count = verdicts(trials_[0], Verdict::publish, also);
        if (count.trials == 0) return;
        table.row({name, number(count.trials), number(count.hits), share(count.share(), 5),
                   range(clopper_pearson(count), 5), share(verdicts(trials_[0], Verdict::review, also).share()),
                   share(verdicts(trials_[0], Verdict::block, also).share())});
    };
    row("all", [](const Trial&) { return true; });
    for (const Faces& faces : face_counts)
        row(label(faces), [&](const Trial& t) { return within(t.people.size(), faces); });
    for (const Widths& width : widths)
        row("not to be shown: " + label(width),
            [&](const Trial& t) { return within(widest_not_to_be_shown(t), width); });
    for (const Role role : roles)
        if (!may_be_shown(role))
            row("not to be shown: " + std::string(to_string(role)), [&](const Trial& t) {
                return std::any_of(t.people.begin(), t.people.end(), [&](const Shown& s) { return s.role == role; });
            });
    return table;
}

Table GateTables::people_not_to_be_shown() const {
    Table table("gate_people_not_to_be_shown",
                "People who must not be shown, each by the boxes on the own face: \"let by\" are unseen, too small "
                "or cleared, and only others in the picture can stop it",
                {"people", "faces", "unseen", "too small", "cleared", "review", "block", "let by", "95 %"});
    const auto row = [&](const std::string& name, const OfPerson& condition) {
        const auto counts = outcomes(trials_[0], [&](const Shown& s) { return not_to_be_shown(s) && condition(s); });
        const long let_by = counts[0] + counts[1] + counts[2];
        const Count count{let_by, let_by + counts[3] + counts[4]};
        if (count.trials == 0) return;
        table.row({name, number(count.trials), number(counts[0]), number(counts[1]), number(counts[2]),
                   number(counts[3]), number(counts[4]), share(count.share(), 5), range(clopper_pearson(count), 5)});
    };
    row("all", [](const Shown&) { return true; });
    for (const Role role : roles)
        if (!may_be_shown(role)) row(std::string(to_string(role)), [&](const Shown& s) { return s.role == role; });
    for (const Widths& width : widths) row(label(width), [&](const Shown& s) { return within(s.width_px, width); });
    return table;
}

Table GateTables::cleared_pictures() const {
    Table table("gate_cleared", "Pictures of cleared people alone: published without a human (95 % interval: Wilson)",
                {"pictures of", "smallest face", "pictures", "published", "95 %", "review", "block"});
    const auto row = [&](const std::string& name, const std::string& width_name, const Condition& condition) {
        const Count count = verdicts(trials_[1], Verdict::publish, condition);
        if (count.trials == 0) return;
        table.row({name, width_name, number(count.trials), share(count.share()), range(wilson(count)),
                   share(verdicts(trials_[1], Verdict::review, condition).share()),
                   share(verdicts(trials_[1], Verdict::block, condition).share())});
    };
    row("all", "any", [](const Trial&) { return true; });
    for (const Faces& faces : face_counts) {
        row(label(faces), "48 px and more",
            [&](const Trial& t) { return within(t.people.size(), faces) && t.smallest_px() >= 48; });
        for (const Widths& width : widths)
            row(label(faces), label(width),
                [&](const Trial& t) { return within(t.people.size(), faces) && within(t.smallest_px(), width); });
    }
    return table;
}

Table GateTables::cleared_people() const {
    Table table("gate_cleared_people", "Cleared people in all pictures, each by the boxes on the own face",
                {"people", "faces", "unseen", "too small", "cleared", "as another", "review", "block"});
    const auto row = [&](const std::string& name, const OfPerson& condition) {
        std::array<long, 5> counts{};
        long as_another = 0;
        for (const auto& trials : trials_) {
            const auto here = outcomes(trials, [&](const Shown& s) { return may_be_shown(s.role) && condition(s); });
            for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += here[i];
            as_another += outcomes(trials, [&](const Shown& s) {
                return may_be_shown(s.role) && condition(s) && s.taken_for != s.id;
            })[2];
        }
        long all = 0;
        for (const long n : counts) all += n;
        if (all == 0) return;
        const auto part = [&](long n) { return share(static_cast<double>(n) / static_cast<double>(all)); };
        table.row({name, number(all), part(counts[0]), part(counts[1]), part(counts[2]), part(as_another),
                   part(counts[3]), part(counts[4])});
    };
    row("all", [](const Shown&) { return true; });
    for (const Widths& width : widths) row(label(width), [&](const Shown& s) { return within(s.width_px, width); });
    return table;
}

Table GateTables::why() const {
    Table table("gate_why", "Why pictures were stopped: with a reason of the rule, and by it alone",
                {"rule", "not to be shown", "alone", "all cleared", "alone", "what it says"});
    for (const Rule rule : all_rules()) {
        std::array<long, 4> counts{};
        for (std::size_t kind = 0; kind < 2; ++kind)
            for (const Trial& trial : trials_[kind]) {
                const bool there =
                    std::find(trial.stopped_by.begin(), trial.stopped_by.end(), rule) != trial.stopped_by.end();
                counts[2 * kind] += there ? 1 : 0;
                counts[2 * kind + 1] += there && trial.stopped_by.size() == 1 ? 1 : 0;
            }
        if (counts[0] + counts[2] == 0) continue;
        table.row({std::string(id_of(rule)), number(counts[0]), number(counts[1]), number(counts[2]),
                   number(counts[3]), std::string(title_of(rule))});
    }
    return table;
}

Table GateTables::every_picture() const {
    Table table(
        "gate_pictures", "",
        {"kind", "picture", "faces", "not to be shown", "let by", "smallest px", "verdict", "rules", "false boxes"});
    for (std::size_t kind = 0; kind < 2; ++kind)
        for (const Trial& trial : trials_[kind]) {
            long forbidden = 0;
            long let_by = 0;
            for (const Shown& shown : trial.people) {
                if (!not_to_be_shown(shown)) continue;
                ++forbidden;
                let_by += stops(shown.outcome) ? 0 : 1;
            }
            std::string rules;
            for (const Rule rule : trial.stopped_by) rules += (rules.empty() ? "" : " ") + std::string(id_of(rule));
            table.row({kind == 0 ? "forbidden" : "all cleared", number(static_cast<long>(trial.picture)),
                       number(static_cast<long>(trial.people.size())), number(forbidden), number(let_by),
                       number(static_cast<double>(trial.smallest_px()), 1), std::string(to_string(trial.verdict)),
                       rules, number(static_cast<long>(trial.false_boxes.size()))});
        }
    return table;
}

Table GateTables::false_boxes() const {
    Table table("gate_false_boxes", "", {"kind", "picture", "width px", "score", "sharpness", "yaw", "status"});
    for (std::size_t kind = 0; kind < 2; ++kind)
        for (const Trial& trial : trials_[kind])
            for (const FaceFinding& box : trial.false_boxes)
                table.row({kind == 0 ? "forbidden" : "all cleared", number(static_cast<long>(trial.picture)),
                           number(static_cast<double>(box.quality.width_px), 0),
                           number(static_cast<double>(box.score), 3),
                           number(static_cast<double>(box.quality.sharpness), 1),
                           number(static_cast<double>(box.quality.yaw), 2), std::string(to_string(box.status))});
    return table;
}

std::string GateTables::published_plot() const {
    Plot plot;
    plot.title = "Pictures of cleared people published without a human";
    plot.note = "Simulated photographs judged by the gate; bars: 95 % intervals (Wilson)";
    plot.x = {"smallest face in the picture, px", 24, 200, true, {24, 32, 48, 80, 120, 200}};
    plot.y = {"share published", 0, 1, false, {}};
    for (const Faces& faces : face_counts) {
        Series series{label(faces), {}, true};
        for (const Widths& width : widths) {
            const Count count = verdicts(trials_[1], Verdict::publish, [&](const Trial& t) {
                return within(t.people.size(), faces) && within(t.smallest_px(), width);
            });
            const double middle = width.to >= 1000 ? 126 : std::sqrt(static_cast<double>(width.from * width.to));
            if (count.trials > 0) series.points.push_back({middle, count.share(), wilson(count)});
        }
        if (!series.points.empty()) plot.series.push_back(std::move(series));
    }
    return to_svg(plot);
}

bool GateTables::put(const std::filesystem::path& folder) const {
    bool good = true;
    for (const Table& table : {headline(), people_not_to_be_shown(), cleared_pictures(), cleared_people(), why()})
        good = table.put(folder) && good;
    long boxes = 0;
    for (const auto& trials : trials_)
        for (const Trial& trial : trials) boxes += static_cast<long>(trial.false_boxes.size());
    const auto pictures = static_cast<double>(std::max<std::size_t>(1, trials_[0].size() + trials_[1].size()));
    std::printf(
        "\n%.2f judged boxes a picture lie on nobody. %.2f s of processor time a picture, drawing and enrolment "
        "included.\n",
        static_cast<double>(boxes) / pictures, seconds_ / pictures);
    good = write_file(folder / "gate_pictures.csv", every_picture().csv()) && good;
    good = write_file(folder / "gate_false_boxes.csv", false_boxes().csv()) && good;
    return write_file(folder / "gate_published.svg", published_plot()) && good;
}

std::string describe(const Trial& trial) {
    const auto text_of = [](const Box& box) {
        return number(static_cast<double>(box.width), 0) + " x " + number(static_cast<double>(box.height), 0) +
               " px at " + number(static_cast<double>(box.x), 0) + "," + number(static_cast<double>(box.y), 0);
    };
    std::string text;
    for (const Shown& shown : trial.people) {
        text += std::string(may_be_shown(shown.role) ? "  " : "  ! ") + std::string(to_string(shown.role)) + " " +
                shown.id + " " + shown.photo + ", " + text_of(shown.box) + ": " +
                std::string(to_string(shown.outcome));
        if (!shown.taken_for.empty())
            text += " as " + shown.taken_for + " " + number(static_cast<double>(shown.similarity), 3);
        text += "\n";
    }
    for (const FaceFinding& box : trial.false_boxes) text += "  a box on nobody: " + text_of(box.box) + "\n";
    for (const std::string& reason : trial.reasons) text += "  " + reason + "\n";
    return text;
}

}  // namespace consent::accuracy
