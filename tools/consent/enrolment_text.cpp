// SPDX-License-Identifier: Apache-2.0
#include "enrolment_text.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace consent::cli {

namespace {

constexpr std::size_t most_pairs = 20;

std::string two_digits(float value) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << value;
    return text.str();
}

void print_ids(const char* heading, const std::vector<std::string>& ids) {
    if (ids.empty()) return;
    constexpr std::size_t width = 100;
    std::cout << "\n" << heading << " (" << ids.size() << "):\n";
    std::string line = " ";
    for (const std::string& id : ids) {
        if (line.size() + id.size() + 1 > width) {
            std::cout << line << "\n";
            line = " ";
        }
        line += " " + id;
    }
    std::cout << line << "\n";
}

class Section {
public:
    explicit Section(const char* heading) : heading_(heading) {}

    std::ostream& line() {
        if (heading_ != nullptr) std::cout << "\n" << heading_ << "\n";
        heading_ = nullptr;
        return std::cout << "  ";
    }

private:
    const char* heading_;
};

void print_look_alikes(const EnrolmentReport& report, const std::optional<std::string>& about) {
    Section taken("Each of these may be taken for the other. Somebody who knows both must look at every picture of either:");
    Section near("These look alike to the program: a picture of one may go to review, or be blocked, because of the other:");
    std::size_t shown = 0;
    std::size_t left_out = 0;
    for (const auto& pair : report.look_alikes) {
        if (about && pair.one != *about && pair.other != *about) continue;
        const bool clears = pair.similarity >= report.thresholds.clear;
        if (!clears && shown == most_pairs) {
            ++left_out;
            continue;
        }
        shown += clears ? 0 : 1;
        (clears ? taken : near).line() << pair.one << " and " << pair.other << " (similarity " << two_digits(pair.similarity) << ")\n";
    }
    if (left_out > 0) std::cout << "  and " << left_out << " pairs less alike; --json lists them all\n";
}

void print_misfits(const EnrolmentReport& report, const std::optional<std::string>& about) {
    Section section("These reference photos do not fit. Look whose they are, or take new ones (`consent register unenrol ID`, then "
                    "enrol):");
    for (const auto& misfit : report.misfits) {
        if (about && misfit.person != *about && misfit.better != *about) continue;
        section.line() << misfit.person << ", photo of " << to_string(misfit.taken) << ": similarity " << two_digits(misfit.own)
                       << " to the other photos of " << misfit.person;
        if (!misfit.better.empty()) std::cout << ", but " << two_digits(misfit.similarity) << " to " << misfit.better;
        std::cout << "\n";
    }
}

void print_ageing(const EnrolmentReport& report, const std::optional<std::string>& about) {
    Section section("Reference photos of pupils that are too old, or soon will be. Take new ones:");
    for (const auto& old : report.ageing) {
        if (about && old.person != *about) continue;
        section.line() << old.person << ": newest of " << to_string(old.newest) << ", " << (old.over ? "too old since " : "good until ")
                       << to_string(old.last_day) << "\n";
    }
}

}  // namespace

void print_report(const EnrolmentReport& report, const std::optional<std::string>& about) {
    print_look_alikes(report, about);
    print_misfits(report, about);
    print_ageing(report, about);
    if (about) {
        if (std::find(report.single_reference.begin(), report.single_reference.end(), *about) != report.single_reference.end())
            std::cout << "\n" << *about << " is enrolled from one photo. Two or three from different days miss far fewer.\n";
        return;
    }
    print_ids("Enrolled from one photo alone. Two or three from different days miss far fewer", report.single_reference);
    print_ids("Agreed to be shown and to biometrics, but not enrolled", report.to_enrol);
    print_ids("Agreed to be shown, but not to biometrics: they are never recognised, so their pictures need --present",
              report.without_biometric);
    print_ids("Agreed to biometrics, but a parent has not been notified: record it with `consent register notify`. Until then nothing of "
              "theirs is compared",
              report.not_notified);
    print_ids("No longer at the school, but templates are still held: `consent register unenrol ID`", report.left);
    if (report.of_other_models > 0)
        std::cout << "\n"
                  << report.of_other_models
                  << (report.of_other_models == 1 ? " template of another model is" : " templates of other models are")
                  << " not compared: enrol these people anew.\n";
}

}  // namespace consent::cli
