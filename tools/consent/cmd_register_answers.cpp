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
    std::string from;
    std::string until;
    std::string form;
    std::string scan;
};

EffectiveConsent effective_in(const RegisterSnapshot& all, std::string_view person, std::string_view purpose, Date day) {
    const auto policy = policy_from(all.settings);
    return ConsentBook(all, policy ? policy->leaver_grace_days : 0).effective(person, purpose, day);
}

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
    if (!options.form.empty()) {
        const auto form = parse_answer_form(options.form);
        if (!form) return form.error();
        answer.form = *form;
    }
    if (!options.scan.empty()) {
        const auto scan = read_file(options.scan, Limits{}.file_bytes);
        if (!scan) return scan.error();
        answer.evidence_digest = sha256(*scan);
    }
    if (!options.from.empty()) {
        const auto from = parse_date(options.from);
        if (!from) return from.error();
        answer.from = *from;
    }
    if (!options.until.empty()) {
        const auto until = parse_date(options.until);
        if (!until) return until.error();
        answer.until = *until;
    }
    return answer;
}

// What is missing for a yes, in words that say what to do.
std::string advice(ConsentState state) {
    switch (state) {
        case ConsentState::not_notified:
            return "Notify every parent in writing and record it with `consent register notify`; until then no template is "
                   "made or compared.";
        case ConsentState::parent_missing: return "A parent has to agree as well.";
        case ConsentState::pupil_missing: return "At this age the pupil has to agree as well.";
        case ConsentState::not_entitled:
            return "Whoever agreed may not decide this: a parent, another holder of parental responsibility or the local "
                   "authority may, and a carer to whom it was delegated (`consent register delegate`).";
        default: return {};
    }
}

void print_standing(const RegisterSnapshot& all, const ConsentAnswer& answer, Date today) {
    const ConsentState state = effective_in(all, answer.person, answer.purpose, today).state;
    const Date counts_from = answer.from.value_or(answer.on);
    std::cout << answer.person << ", " << answer.purpose << ": " << to_string(answer.answer) << " by "
              << giver_text(answer.by) << " recorded, " << (counts_from > today ? "counting from " : "given on ")
              << to_string(counts_from > today ? counts_from : answer.on)
              << (answer.until ? ", until " + to_string(*answer.until) : "") << ".\n"
              << "Standing on " << to_string(today) << ": " << to_string(state)
              << (state == ConsentState::granted ? "" : ", which means no") << ".\n";
    if (const std::string what = advice(state); !what.empty()) std::cout << what << "\n";
}

int run_answer(const AnswerOptions& options) {
    if (options.answer == Answer::grant && options.evidence.empty())
        return fail({ErrorCode::invalid_argument,
                     "A grant needs --evidence: the reference of the written form. Verbal consent does not count."});
    if (options.answer == Answer::grant && options.form == to_string(AnswerForm::verbal))
        return fail({ErrorCode::refused, "A spoken yes does not count: ask for it in writing, and record that."});
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
    print_receipts(*before, *after);
    return 0;
}

void add_answer(CLI::App& app, int& status, Answer answer, const char* what) {
    auto options = std::make_shared<AnswerOptions>();
    options->answer = answer;
    auto* command = add_register_command(app, std::string(to_string(answer)).c_str(), what, *options, true);
    std::string purposes = "One of:";
    for (const std::string_view purpose : consent_purposes()) purposes.append(" ").append(purpose);
    purposes += ", or one of the school's own (`consent register purpose list`)";
    command->add_option("PURPOSE", options->purpose, purposes)->required();
    command->add_option("--evidence", options->evidence,
                        answer == Answer::grant ? "Where the written form lies: file number, portal id (needed)"
                                                : "Where a written form lies, if there is one")
        ->type_name("REF");
    command->add_option("--by", options->by,
                        "Who answers: parent, other_holder, local_authority, carer, relative, pupil or self, and :N where "
                        "there are several (default: parent for a pupil, self for others)")
        ->type_name("ROLE[:REF]");
    command->add_option("--on", options->on, "The day it was given (default: today)")->type_name("DATE");
    command->add_option("--form", options->form, answer == Answer::grant ? "How it was given: paper, portal or email"
                                                                        : "How it was given: paper, portal, email or verbal");
    command->add_option("--scan", options->scan, "The scanned form: its SHA-256 is recorded, not the file")->type_name("FILE");
    if (answer == Answer::grant)
        command->add_option("--from", options->from, "The first day it counts, if later than the day it was given")
            ->type_name("DATE");
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
    add_answer(app, status, Answer::object,
               "Record an objection (UK GDPR Article 21; also the child's own, to biometrics): a no, and destroys templates");
}

}  // namespace consent::cli
