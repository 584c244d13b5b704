// SPDX-License-Identifier: Apache-2.0
//
// What the law wants on record beside the answers: who was notified of biometrics, what a carer may decide, and on which ground
// somebody on the do-not-publish list is matched.
#include <iostream>

#include "cmd_register.hpp"

namespace consent::cli {

namespace {

struct NotifyOptions : RegisterOptions {
    std::string parent = "parent";
    std::string on;
    bool due = false;
    std::string except;
    std::string authorised_by;
    std::string evidence;
};

struct DelegateOptions : RegisterOptions {
    std::string purpose;
    std::string carer;
    std::string by;
    std::string on;
    std::string until;
    std::string evidence;
    bool take_back = false;
};

struct MatchOptions : RegisterOptions {
    std::string ground;
    std::string authorised_by;
    std::string until;
    bool remove = false;
};

Result<Date> day_or_today(const std::string& text, Instant now) {
    return text.empty() ? Result<Date>(date_of(now)) : parse_date(text);
}

Result<std::optional<Date>> optional_day(const std::string& text) {
    if (text.empty()) return std::optional<Date>{};
    const auto day = parse_date(text);
    if (!day) return day.error();
    return std::optional(*day);
}

Result<ParentNotice> notice_of(const NotifyOptions& options, Instant now) {
    ParentNotice notice;
    notice.person = options.id;
    auto parent = parse_giver(options.parent);
    if (!parent) return std::move(parent).error();
    notice.parent = *std::move(parent);
    notice.authorised_by = options.authorised_by;
    notice.evidence = options.evidence;
    if (options.due) return notice;
    notice.notice = Notice::notified;
    if (!options.except.empty()) {
        const auto reason = parse_notice(options.except);
        if (!reason || *reason == Notice::due || *reason == Notice::notified)
            return Error{ErrorCode::invalid_argument, "A parent is left out for one of: cannot_be_found lacks_capacity "
                                                      "child_welfare not_practicable not_a_parent."};
        notice.notice = *reason;
    }
    const auto on = day_or_today(options.on, now);
    if (!on) return on.error();
    notice.on = *on;
    return notice;
}

int run_notify(const NotifyOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto notice = notice_of(options, opened->now);
    if (!notice) return fail(notice.error());
    if (const auto done = opened->people->record_notice(*notice, opened->now); !done) return fail(done.error());
    const auto all = opened->people->snapshot();
    if (!all) return fail(all.error());
    const BiometricStanding standing = ConsentBook(*all).biometric(options.id, date_of(opened->now));
    std::cout << options.id << ", " << giver_text(notice->parent) << ": " << to_string(notice->notice) << " recorded.\n"
              << "Biometric consent on " << to_string(date_of(opened->now)) << ": " << to_string(standing.state) << ".\n";
    for (const Giver& giver : standing.to_notify) std::cout << "Still to be notified: " << giver_text(giver) << ".\n";
    return 0;
}

int run_delegate(const DelegateOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    Delegation delegation;
    delegation.person = options.id;
    delegation.purpose = options.purpose;
    delegation.carer = options.carer;
    delegation.delegated = !options.take_back;
    delegation.evidence = options.evidence;
    auto by = parse_giver(options.by);
    if (!by) return fail(by.error());
    delegation.by = *std::move(by);
    const auto on = day_or_today(options.on, opened->now);
    if (!on) return fail(on.error());
    delegation.on = *on;
    const auto until = optional_day(options.until);
    if (!until) return fail(until.error());
    delegation.until = *until;
    if (const auto done = opened->people->record_delegation(delegation, opened->now); !done) return fail(done.error());
    std::cout << options.id << ", " << options.purpose << ": "
              << (options.take_back ? "the carer may not decide it any more.\n"
                                    : "the carer may decide it. Their yes is still to be recorded.\n");
    return 0;
}

int run_match(const MatchOptions& options) {
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto before = opened->people->snapshot();
    if (!before) return fail(before.error());
    ListedAuthority authority;
    authority.person = options.id;
    authority.in_force = !options.remove;
    authority.reference = options.ground;
    authority.authorised_by = options.authorised_by;
    authority.on = date_of(opened->now);
    const auto until = optional_day(options.until);
    if (!until) return fail(until.error());
    authority.until = *until;
    if (const auto done = opened->people->record_authority(authority, opened->now); !done) return fail(done.error());
    const auto after = opened->people->snapshot();
    if (!after) return fail(after.error());
    std::cout << options.id << ": the ground for matching is " << (options.remove ? "taken back" : "recorded") << ".\n";
    const auto policy = policy_from(after->settings);
    if (!options.remove && policy && !policy->match_never_publish)
        std::cout << "It has no effect while the setting match_never_publish is `no`.\n";
    print_receipts(*before, *after);
    return 0;
}

}  // namespace

void setup_register_parents(CLI::App& app, int& status) {
    auto notify = std::make_shared<NotifyOptions>();
    auto* command = add_register_command(
        app, "notify", "Record that a parent was told of biometrics in writing (Protection of Freedoms Act 2012 s.26)", *notify, true);
    command->add_option("--parent", notify->parent,
                        "Which: parent, other_holder, local_authority or carer, and :N where there are several; spelled as "
                        "with --by (default: parent)")
        ->type_name("ROLE[:REF]");
    auto* due = command->add_flag("--due", notify->due, "There is this parent, and they have not been told yet");
    command->add_option("--on", notify->on, "The day (default: today)")->type_name("DATE")->excludes(due);
    auto* role = command->add_option("--authorised-by", notify->authorised_by, "Who decided to leave them out: a role, not a name")
                     ->type_name("ROLE");
    command->add_option("--except", notify->except,
                        "They need not be told (s.27): cannot_be_found, lacks_capacity, child_welfare, not_practicable; or are "
                        "not_a_parent")
        ->type_name("REASON")
        ->excludes(due)
        ->needs(role);
    command->add_option("--evidence", notify->evidence, "Where the letter or the decision lies")->type_name("REF");
    command->callback([notify, &status] { status = run_notify(*notify); });

    auto delegate = std::make_shared<DelegateOptions>();
    command = add_register_command(app, "delegate", "Record what a carer may decide for a child", *delegate, true);
    command->add_option("PURPOSE", delegate->purpose, "For this purpose alone")->required();
    command->add_option("--carer", delegate->carer, "Which carer, as in carer:REF with --by (default: the only one)")->type_name("REF");
    command->add_option("--by", delegate->by, "Who delegates: parent, other_holder or local_authority")
        ->required()
        ->type_name("ROLE[:REF]");
    command->add_option("--evidence", delegate->evidence, "Where the written statement lies (needed)")->type_name("REF");
    command->add_option("--on", delegate->on, "The day it was given (default: today)")->type_name("DATE");
    command->add_option("--until", delegate->until, "Its last day (default: until taken back)")->type_name("DATE");
    command->add_flag("--take-back", delegate->take_back, "The carer may not decide it any more");
    command->callback([delegate, &status] { status = run_delegate(*delegate); });

    auto match = std::make_shared<MatchOptions>();
    command = add_register_command(
        app, "match-listed",
        "Record the ground for matching somebody on the do-not-publish list without biometric consent; not lawful for children "
        "at schools in England and Wales, see docs/consent.md", *match, true);
    command->add_option("--ground", match->ground, "Where the documented decision lies")->required()->type_name("REF");
    command->add_option("--authorised-by", match->authorised_by, "Who took it: a role, not a name")->required()->type_name("ROLE");
    command->add_option("--until", match->until, "Its last day (default: until taken back)")->type_name("DATE");
    command->add_flag("--remove", match->remove, "Take the ground back; templates that rest on it are destroyed");
    command->callback([match, &status] { status = run_match(*match); });
}

}  // namespace consent::cli
