// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>

#include "cmd_register.hpp"

namespace consent::cli {

namespace {

struct ChannelOptions : RegisterOptions {
    bool school_owned = false;
    std::string approved_by;
    std::string approved_on;
    std::string owner;
    std::vector<std::string> administrators;
    std::string policy_link;
};

void print_channel(const Channel& channel) {
    std::cout << "Channel " << channel.id << ": " << (channel.school_owned ? "school-owned" : "not school-owned") << ", "
              << (channel.approved ? "approved by " + channel.approved_by : "not approved")
              << (channel.approved_on ? " on " + to_string(*channel.approved_on) : "");
    if (!channel.owner.empty()) std::cout << ", answered for by " << channel.owner;
    if (!channel.policy_link.empty()) std::cout << ", rules at " << channel.policy_link;
    if (!channel.administrators.empty()) {
        std::cout << ", administrators";
        for (const std::string& id : channel.administrators) std::cout << " " << id;
    }
    std::cout << ".\n";
}

int run_channel(const ChannelOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    if (options.id.empty()) {
        const auto all = opened->people->snapshot();
        if (!all) return fail(all.error());
        for (const Channel& channel : all->channels) print_channel(channel);
        if (all->channels.empty()) std::cout << "No channel is recorded.\n";
        return 0;
    }
    Channel channel;
    channel.id = options.id;
    channel.school_owned = options.school_owned;
    channel.approved = !options.approved_by.empty();
    channel.approved_by = options.approved_by;
    channel.owner = options.owner;
    channel.administrators = options.administrators;
    channel.policy_link = options.policy_link;
    if (channel.approved) channel.approved_on = date_of(opened->now);
    if (!options.approved_on.empty()) {
        const auto on = parse_date(options.approved_on);
        if (!on) return fail(on.error());
        channel.approved_on = *on;
    }
    if (const auto put = opened->people->put_channel(channel, opened->now); !put) return fail(put.error());
    print_channel(channel);
    if (!channel.school_owned || !channel.approved)
        std::cout << "Nothing is published through it until it is both (R-12).\n";
    else if (channel.administrators.size() < 2)
        std::cout << "Purposes listed in the setting account_purposes need two account administrators (--administrator, "
                     "twice): until then they are blocked here (R-12).\n";
    return 0;
}

}  // namespace

void setup_register_channels(CLI::App& app, int& status) {
    auto channel = std::make_shared<ChannelOptions>();
    auto* command = add_register_command(
        app, "channel", "Record a way out of the school, whole; or list them, where none is named", *channel, false);
    auto* id = command->add_option("ID", channel->id, "The channel's id, for example school-website");
    command->add_flag("--school-owned", channel->school_owned, "The school runs it")->needs(id);
    auto* by = command->add_option("--approved-by", channel->approved_by, "Who approved it: a role, not a name")
                   ->type_name("ROLE")
                   ->needs(id);
    command->add_option("--approved-on", channel->approved_on, "When (default: today)")->type_name("DATE")->needs(by);
    command->add_option("--owner", channel->owner, "Who answers for it: a role, not a name")->type_name("ROLE")->needs(id);
    command->add_option("--administrator", channel->administrators, "Somebody who can log in to the account; repeat for each")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("ID")
        ->needs(id);
    command->add_option("--policy-link", channel->policy_link, "Where the channel's rules can be read")->type_name("URL")->needs(id);
    command->callback([channel, &status] { status = run_channel(*channel); });
}

}  // namespace consent::cli
