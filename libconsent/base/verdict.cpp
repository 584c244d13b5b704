// SPDX-License-Identifier: Apache-2.0
#include <consent/verdict.hpp>

#include <array>

namespace consent {

namespace {

struct RuleText {
    Rule rule;
    std::string_view id;
    std::string_view title;
};

constexpr std::array<RuleText, 18> rules{{
    {Rule::unreadable, "R-01", "the file cannot be read whole, is over a limit, or holds a part nobody looked at"},
    {Rule::never_publish, "R-02", "someone shown is on the do-not-publish list"},
    {Rule::no_consent, "R-03", "someone shown has no valid consent for this use on this date"},
    {Rule::unknown_face, "R-04", "an identifiable face matches nobody, or the roll call does not add up"},
    {Rule::look_alike, "R-05", "a face is almost as like somebody else"},
    {Rule::same_person_twice, "R-06", "two faces in the picture match the same person"},
    {Rule::poor_face, "R-07", "a face is too blurred, turned, small or covered to match safely"},
    {Rule::old_reference, "R-08", "the reference photo is older than the policy allows for a growing child"},
    {Rule::stale_register, "R-09", "the register is staler than the policy allows, or missing"},
    {Rule::name_in_words, "R-10", "a registered person's name stands in the words"},
    {Rule::personal_data, "R-11", "other personal data stands in the words or the file"},
    {Rule::channel, "R-12", "the channel is unknown, not approved, or not school-owned"},
    {Rule::left, "R-13", "someone shown has left the school"},
    {Rule::adult_refused, "R-14", "someone not a pupil has asked not to be shown"},
    {Rule::activity, "R-15", "the policy wants a person to look at pictures of this activity"},
    {Rule::second_detector, "R-16", "the second detector saw a face that the first did not"},
    {Rule::copy_not_clean, "R-17", "the copy does not read back clean"},
    {Rule::poster_confirmation, "R-18", "the poster has not confirmed what no program can judge"},
}};

constexpr auto rule_list = [] {
    std::array<Rule, rules.size()> list{};
    for (std::size_t i = 0; i < rules.size(); ++i) list[i] = rules[i].rule;
    return list;
}();

const RuleText& text_of(Rule rule) noexcept {
    for (const RuleText& known : rules)
        if (known.rule == rule) return known;
    return rules.front();
}

}  // namespace

std::string_view to_string(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::publish: return "publish";
        case Verdict::review: return "review";
        case Verdict::block: break;
    }
    return "block";
}

std::string_view id_of(Rule rule) noexcept { return text_of(rule).id; }

std::string_view title_of(Rule rule) noexcept { return text_of(rule).title; }

std::span<const Rule> all_rules() noexcept { return rule_list; }

std::optional<Rule> rule_from_id(std::string_view id) noexcept {
    for (const RuleText& known : rules)
        if (known.id == id) return known.rule;
    return std::nullopt;
}

}  // namespace consent
