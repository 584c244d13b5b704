// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iomanip>
#include <iostream>

#include "cmd_register.hpp"
#include "records_json.hpp"

namespace consent::cli {

namespace {

struct ShowOptions : RegisterOptions {
    bool json = false;
    bool matching = false;
    MatchingOptions model;
};

std::string templates_of(const RegisterSnapshot& all, const Person& person) {
    const std::size_t count = count_templates(all, person.id);
    std::optional<Date> newest;
    for (const Template& held : all.templates)
        if (held.person == person.id && (!newest || held.taken > *newest)) newest = held.taken;
    return newest ? std::to_string(count) + ", newest reference photo taken " + to_string(*newest) : "none";
}

void print_person(const RegisterSnapshot& all, const Person& person, Date day) {
    std::cout << person.id << "  " << (person.name.empty() ? "(no name recorded)" : person.name) << "  (" << to_string(person.kind) << ")\n";
    if (person.never_publish) std::cout << "  ON THE DO-NOT-PUBLISH LIST: nothing below lets a picture out\n";
    for (const std::string& name : person.known_as) std::cout << "  known as   " << name << "\n";
    if (person.born) std::cout << "  born       " << to_string(*person.born) << "\n";
    if (person.left_on) std::cout << "  last day   " << to_string(*person.left_on) << "\n";
    std::cout << "  templates  " << templates_of(all, person) << "\n\nStanding on " << to_string(day) << ":\n";
    const auto policy = policy_from(all.settings);
    const ConsentBook book(all, policy ? policy->leaver_grace_days : 0);
    for (const Purpose& purpose : all_purposes(all.purposes)) {
        const EffectiveConsent standing = book.effective(person.id, purpose.id, day);
        std::cout << "  " << std::left << std::setw(26) << purpose.id << to_string(standing.state)
                  << (standing.ends ? ", until " + to_string(*standing.ends) : "") << "\n";
    }
    for (const Giver& giver : book.biometric(person.id, day).to_notify)
        std::cout << "  to be notified of biometrics: " << giver_text(giver) << "\n";
    std::cout << "\nAnswers, in the order they were recorded:\n";
    bool any = false;
    for (const ConsentAnswer& answer : all.answers) {
        if (answer.person != person.id) continue;
        any = true;
        std::cout << "  " << to_string(answer.on) << "  " << answer.purpose << ": " << to_string(answer.answer) << " by "
                  << giver_text(answer.by)
                  << (answer.form == AnswerForm::unspecified ? "" : ", " + std::string(to_string(answer.form)))
                  << (answer.from ? ", from " + to_string(*answer.from) : "")
                  << (answer.until ? ", until " + to_string(*answer.until) : "")
                  << (answer.evidence.empty() ? "" : ", evidence " + answer.evidence) << "\n";
    }
    if (!any) std::cout << "  none\n";
    for (const ParentNotice& notice : all.notices)
        if (notice.person == person.id)
            std::cout << "Biometrics, " << giver_text(notice.parent) << ": " << to_string(notice.notice)
                      << (notice.notice == Notice::due ? "" : " on " + to_string(notice.on))
                      << (notice.authorised_by.empty() ? "" : ", decided by " + notice.authorised_by) << "\n";
    for (const Delegation& one : all.delegations)
        if (one.person == person.id)
            std::cout << "Delegation of " << one.purpose << " to " << giver_text({GiverRole::carer, one.carer})
                      << (one.delegated ? "" : " taken back") << " on " << to_string(one.on)
                      << (one.until ? ", until " + to_string(*one.until) : "") << " by " << giver_text(one.by) << "\n";
    for (const ListedAuthority& one : all.authorities)
        if (one.person == person.id)
            std::cout << "Ground for matching: " << one.reference << (one.in_force ? "" : " taken back") << " on "
                      << to_string(one.on) << (one.until ? ", until " + to_string(*one.until) : "") << ", decided by "
                      << one.authorised_by << "\n";
    for (const Destruction& one : all.destroyed)
        if (one.person == person.id)
            std::cout << "Destroyed: " << templates_text(one.templates) << " at " << to_string(one.at) << ", cause "
                      << to_string(one.cause) << ", SHA-256 " << to_hex(one.digest) << "\n";
}

int run_show(const ShowOptions& options) {
    if (options.matching) return show_matching(options, options.model, options.json);
    if (options.id.empty())
        return fail({ErrorCode::invalid_argument, "Say whom to show: an id, or --matching for how faces are matched."});
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    const Person* person = find_person(*all, options.id);
    if (person == nullptr)
        return fail(
            {ErrorCode::invalid_argument, "Nobody in the register has that id; `consent register list` shows all."});
    const Date day = date_of(opened->now);
    if (options.json)
        std::cout << to_json(*all, *person, day) << "\n";
    else
        print_person(*all, *person, day);
    return 0;
}

void print_list(const RegisterSnapshot& all) {
    std::size_t width = 2;
    for (const Person& person : all.people) width = std::max(width, person.id.size());
    std::cout << std::left << std::setw(static_cast<int>(width)) << "ID" << "  KIND   TEMPLATES  NAME\n";
    for (const Person& person : all.people) {
        std::cout << std::left << std::setw(static_cast<int>(width)) << person.id << "  " << std::setw(5)
                  << to_string(person.kind) << "  " << std::right << std::setw(9) << count_templates(all, person.id)
                  << "  " << person.name;
        if (person.never_publish) std::cout << "  [DO NOT PUBLISH]";
        if (person.left_on) std::cout << "  [last day " << to_string(*person.left_on) << "]";
        std::cout << "\n";
    }
    std::cout << all.people.size() << (all.people.size() == 1 ? " person" : " people") << ", "
              << templates_text(all.templates.size()) << ", last change " << to_string(all.changed_at) << "\n";
}

int run_list(const ShowOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    if (!options.json) print_list(*all);
    if (options.json)
        for (const Person& person : all->people) std::cout << to_json(*all, person, date_of(opened->now)) << "\n";
    return 0;
}

}  // namespace

void setup_register_show(CLI::App& app, int& status) {
    auto show = std::make_shared<ShowOptions>();
    auto* command = add_register_command(app, "show", "One person, and what stands for each purpose; or how faces are matched",
                                         *show, false);
    auto* id = command->add_option("ID", show->id, "The person's id in the register");
    command->add_flag("--matching", show->matching, "The thresholds in force, and why")->excludes(id);
    add_matching_options(*command, show->model);
    command->add_flag("--json", show->json, "One JSON object");
    command->callback([show, &status] { status = run_show(*show); });

    auto list = std::make_shared<ShowOptions>();
    command = add_register_command(app, "list", "Everybody in the register", *list, false);
    command->add_flag("--json", list->json, "One JSON object a line for each person");
    command->callback([list, &status] { status = run_list(*list); });
}

}  // namespace consent::cli
