// SPDX-License-Identifier: Apache-2.0
#include <iomanip>
#include <iostream>
#include <sstream>

#include "cmd_register.hpp"
#include "records_json.hpp"

namespace consent::cli {

namespace {

struct SelfTestOptions : RegisterOptions {
    MatchingOptions matching;
    bool json = false;
};

std::string per_cent(double share) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(1) << 100 * share << " %";
    return text.str();
}

// What the trials support, and no more.
std::string told(const TestedShare& tested) {
    const std::string of = tested.photos == 1 ? " of 1 photo" : " of " + std::to_string(tested.photos) + " photos";
    std::string text = tested.hits == 0 ? "none" + of : tested.hits == tested.photos ? "all" + of : std::to_string(tested.hits) + of;
    if (!tested.low || !tested.high) {
        if (tested.photos == 0) text = "no photo to test on";
        return text + "; too few people for a rate, " + std::to_string(tested.people_needed) + " more are needed";
    }
    if (tested.share) return text + ", " + per_cent(*tested.share) + " (between " + per_cent(*tested.low) + " and " + per_cent(*tested.high) + ")";
    return text + (tested.hits == 0 ? "; no more than " + per_cent(*tested.high) : "; at least " + per_cent(*tested.low));
}

void print_group(const SelfTestGroup& group) {
    std::cout << "\n" << group.name << " (" << group.recognised.people << (group.recognised.people == 1 ? " person" : " people") << ")\n"
              << "  recognised                " << told(group.recognised) << "\n"
              << "  taken for somebody else   " << told(group.mistaken) << "\n"
              << "  would be missed           " << told(group.missed) << "\n";
}

void print_listed(const SelfTest& test) {
    std::cout << "\nThe do-not-publish list\n";
    if (test.listed_photos == 0) {
        std::cout << "  Nobody on it has two reference photos, so nothing can be said of it.\n";
        return;
    }
    std::cout << "  " << test.listed_missed << " of " << test.listed_photos
              << (test.listed_photos == 1 ? " photo" : " photos") << " of people on it would be missed. They are too few for a rate: look at\n"
              << "  \"would be missed\" above.\n";
    for (const std::string& person : test.listed_missed_people)
        std::cout << "  " << person << " would be missed: take new reference photos, and have somebody who knows them look.\n";
}

void print_strangers(const SelfTest& test) {
    std::cout << "\nA child who is not enrolled\n"
              << "  taken for somebody        " << told(test.strangers) << "\n"
              << "  The school accepts " << per_cent(test.stranger_risk) << " (setting stranger_risk).";
    if (test.people_to_prove_risk > test.strangers.people)
        std::cout << " To show so little, " << test.people_to_prove_risk << " people and no mistake would be needed, "
                  << test.people_to_prove_risk - test.strangers.people
                  << " more than there are: what that rests on instead is told by `consent register show --matching`.";
    std::cout << "\n";
}

void print_test(const SelfTest& test) {
    std::cout << "Self-test on " << to_string(test.day) << ", model " << test.model << ": " << test.enrolled << " people enrolled, "
              << test.references << " reference photos.\n"
              << "Each photo was compared as if it were a face in a picture: with the other photos of the same person, and with\n"
              << "everybody else. Only those with two photos and more could be tested: " << test.tested << ".\n"
              << "Limits hold with 95 % certainty.\n";
    print_group(test.everybody);
    print_listed(test);
    print_strangers(test);
    if (!test.groups.empty()) std::cout << "\nBy year group. Small groups tell little; a difference between them may be chance.\n";
    for (const SelfTestGroup& group : test.groups) print_group(group);
    std::cout << "\nPlease mind: reference photos are sharper and more frontal than faces in pictures of an event, and those of one day\n"
              << "are more alike than a child is to itself a year later. Expect more people to be missed in daily use than told here.\n"
              << "Brothers and sisters who are not enrolled are not in these figures.\n";
}

int run_selftest(const SelfTestOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    const auto model = model_of(options.matching, *all);
    if (!model) return fail(model.error());
    const auto test = self_test(*all, {model->id, model->dimension, model->thresholds, model->impostor}, date_of(opened->now));
    if (!test) return fail(test.error());
    if (options.json)
        std::cout << to_json(*test) << "\n";
    else
        print_test(*test);
    return 0;
}

}  // namespace

void setup_selftest(CLI::App& app, int& status) {
    auto options = std::make_shared<SelfTestOptions>();
    auto* command = add_register_command(
        app, "selftest", "How often the school's own reference photos would be recognised, mistaken or missed", *options, false);
    add_matching_options(*command, options->matching);
    command->add_flag("--json", options->json, "One JSON object");
    command->callback([options, &status] { status = run_selftest(*options); });
}

}  // namespace consent::cli
