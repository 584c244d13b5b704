// SPDX-License-Identifier: Apache-2.0
#include "records_json.hpp"

#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace consent::cli {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::optional<Date>& day) { return day ? Json(to_string(*day)) : Json(nullptr); }
Json json_of(const std::optional<Digest>& digest) { return digest ? Json(to_hex(*digest)) : Json(nullptr); }

// The shortest decimal that is this float: 0.48, not 0.47999998927116394.
Json json_of(float number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    double same = 0;
    std::from_chars(text.data(), end, same);
    return same;
}
Json json_of(const std::optional<float>& number) { return number ? json_of(*number) : Json(nullptr); }

Json json_of(const ImpostorTable& table) {
    Json points = Json::array();
    for (const ImpostorTable::Point& point : table.points) points.push_back(Json::array({point.fmr, json_of(point.similarity)}));
    return Json{{"data", table.data}, {"people", table.people}, {"comparisons", table.comparisons}, {"points", points}};
}

Json json_of(const TestedShare& tested) {
    const auto share = [](const std::optional<double>& value) { return value ? json_of(static_cast<float>(*value)) : Json(nullptr); };
    return Json{{"hits", tested.hits},         {"photos", tested.photos},   {"people", tested.people},
                {"share", share(tested.share)}, {"low", share(tested.low)}, {"high", share(tested.high)},
                {"people_needed", tested.people_needed}};
}

Json json_of(const SelfTestGroup& group) {
    return Json{{"name", group.name}, {"recognised", json_of(group.recognised)}, {"mistaken", json_of(group.mistaken)},
                {"missed", json_of(group.missed)}};
}

std::string one_line(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const RegisterSnapshot& all, const Person& person, Date day) {
    Json templates = Json::array();
    for (const Template& held : all.templates)
        if (held.person == person.id)
            templates.push_back(Json{{"model", held.embedding.model}, {"taken", to_string(held.taken)}});
    Json consents = Json::object();
    Json ends = Json::object();
    const auto policy = policy_from(all.settings);
    const ConsentBook book(all, policy ? policy->leaver_grace_days : 0);
    for (const Purpose& purpose : all_purposes(all.purposes)) {
        const EffectiveConsent standing = book.effective(person.id, purpose.id, day);
        consents[purpose.id] = to_string(standing.state);
        if (standing.ends) ends[purpose.id] = to_string(*standing.ends);
    }
    Json answers = Json::array();
    for (const ConsentAnswer& answer : all.answers)
        if (answer.person == person.id)
            answers.push_back(Json{{"purpose", answer.purpose},
                                   {"answer", to_string(answer.answer)},
                                   {"by", to_string(answer.by.role)},
                                   {"ref", answer.by.ref},
                                   {"on", to_string(answer.on)},
                                   {"until", json_of(answer.until)},
                                   {"evidence", answer.evidence},
                                   {"form", to_string(answer.form)},
                                   {"from", json_of(answer.from)},
                                   {"evidence_sha256", json_of(answer.evidence_digest)},
                                   {"recorded_at", to_string(answer.recorded_at)}});
    Json notices = Json::array();
    for (const ParentNotice& notice : all.notices)
        if (notice.person == person.id)
            notices.push_back(Json{{"parent", to_string(notice.parent.role)},
                                   {"ref", notice.parent.ref},
                                   {"notice", to_string(notice.notice)},
                                   {"on", notice.notice == Notice::due ? Json(nullptr) : Json(to_string(notice.on))},
                                   {"authorised_by", notice.authorised_by},
                                   {"evidence", notice.evidence},
                                   {"recorded_at", to_string(notice.recorded_at)}});
    Json delegations = Json::array();
    for (const Delegation& one : all.delegations)
        if (one.person == person.id)
            delegations.push_back(Json{{"purpose", one.purpose},
                                       {"carer", one.carer},
                                       {"delegated", one.delegated},
                                       {"by", to_string(one.by.role)},
                                       {"ref", one.by.ref},
                                       {"on", to_string(one.on)},
                                       {"until", json_of(one.until)},
                                       {"evidence", one.evidence}});
    Json destroyed = Json::array();
    for (const Destruction& one : all.destroyed)
        if (one.person == person.id)
            destroyed.push_back(Json{{"at", to_string(one.at)},
                                     {"cause", to_string(one.cause)},
                                     {"templates", one.templates},
                                     {"sha256", to_hex(one.digest)}});
    return one_line(Json{{"id", person.id},
                         {"kind", to_string(person.kind)},
                         {"name", person.name},
                         {"known_as", person.known_as},
                         {"born", json_of(person.born)},
                         {"left_on", json_of(person.left_on)},
                         {"never_publish", person.never_publish},
                         {"at", to_string(day)},
                         {"consents", consents},
                         {"ends", ends},
                         {"answers", answers},
                         {"templates", templates},
                         {"notices", notices},
                         {"delegations", delegations},
                         {"destroyed", destroyed},
                         {"register_version", all.version}});
}

std::string to_json(const AuditRecord& record) {
    const AuditEntry& entry = record.entry;
    Json rules = Json::array();
    for (const Rule rule : entry.rules) rules.push_back(id_of(rule));
    return one_line(Json{{"sequence", record.sequence},
                         {"at", to_string(entry.at)},
                         {"by", entry.by.empty() ? Json(nullptr) : Json(entry.by)},
                         {"action", to_string(entry.action)},
                         {"verdict", to_string(entry.verdict)},
                         {"use", to_string(entry.use)},
                         {"input", json_of(entry.input)},
                         {"output", json_of(entry.output)},
                         {"people", entry.people},
                         {"rules", rules},
                         {"models", entry.models},
                         {"register_version", entry.register_version},
                         {"policy", json_of(entry.policy)},
                         {"previous", to_hex(record.previous)},
                         {"hash", to_hex(record.hash)}});
}

std::string to_json(const ThresholdQuestion& question, const ThresholdAnswer& answer, Date day) {
    Json calibration = nullptr;
    if (question.calibration) {
        calibration = json_of(question.calibration->table);
        calibration["model"] = question.calibration->model;
        calibration["on"] = to_string(question.calibration->on);
        calibration["references"] = question.calibration->references;
        calibration["stale"] = answer.calibration_stale;
        calibration["clear"] = json_of(answer.by_calibration);
    }
    Json table = nullptr;
    if (question.table) {
        table = json_of(*question.table);
        table["beyond"] = answer.beyond_table;
        table["clear"] = json_of(answer.by_table);
    }
    return one_line(Json{{"model", question.model},
                         {"at", to_string(day)},
                         {"stranger_risk", json_of(static_cast<float>(question.stranger_risk))},
                         {"children_factor", json_of(static_cast<float>(question.children_factor))},
                         {"people", question.people},
                         {"references", question.references},
                         {"fmr", answer.fmr},
                         {"source", to_string(answer.source)},
                         {"clear", json_of(answer.thresholds.clear)},
                         {"deny", json_of(answer.thresholds.deny)},
                         {"margin", json_of(answer.thresholds.margin)},
                         {"floor", json_of(question.fixed.clear)},
                         {"table", table},
                         {"calibration", calibration},
                         {"why", answer.why}});
}

std::string to_json(const EnrolmentReport& report) {
    Json alike = Json::array();
    for (const auto& pair : report.look_alikes)
        alike.push_back(Json{{"people", {pair.one, pair.other}},
                             {"similarity", json_of(pair.similarity)},
                             {"may_be_taken_for_each_other", pair.similarity >= report.thresholds.clear}});
    Json misfits = Json::array();
    for (const auto& misfit : report.misfits) {
        Json one{{"person", misfit.person}, {"taken", to_string(misfit.taken)}, {"own", json_of(misfit.own)}};
        one["better"] = misfit.better.empty() ? Json(nullptr) : Json(misfit.better);
        if (!misfit.better.empty()) one["similarity"] = json_of(misfit.similarity);
        misfits.push_back(std::move(one));
    }
    Json ageing = Json::array();
    for (const auto& old : report.ageing)
        ageing.push_back(Json{{"person", old.person}, {"newest", to_string(old.newest)}, {"last_day", to_string(old.last_day)},
                              {"over", old.over}});
    return one_line(Json{{"at", to_string(report.day)},
                         {"model", report.model},
                         {"clear", json_of(report.thresholds.clear)},
                         {"deny", json_of(report.thresholds.deny)},
                         {"enrolled", report.enrolled},
                         {"references", report.references},
                         {"of_other_models", report.of_other_models},
                         {"look_alikes", alike},
                         {"misfits", misfits},
                         {"single_reference", report.single_reference},
                         {"ageing", ageing},
                         {"to_enrol", report.to_enrol},
                         {"without_biometric", report.without_biometric},
                         {"not_notified", report.not_notified},
                         {"left", report.left}});
}

std::string to_json(const SelfTest& test) {
    Json groups = Json::array();
    for (const SelfTestGroup& group : test.groups) groups.push_back(json_of(group));
    return one_line(Json{{"at", to_string(test.day)},
                         {"model", test.model},
                         {"clear", json_of(test.thresholds.clear)},
                         {"deny", json_of(test.thresholds.deny)},
                         {"margin", json_of(test.thresholds.margin)},
                         {"enrolled", test.enrolled},
                         {"references", test.references},
                         {"tested", test.tested},
                         {"everybody", json_of(test.everybody)},
                         {"groups", groups},
                         {"listed", {{"photos", test.listed_photos}, {"missed", test.listed_missed}, {"people", test.listed_missed_people}}},
                         {"strangers", json_of(test.strangers)},
                         {"stranger_risk", json_of(static_cast<float>(test.stranger_risk))},
                         {"people_to_prove_risk", test.people_to_prove_risk}});
}

std::string to_json(std::string_view file, const Digest& original, const Stripped& stripped, std::string_view location,
                    bool texts) {
    Json object{{"schema", 1}, {"file", file}, {"stripped", location}, {"clearance", false},
                {"sha256", to_hex(original)}, {"copy_sha256", to_hex(sha256(stripped.bytes))},
                {"from", to_string(stripped.from)}, {"format", to_string(stripped.format)},
                {"copy", stripped.method == CopyMethod::lossless ? "lossless" : "re_encoded"}};
    object["metadata"] = Json::array();
    for (const MetadataItem& item : stripped.removed) object["metadata"].push_back(item.name);
    if (texts) object["texts"] = Json::object();
    for (const MetadataItem& item : stripped.removed)
        if (texts && !item.text.empty()) object["texts"][item.name] = item.text;
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace consent::cli
