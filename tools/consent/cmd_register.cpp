// SPDX-License-Identifier: Apache-2.0
#include "cmd_register.hpp"

#include <algorithm>
#include <iostream>

namespace consent::cli {

CLI::App* add_register_command(CLI::App& app, const char* name, const char* what, RegisterOptions& options,
                               bool wants_id) {
    auto* command = app.add_subcommand(name, what);
    if (wants_id) command->add_option("ID", options.id, "The person's id in the register")->required();
    add_register_option(*command, options.url);
    add_at_option(*command, options.at);
    return command;
}

Result<OpenedRegister> open_named(const RegisterOptions& options) {
    auto now = instant_of(options.at);
    if (!now) return std::move(now).error();
    auto people = open_register(options.url);
    if (!people) return std::move(people).error();
    return OpenedRegister{*std::move(people), *now};
}

const Person* find_person(const RegisterSnapshot& all, std::string_view id) {
    const auto found =
        std::find_if(all.people.begin(), all.people.end(), [&](const Person& person) { return person.id == id; });
    return found == all.people.end() ? nullptr : &*found;
}

std::size_t count_templates(const RegisterSnapshot& all, std::string_view id) {
    return static_cast<std::size_t>(std::count_if(all.templates.begin(), all.templates.end(),
                                                  [&](const Template& held) { return held.person == id; }));
}

std::string templates_text(std::size_t count) {
    return (count == 0 ? "no" : std::to_string(count)) + (count == 1 ? " template" : " templates");
}

std::string giver_text(const Giver& giver) {
    return std::string(to_string(giver.role)) + (giver.ref.empty() ? "" : ":" + giver.ref);
}

void print_receipts(const RegisterSnapshot& before, const RegisterSnapshot& after) {
    for (std::size_t i = before.destroyed.size(); i < after.destroyed.size(); ++i) {
        const Destruction& receipt = after.destroyed[i];
        std::cout << "Receipt: " << receipt.person << ", " << templates_text(receipt.templates) << " destroyed at "
                  << to_string(receipt.at) << ", cause " << to_string(receipt.cause) << ", SHA-256 "
                  << to_hex(receipt.digest) << "\n";
    }
}

namespace {

struct AddOptions : RegisterOptions {
    std::string name;
    std::vector<std::string> known_as;
    std::string kind = "pupil";
    std::string born;
    bool never_publish = false;
};

struct FlagOptions : RegisterOptions {
    bool remove = false;
    std::string on;
};

struct PolicyOptions : RegisterOptions {
    std::string key;
    std::string value;
    bool has_value = false;
};

int run_init(const RegisterOptions& options) {
    const auto now = instant_of(options.at);
    if (!now) return fail(now.error());
    const auto made = create_register(options.url, *now);
    if (!made) return fail(made.error());
    std::cout << "Made an empty register: " << options.url << "\n"
              << "Next: consent register add ID --name \"FULL NAME\"\n";
    return 0;
}

int run_add(const AddOptions& options) {
    if (options.name.empty() && !options.never_publish)
        return fail({ErrorCode::invalid_argument, "Give the full name with --name. Only an entry of the do-not-publish list "
                                                  "(--never-publish) can do without."});
    Person person;
    person.id = options.id;
    person.name = options.name;
    person.known_as = options.known_as;
    person.never_publish = options.never_publish;
    const auto kind = parse_person_kind(options.kind);
    if (!kind) return fail(kind.error());
    person.kind = *kind;
    if (!options.born.empty()) {
        const auto born = parse_date(options.born);
        if (!born) return fail(born.error());
        person.born = *born;
    }
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    if (const auto added = opened->people->add(person, opened->now); !added) return fail(added.error());
    std::cout << "Added " << person.id << " (" << to_string(person.kind) << ").";
    if (person.never_publish)
        std::cout << " On the do-not-publish list: no consent and no override lets a picture out.\n";
    else
        std::cout << " Until somebody consents, the answer to every purpose is no.\n";
    if (person.name.empty())
        std::cout << "No name is recorded, so captions are not searched for it.\n";
    return 0;
}

int run_never_publish(const FlagOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    if (const auto set = opened->people->set_never_publish(options.id, !options.remove, opened->now); !set)
        return fail(set.error());
    if (options.remove)
        std::cout << options.id << " is not on the do-not-publish list any more. Consents count again.\n";
    else
        std::cout << options.id << " is on the do-not-publish list. No consent and no override lets a picture out.\n";
    return 0;
}

int run_left(const FlagOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    std::optional<Date> last_day;
    if (!options.remove) {
        const auto on = options.on.empty() ? Result<Date>(date_of(opened->now)) : parse_date(options.on);
        if (!on) return fail(on.error());
        last_day = *on;
    }
    if (const auto set = opened->people->set_left(options.id, last_day, opened->now); !set) return fail(set.error());
    if (last_day)
        std::cout << options.id << ": the last day at the school is " << to_string(*last_day) << ".\n";
    else
        std::cout << options.id << " is at the school: no last day is recorded any more.\n";
    return 0;
}

int run_policy(const PolicyOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    auto settings = all->settings;
    if (options.has_value) settings[options.key] = options.value;
    const auto policy = policy_from(settings);
    if (!policy) return fail(policy.error());
    const auto effective = to_settings(*policy);
    const auto print = [&](const std::string& key, const std::string& value) {
        std::cout << key << " = " << value << (settings.contains(key) ? "" : "  (default)") << "\n";
    };
    if (options.key.empty()) {
        for (const auto& [key, value] : effective) print(key, value);
        return 0;
    }
    const auto known = effective.find(options.key);
    if (known == effective.end())
        return fail(
            {ErrorCode::invalid_argument, "There is no such policy setting; `consent register policy` lists them."});
    if (options.has_value)
        if (const auto put = opened->people->put_setting(options.key, options.value, opened->now); !put)
            return fail(put.error());
    print(known->first, known->second);
    return 0;
}

}  // namespace

void setup_register(CLI::App& app, int& status) {
    auto* group = app.add_subcommand("register", "The consent register: who people are, and what was agreed for them");
    group->require_subcommand(1);

    auto init = std::make_shared<RegisterOptions>();
    auto* command = add_register_command(*group, "init", "Make an empty register", *init, false);
    command->callback([init, &status] { status = run_init(*init); });

    auto add = std::make_shared<AddOptions>();
    command = add_register_command(*group, "add", "Add a person; nothing is agreed by that", *add, true);
    command->add_option("--name", add->name, "Full name (needed, but for an entry of the do-not-publish list)");
    command->add_flag("--never-publish", add->never_publish, "Put them on the do-not-publish list at once; no name is needed");
    command->add_option("--known-as", add->known_as, "Another name the person goes by; may be repeated")->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command->add_option("--kind", add->kind, "pupil, staff or adult (default: pupil)");
    command->add_option("--born", add->born, "Day of birth")->type_name("DATE");
    command->callback([add, &status] { status = run_add(*add); });

    setup_register_answers(*group, status);
    setup_register_import(*group, status);

    auto never = std::make_shared<FlagOptions>();
    command = add_register_command(*group, "never-publish", "Put somebody on the do-not-publish list", *never, true);
    command->add_flag("--remove", never->remove, "Take them off the list again");
    command->callback([never, &status] { status = run_never_publish(*never); });

    auto left = std::make_shared<FlagOptions>();
    command = add_register_command(*group, "left", "Record somebody's last day at the school", *left, true);
    auto* on = command->add_option("--on", left->on, "The last day (default: today)")->type_name("DATE");
    command->add_flag("--remove", left->remove, "They have not left after all")->excludes(on);
    command->callback([left, &status] { status = run_left(*left); });

    setup_register_enrol(*group, status);
    setup_register_matching(*group, status);
    setup_register_report(*group, status);
    setup_register_show(*group, status);

    setup_register_parents(*group, status);
    setup_register_purposes(*group, status);
    setup_register_channels(*group, status);

    auto policy = std::make_shared<PolicyOptions>();
    command = add_register_command(*group, "policy", "Show the school's settings, or change one", *policy, false);
    auto* key = command->add_option("KEY", policy->key, "One setting");
    auto* value = command->add_option("VALUE", policy->value, "Its new value")->needs(key);
    command->callback([policy, value, &status] {
        policy->has_value = value->count() > 0;
        status = run_policy(*policy);
    });
}

}  // namespace consent::cli
