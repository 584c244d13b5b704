// SPDX-License-Identifier: Apache-2.0
#include "audit/record_json.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/plain_text.hpp"

namespace consent {

namespace {

using nlohmann::json;

constexpr std::array actions{AuditAction::check, AuditAction::publish, AuditAction::publish_failed, AuditAction::enrol};
constexpr std::array verdicts{Verdict::block, Verdict::review, Verdict::publish};

json hex_or_null(const std::optional<Digest>& digest) { return digest ? json(to_hex(*digest)) : json(nullptr); }

// Throws where the object is not of the right form; record_from_json catches.
Digest digest_at(const json& text) {
    const Result<Digest> digest = digest_from_hex(text.get_ref<const std::string&>());
    if (!digest) throw std::invalid_argument("digest");
    return *digest;
}

template <typename Values>
typename Values::value_type value_at(const json& text, const Values& values) {
    for (const auto value : values)
        if (text.get_ref<const std::string&>() == to_string(value)) return value;
    throw std::invalid_argument("value");
}

AuditRecord parse(std::string_view text) {
    const json object = json::parse(text);
    AuditRecord record;
    record.sequence = object.at("sequence").get<std::uint64_t>();
    record.previous = digest_at(object.at("previous"));
    AuditEntry& entry = record.entry;
    entry.at = Instant{std::chrono::seconds{object.at("at").get<std::int64_t>()}};
    entry.action = value_at(object.at("action"), actions);
    entry.verdict = value_at(object.at("verdict"), verdicts);
    entry.use.purpose = object.at("purpose").get<std::string>();
    entry.use.channel = object.at("channel").get<std::string>();
    if (!object.at("input").is_null()) entry.input = digest_at(object.at("input"));
    if (!object.at("output").is_null()) entry.output = digest_at(object.at("output"));
    entry.people = object.at("people").get<std::vector<std::string>>();
    for (const json& id : object.at("rules")) {
        const std::optional<Rule> rule = rule_from_id(id.get_ref<const std::string&>());
        if (!rule) throw std::invalid_argument("rule");
        entry.rules.push_back(*rule);
    }
    entry.models = object.at("models").get<std::vector<std::string>>();
    entry.register_version = object.at("register_version").get<std::uint64_t>();
    // Left out where there is nothing to say, so that the hashes of older records stay what they were.
    if (object.contains("by")) entry.by = object.at("by").get<std::string>();
    if (object.contains("policy")) entry.policy = digest_at(object.at("policy"));
    return record;
}

}  // namespace

Result<void> check(const AuditEntry& entry) {
    const auto are_ids = [](const std::vector<std::string>& list) {
        return std::all_of(list.begin(), list.end(), [](const std::string& text) { return is_id(text); });
    };
    if (to_string(entry.action) != "unknown" && are_ids(entry.people) && are_ids(entry.models) &&
        (entry.by.empty() || is_id(entry.by)) &&
        is_one_line(entry.use.purpose) && is_one_line(entry.use.channel))
        return {};
    return Error{ErrorCode::invalid_argument,
                 "An audit entry holds ids of people, models and whoever asked, and a purpose and channel on one line."};
}

std::string canonical_json(const AuditRecord& record) {
    const AuditEntry& entry = record.entry;
    json rules = json::array();
    for (const Rule rule : entry.rules) rules.push_back(id_of(rule));
    json object{{"sequence", record.sequence},
                {"previous", to_hex(record.previous)},
                {"at", std::int64_t{entry.at.time_since_epoch().count()}},
                {"action", to_string(entry.action)},
                {"verdict", to_string(entry.verdict)},
                {"purpose", entry.use.purpose},
                {"channel", entry.use.channel},
                {"input", hex_or_null(entry.input)},
                {"output", hex_or_null(entry.output)},
                {"people", entry.people},
                {"rules", rules},
                {"models", entry.models},
                {"register_version", entry.register_version}};
    if (!entry.by.empty()) object["by"] = entry.by;
    if (entry.policy) object["policy"] = to_hex(*entry.policy);
    return object.dump();
}

Digest hash_of(const AuditRecord& record) {
    const std::string text = canonical_json(record);
    return sha256(Bytes(text.begin(), text.end()));
}

std::optional<AuditRecord> record_from_json(std::string_view text) {
    try {
        AuditRecord record = parse(text);
        if (!check(record.entry) || canonical_json(record) != text) return std::nullopt;
        record.hash = hash_of(record);
        return record;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

AuditRecord next_record(std::uint64_t last, const Digest& last_hash, const AuditEntry& entry) {
    AuditRecord record{last + 1, entry, last_hash, {}};
    record.hash = hash_of(record);
    return record;
}

}  // namespace consent
