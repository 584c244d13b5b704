// SPDX-License-Identifier: Apache-2.0
#include <iomanip>
#include <iostream>

#include "cmd_register.hpp"

namespace consent::cli {

namespace {

struct PurposeOptions : RegisterOptions {
    std::string description;
    std::string basis;
    int pupil_from = 0;
    int parent_until = 0;
    int form_days = 0;
};

std::optional<int> given(int value) {
    if (value == 0) return std::nullopt;
    return value;
}

std::string who_decides(const Purpose& purpose) {
    if (!purpose.pupil_from && !purpose.parent_until) return "parents";
    const std::string from = std::to_string(purpose.pupil_from.value_or(age_of_majority));
    const std::string until = std::to_string(purpose.parent_until.value_or(age_of_majority));
    if (from == until) return "parents below " + until + ", then the pupil";
    return "parents below " + from + ", both to " + until + ", then the pupil";
}

void print_purpose(const Purpose& purpose) {
    std::cout << std::left << std::setw(26) << purpose.id << " " << std::setw(16) << to_string(purpose.basis) << " "
              << who_decides(purpose)
              << (purpose.form_days ? ", a form counts " + std::to_string(*purpose.form_days) + " days" : "") << "\n"
              << std::string(27, ' ') << purpose.description << "\n";
}

int run_list(const RegisterOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    for (const Purpose& purpose : all_purposes(all->purposes)) print_purpose(purpose);
    return 0;
}

// A rule is put whole; what is not said of one that is known stays as it is, but for ages and days.
int run_add(const PurposeOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    Purpose purpose = find_purpose(all->purposes, options.id).value_or(Purpose{});
    purpose.id = options.id;
    if (!options.description.empty()) purpose.description = options.description;
    if (!options.basis.empty()) {
        const auto basis = parse_lawful_basis(options.basis);
        if (!basis) return fail(basis.error());
        purpose.basis = *basis;
    }
    purpose.pupil_from = given(options.pupil_from);
    purpose.parent_until = given(options.parent_until);
    purpose.form_days = given(options.form_days);
    if (const auto put = opened->people->put_purpose(purpose, opened->now); !put) return fail(put.error());
    print_purpose(purpose);
    return 0;
}

}  // namespace

void setup_register_purposes(CLI::App& app, int& status) {
    auto* group = app.add_subcommand("purpose", "What consent is asked for: list it, add to it, set who decides from which age");
    group->require_subcommand(1);

    auto list = std::make_shared<RegisterOptions>();
    auto* command = add_register_command(*group, "list", "Every purpose, with its lawful basis and rule", *list, false);
    command->callback([list, &status] { status = run_list(*list); });

    auto add = std::make_shared<PurposeOptions>();
    command = add_register_command(*group, "add", "Add a purpose of the school's own, or set the rule of a built-in one", *add, false);
    command->add_option("PURPOSE", add->id, "A built-in purpose, or a new one with a namespace: local.sports_day")->required();
    command->add_option("--description", add->description, "What parents are asked, in one line (needed for a new one)")
        ->type_name("TEXT");
    command->add_option("--basis", add->basis,
                        "UK GDPR Article 6: consent (default), contract, legal_obligation, vital_interests, public_task, "
                        "legitimate_interests. Recorded; a picture needs a written yes on any basis");
    command->add_option("--pupil-from", add->pupil_from, "From this age the pupil has to agree")->type_name("AGE");
    command->add_option("--parent-until", add->parent_until, "From this age no parent has to")->type_name("AGE");
    command->add_option("--form-days", add->form_days, "How many days a form counts (default: as it says itself)")
        ->type_name("DAYS");
    command->callback([add, &status] { status = run_add(*add); });
}

}  // namespace consent::cli
