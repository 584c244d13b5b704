// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "cmd_register.hpp"

namespace consent::cli {

namespace {

struct AnswerOptions : RegisterOptions {
    Answer answer = Answer::refuse;
    std::string purpose;
    std::string evidence;
    std::string by;
    std::string on;
    std::string until;
};

// Who answers when nobody is named: a parent for a pupil, anybody else for themselves.
Result<Giver> giver_of(const AnswerOptions& options, const Person* person) {
    if (!options.by.empty()) return parse_giver(options.by);
    return Giver{person != nullptr && person->kind != PersonKind::pupil ? GiverRole::self : GiverRole::parent, {}};
}

Result<ConsentAnswer> answer_of(const AnswerOptions& options, const Person* person, Date today) {
    ConsentAnswer answer;
    answer.person = options.id;
    answer.purpose = options.purpose;
    answer.answer = options.answer;
    answer.evidence = options.evidence;
    auto by = giver_of(options, person);
    if (!by) return std::move(by).error();
    answer.by = *std::move(by);
    const auto on = options.on.empty() ? Result<Date>(today) : parse_date(options.on);
    if (!on) return on.error();
    answer.on = *on;
    if (!options.until.empty()) {
        const auto until = parse_date(options.until);
        if (!until) return until.error();
        answer.until = *until;
    }
    return answer;
}

void print_standing(const RegisterSnapshot& all, const ConsentAnswer& answer, Date today) {
    const ConsentState state = consent_state(all.answers, answer.person, answer.purpose, today);
    std::cout << answer.person << ", " << answer.purpose << ": " << to_string(answer.answer) << " by "
              << to_string(answer.by.role) << (answer.by.ref.empty() ? "" : ":" + answer.by.ref) << " recorded, "
              << (answer.on > today ? "counting from " : "given on ") << to_string(answer.on)
              << (answer.until ? ", until " + to_string(*answer.until) : "") << ".\n"
              << "Standing on " << to_string(today) << ": " << to_string(state)
              << (state == ConsentState::granted ? "" : ", which means no") << ".\n";
}

int run_answer(const AnswerOptions& options) {
    if (options.answer == Answer::grant && options.evidence.empty())
        return fail({ErrorCode::invalid_argument,
                     "A grant needs --evidence: the reference of the written form. Verbal consent does not count."});
    auto opened = open_named(options);
    if (!opened) return fail(opened.error());
    const auto before = opened->people->snapshot();
    if (!before) return fail(before.error());
    const Date today = date_of(opened->now);
    const auto answer = answer_of(options, find_person(*before, options.id), today);
    if (!answer) return fail(answer.error());
    if (const auto recorded = opened->people->record(*answer, opened->now); !recorded) return fail(recorded.error());
    const auto after = opened->people->snapshot();
    if (!after) return fail(after.error());
    print_standing(*after, *answer, today);

    if (answer->purpose == purpose_biometric && answer->answer != Answer::grant) {
        const std::size_t held = count_templates(*before, options.id);
        if (held == 0)
            std::cout << "No template of " << options.id << " was held.\n";
        else
            std::cout << "The " << templates_text(held) << " of " << options.id << (held == 1 ? " was" : " were")
                      << " destroyed. Faces of " << options.id
                      << " now match nobody, so pictures of them go to review or are cleared by roll call.\n";
    }
    return 0;
}

void add_answer(CLI::App& app, int& status, Answer answer, const char* what) {
    auto options = std::make_shared<AnswerOptions>();
    options->answer = answer;
    auto* command = add_register_command(app, std::string(to_string(answer)).c_str(), what, *options, true);
    std::string purposes = "One of:";
    for (const std::string_view purpose : consent_purposes()) purposes.append(" ").append(purpose);
    command->add_option("PURPOSE", options->purpose, purposes)->required();
    command->add_option("--evidence", options->evidence,
                        answer == Answer::grant ? "Where the written form lies: file number, portal id (needed)"
                                                : "Where a written form lies, if there is one")
        ->type_name("REF");
    command->add_option("--by", options->by,
                        "Who answers: parent, other_holder, local_authority, carer, pupil or self, and :N where there "
                        "are several (default: parent for a pupil, self for others)")
        ->type_name("ROLE[:REF]");
    command->add_option("--on", options->on, "The day it was given (default: today)")->type_name("DATE");
    if (answer == Answer::grant)
        command->add_option("--until", options->until, "The last day it counts (default: until withdrawn)")
            ->type_name("DATE");
    command->callback([options, &status] { status = run_answer(*options); });
}

}  // namespace

void setup_register_answers(CLI::App& app, int& status) {
    add_answer(app, status, Answer::grant, "Record a written yes to one purpose");
    add_answer(app, status, Answer::refuse, "Record a no to one purpose");
    add_answer(app, status, Answer::withdraw, "Record that a yes is taken back; of biometric, templates are destroyed");
}

}  // namespace consent::cli
