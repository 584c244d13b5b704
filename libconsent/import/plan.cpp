// SPDX-License-Identifier: Apache-2.0
#include <consent/import.hpp>
#include <consent/policy.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/guard.hpp"
#include "import/export_rows.hpp"

namespace consent {
namespace {

using AnswersOf = std::map<std::string_view, std::vector<ConsentAnswer>>;

struct Standings {
    const RegisterSnapshot& all;
    Date today;
    int leaver_grace_days;

    [[nodiscard]] ConsentState of(const Person& person, const std::string& purpose, const std::vector<ConsentAnswer>& answers) const {
        const auto rule = find_purpose(all.purposes, purpose);
        if (!rule) return ConsentState::unknown_purpose;
        return effective_consent(person, *rule, answers, all.delegations, today, leaver_grace_days).state;
    }
};

// The next ids that nobody has: P0001, P0002 ...
class FreshIds {
public:
    explicit FreshIds(const std::vector<Person>& people) {
        for (const Person& person : people) taken_.insert(person.id);
    }
    std::string next() {
        for (;;) {
            std::string number = std::to_string(++last_);
            std::string id = "P" + std::string(number.size() < 4 ? 4 - number.size() : 0, '0') + number;
            if (taken_.insert(id).second) return id;
        }
    }

private:
    std::set<std::string> taken_;
    std::size_t last_ = 0;
};

// What that giver said last for the purpose; null: nothing.
const ConsentAnswer* last_of(const std::vector<ConsentAnswer>& answers, const std::string& purpose, const Giver& by) {
    const auto found = std::find_if(answers.rbegin(), answers.rend(),
                                    [&](const ConsentAnswer& one) { return one.purpose == purpose && one.by == by; });
    return found == answers.rend() ? nullptr : &*found;
}

// The answer that has to be recorded so that the register says what the files say; nothing when it does.
std::optional<ConsentAnswer> answer_to_record(const std::string& person, const std::string& purpose, const Giver& by,
                                              const ExportedAnswer& said, const ConsentAnswer* last, AnswerForm form, Date today) {
    const bool yes_before = last != nullptr && last->answer == Answer::grant;
    ConsentAnswer answer;
    answer.person = person;
    answer.purpose = purpose;
    answer.by = by;
    answer.on = said.on.value_or(today);
    answer.evidence = said.evidence;
    answer.form = form;
    switch (said.said) {
        case Said::grant:
            // An older yes than what is there says nothing new, and takes no no back.
            if (last != nullptr && last->on >= answer.on && (yes_before || last->on > answer.on)) return std::nullopt;
            answer.answer = Answer::grant;
            return answer;
        case Said::nothing:
            // The school's system knows of no yes, so there is none any more.
            if (!yes_before) return std::nullopt;
            answer.answer = Answer::withdraw;
            answer.on = today;
            return answer;
        case Said::refuse: answer.answer = Answer::refuse; break;
        case Said::withdraw: answer.answer = Answer::withdraw; break;
        case Said::object: answer.answer = Answer::object; break;
    }
    if (last != nullptr && last->answer == answer.answer) return std::nullopt;
    return answer;
}

std::string name_of(const ExportedPerson& person) { return person.forename + " " + person.surname; }

class Planner {
public:
    Planner(const RegisterSnapshot& all, const Mapping& mapping, Date today, int leaver_grace_days)
        : mapping_(mapping), today_(today), standings_{all, today, leaver_grace_days}, ids_(all.people) {
        for (const ConsentAnswer& answer : all.answers) answers_[answer.person].push_back(answer);
        for (const Person& person : all.people)
            if (!person.school_key.empty()) by_key_.emplace(person.school_key, &person);
        plan_.register_version = all.version;
    }

    Result<void> add(const ExportedPerson& row) {
        const auto known = by_key_.find(row.key);
        Person person, before;
        if (known != by_key_.end()) {
            person = before = *known->second;
            if (row.born && person.born && *row.born != *person.born)
                return wrong_cell(row.where, mapping_.born, "the register has another day of birth for this key: is it the same person?");
            compare(row, person);
        } else if (mapping_.add_people) {
            for (const Person& listed : standings_.all.people)
                if (listed.never_publish && folded_value(listed.name) == folded_value(name_of(row)))
                    return wrong_cell(row.where, mapping_.key_column, "somebody of that name is on the do-not-publish list as " +
                                                                          listed.id + ", without this key. Settle first who this is.");
            person = before = fresh(row);
            plan_.batch.people.push_back(person);
        } else {
            return wrong_cell(row.where, mapping_.key_column, "nobody in the register has this key, and the mapping adds nobody.");
        }
        seen_.insert(person.id);
        add_answers(row, before, person);
        return {};
    }

    ImportPlan finish(std::size_t rows) {
        plan_.rows = rows;
        for (auto& [kind, people] : changes_) {
            const auto& [purpose, before, after] = kind;
            if (after == ConsentState::granted) plan_.grants += people.size();
            plan_.changes.push_back({purpose, before, after, std::move(people)});
        }
        for (const Person& person : standings_.all.people)
            if (person.kind == PersonKind::pupil && !seen_.contains(person.id) && (!person.left_on || *person.left_on >= today_))
                plan_.absent.push_back(person.id);
        return std::move(plan_);
    }

private:
    Person fresh(const ExportedPerson& row) {
        Person person;
        person.id = ids_.next();
        person.school_key = row.key;
        person.name = name_of(row);
        if (!row.preferred.empty() && row.preferred != row.forename) person.known_as.push_back(row.preferred);
        person.born = row.born;
        person.left_on = row.left;
        return person;
    }

    void compare(const ExportedPerson& row, Person& person) {
        if (!row.surname.empty() && folded_value(name_of(row)) != folded_value(person.name)) plan_.renamed.push_back(person.id);
        if (row.left && row.left != person.left_on) {
            person.left_on = row.left;
            plan_.batch.left.emplace_back(person.id, row.left);
        }
    }

    // `was`: as the register has the person now. A last day that moves changes every standing, not those in the files alone.
    void add_answers(const ExportedPerson& row, const Person& was, const Person& person) {
        std::vector<ConsentAnswer>& answers = answers_[person.id];
        std::set<std::string> purposes;
        for (const auto& [what, said] : row.answers) purposes.insert(what.first);
        if (was.left_on != person.left_on)
            for (const Purpose& purpose : all_purposes(standings_.all.purposes)) purposes.insert(purpose.id);
        std::map<std::string, ConsentState> before;
        for (const std::string& purpose : purposes) before[purpose] = standings_.of(was, purpose, answers);
        for (const auto& [what, said] : row.answers) {
            const auto& [purpose, by] = what;
            if (said.conflict) plan_.conflicts.push_back(person.id + " " + purpose);
            auto answer = answer_to_record(person.id, purpose, by, said, last_of(answers, purpose, by), mapping_.form, today_);
            if (!answer) continue;
            plan_.batch.answers.push_back(*answer);
            answers.push_back(*std::move(answer));
        }
        for (const std::string& purpose : purposes) {
            const ConsentState after = standings_.of(person, purpose, answers);
            if (after != before[purpose]) changes_[{purpose, before[purpose], after}].push_back(person.id);
        }
    }

    const Mapping& mapping_;
    Date today_;
    Standings standings_;
    FreshIds ids_;
    std::map<std::string, std::vector<ConsentAnswer>, std::less<>> answers_;
    std::map<std::string, const Person*, std::less<>> by_key_;
    std::set<std::string> seen_;
    std::map<std::tuple<std::string, ConsentState, ConsentState>, std::vector<std::string>> changes_;
    ImportPlan plan_;
};

}  // namespace

Result<ImportPlan> plan_import(const RegisterSnapshot& all, std::string_view mapping, const std::vector<ImportFile>& files, Date today) {
    return guarded("reading the export", [&]() -> Result<ImportPlan> {
        const auto read = read_mapping(mapping);
        if (!read) return read.error();
        const auto policy = policy_from(all.settings);
        if (!policy) return policy.error();
        const auto rows = read_export(*read, files, all.purposes, today);
        if (!rows) return rows.error();
        Planner planner(all, *read, today, policy->leaver_grace_days);
        for (const ExportedPerson& person : rows->people)
            if (const Result<void> added = planner.add(person); !added) return added.error();
        return planner.finish(rows->rows);
    });
}

Result<void> apply_import(Register& people, const ImportPlan& plan, std::size_t accepted_grants, Instant now) {
    if (accepted_grants != plan.grants)
        return Error{ErrorCode::refused, "The import would turn " + std::to_string(plan.grants) +
                                             (plan.grants == 1 ? " no" : " noes") + " into a yes, and " +
                                             std::to_string(accepted_grants) + " was accepted: nothing was changed."};
    return people.apply(plan.batch, plan.register_version, now);
}

}  // namespace consent
