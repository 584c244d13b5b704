// SPDX-License-Identifier: Apache-2.0
#include "consent.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <consent/consent.hpp>

struct consent_gate {
    consent::Gate gate;
};

struct consent_decision {
    consent::Decision decision;
    std::vector<std::string> rules;  // ids of decision.reasons, zero-terminated for C
};

struct consent_copy {
    consent::Bytes bytes;
    std::string name;
    std::string digest;
    std::uint64_t audit_sequence = 0;
};

namespace {

using consent::Error;
using consent::ErrorCode;
using consent::Result;

constexpr std::string_view word_sources[] = {"caption", "alt", "title"};

consent_code code_of(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::invalid_argument: return CONSENT_INVALID_ARGUMENT;
        case ErrorCode::unreadable: return CONSENT_UNREADABLE;
        case ErrorCode::refused: return CONSENT_REFUSED;
        case ErrorCode::unavailable: return CONSENT_UNAVAILABLE;
        case ErrorCode::write_failed: return CONSENT_WRITE_FAILED;
        case ErrorCode::internal: break;
    }
    return CONSENT_INTERNAL;
}

consent_verdict verdict_of(consent::Verdict verdict) noexcept {
    switch (verdict) {
        case consent::Verdict::publish: return CONSENT_PUBLISH;
        case consent::Verdict::review: return CONSENT_REVIEW;
        case consent::Verdict::block: break;
    }
    return CONSENT_BLOCK;
}

void tell(consent_error* error, consent_code code, std::string_view message) noexcept {
    if (error == nullptr) return;
    error->code = code;
    std::size_t length = std::min(message.size(), sizeof error->message - 1);
    if (length < message.size())
        while (length > 0 && (static_cast<unsigned char>(message[length]) & 0xC0U) == 0x80U) --length;
    for (std::size_t i = 0; i < length; ++i)
        error->message[i] = message[i] == '\n' || message[i] == '\r' ? ' ' : message[i];
    error->message[length] = '\0';
}

// Runs `body`, which returns Result<std::unique_ptr<T>>, and hands its object or its error over to C.
template <typename Body>
auto crossing(consent_error* error, Body&& body) noexcept -> decltype((*body()).release()) {
    try {
        auto made = body();
        if (made) {
            tell(error, CONSENT_OK, {});
            return (*made).release();
        }
        tell(error, code_of(made.error().code), made.error().message);
    } catch (const std::bad_alloc&) {
        tell(error, CONSENT_INTERNAL, "Out of memory; close other programs and try again.");
    } catch (const std::exception& thrown) {
        tell(error, CONSENT_INTERNAL, thrown.what());
    } catch (...) {
        tell(error, CONSENT_INTERNAL, "Unexpected failure; please report it.");
    }
    return nullptr;
}

Error wrong(std::string message) { return Error{ErrorCode::invalid_argument, std::move(message)}; }

// A struct as this library knows it. A shorter one, of an older header, is filled up with zeros; a longer one, of a newer
// header, must hold nothing but zeros where this library cannot look.
template <typename Struct>
Result<Struct> known_part(const Struct* given, const char* what) {
    if (given == nullptr) return wrong(std::string("No ") + what + " was given.");
    std::size_t size = 0;
    std::memcpy(&size, given, sizeof size);
    const auto* bytes = reinterpret_cast<const unsigned char*>(given);
    if (size < sizeof size || size > 4096)
        return wrong(std::string("The ") + what + " has no valid size; begin with its INIT macro.");
    for (std::size_t i = sizeof(Struct); i < size; ++i)
        if (bytes[i] != 0)
            return wrong(std::string("The ") + what + " asks for what this version of the library does not have.");
    Struct known{};
    std::memcpy(&known, given, std::min(size, sizeof known));
    return known;
}

std::string text(const char* given) { return given == nullptr ? std::string() : std::string(given); }

Result<consent::Instant> instant(std::int64_t seconds) {
    constexpr std::int64_t end_of_9999 = 253'402'300'799;
    if (seconds < 0 || seconds > end_of_9999) return wrong("The time is outside the years 1970 to 9999.");
    return consent::Instant{std::chrono::seconds{seconds}};
}

Result<std::vector<std::string>> list(const char* const* items, std::size_t count, const char* what) {
    std::vector<std::string> copied;
    if (count > 0 && items == nullptr) return wrong(std::string("The list of ") + what + " is missing.");
    for (std::size_t i = 0; i < count; ++i) {
        if (items[i] == nullptr) return wrong(std::string("The list of ") + what + " has an empty place.");
        copied.emplace_back(items[i]);
    }
    return copied;
}

Result<consent::Candidate> candidate_of(const consent_candidate* given) {
    auto known = known_part(given, "candidate");
    if (!known) return known.error();
    if (known->bytes == nullptr || known->byte_count == 0) return Error{ErrorCode::unreadable, "The picture is empty."};

    if (known->reserved != 0) return wrong("The candidate's reserved field must be 0; begin with its INIT macro.");

    consent::Candidate candidate;
    const char* const words[] = {known->caption, known->alt_text, known->title};
    for (std::size_t i = 0; i < std::size(words); ++i)
        if (words[i] != nullptr) candidate.words.push_back({std::string(word_sources[i]), words[i]});

    auto present = list(known->present, known->present_count, "people present");
    if (!present) return present.error();
    if (known->roll_call == 1) {
        if (known->people < 0) return wrong("The roll call counts fewer than no people.");
        candidate.roll_call = consent::RollCall{std::move(*present), known->people};
    } else if (known->roll_call != 0 || known->people != 0 || !present->empty()) {
        return wrong("There are people present but no roll call; set roll_call to 1.");
    }

    auto activities = list(known->activities, known->activity_count, "activities");
    if (!activities) return activities.error();
    candidate.activities = std::move(*activities);
    candidate.poster_confirms = known->poster_confirms == 1;
    candidate.bytes.assign(known->bytes, known->bytes + known->byte_count);
    return candidate;
}

class CopySink final : public consent::Sink {
public:
    explicit CopySink(consent_copy& copy) noexcept : copy_(copy) {}

    Result<std::string> write(consent::ByteView bytes, std::string_view name) override {
        try {
            copy_.name = name;
            copy_.bytes.assign(bytes.begin(), bytes.end());
            return std::string("memory");
        } catch (const std::bad_alloc&) {
            return Error{ErrorCode::write_failed, "Out of memory for the clean copy; free some and check it again."};
        }
    }

private:
    consent_copy& copy_;
};

const consent::Reason* reason(const consent_decision* decision, std::size_t index) noexcept {
    if (decision == nullptr || index >= decision->decision.reasons.size()) return nullptr;
    return &decision->decision.reasons[index];
}

const char* clean(const consent_decision* decision, std::string_view source) noexcept {
    if (decision == nullptr) return nullptr;
    for (const consent::Words& words : decision->decision.clean_words)
        if (words.source == source) return words.text.c_str();
    return nullptr;
}

}  // namespace

const char* consent_version(void) { return CONSENT_VERSION_STRING; }

consent_gate* consent_gate_open(const consent_setup* setup, consent_error* error) {
    return crossing(error, [&]() -> Result<std::unique_ptr<consent_gate>> {
        auto known = known_part(setup, "setup");
        if (!known) return known.error();
        if (known->register_url == nullptr) return wrong("No register was named.");
        consent::Setup parts;
        parts.register_url = known->register_url;
        parts.audit_path = text(known->audit_path);
        parts.models_folder = text(known->models_folder);
        parts.detector = text(known->detector);
        parts.embedder = text(known->embedder);
        parts.safety_net = text(known->safety_net);
        auto gate = consent::open_gate(parts);
        if (!gate) return gate.error();
        return std::make_unique<consent_gate>(consent_gate{std::move(*gate)});
    });
}

void consent_gate_free(consent_gate* gate) { delete gate; }

consent_decision* consent_check(consent_gate* gate, const consent_candidate* candidate, const char* use, int64_t now,
                                consent_error* error) {
    return crossing(error, [&]() -> Result<std::unique_ptr<consent_decision>> {
        if (gate == nullptr) return wrong("No gate was given.");
        if (use == nullptr) return wrong("No use was named; name a purpose, such as website.");
        auto at = instant(now);
        if (!at) return at.error();
        auto wanted = consent::parse_use(use);
        if (!wanted) return wanted.error();
        auto shown = candidate_of(candidate);
        if (!shown) return shown.error();
        auto decision = gate->gate.check(*shown, *wanted, *at);
        if (!decision) return decision.error();
        std::vector<std::string> rules;
        for (const consent::Reason& found : decision->reasons) rules.emplace_back(consent::id_of(found.rule));
        return std::make_unique<consent_decision>(consent_decision{std::move(*decision), std::move(rules)});
    });
}

void consent_decision_free(consent_decision* decision) { delete decision; }

consent_verdict consent_decision_verdict(const consent_decision* decision) {
    return decision == nullptr ? CONSENT_BLOCK : verdict_of(decision->decision.verdict);
}

size_t consent_decision_reason_count(const consent_decision* decision) {
    return decision == nullptr ? 0 : decision->decision.reasons.size();
}

const char* consent_decision_reason_rule(const consent_decision* decision, size_t index) {
    return reason(decision, index) == nullptr ? nullptr : decision->rules[index].c_str();
}

const char* consent_decision_reason_text(const consent_decision* decision, size_t index) {
    const consent::Reason* found = reason(decision, index);
    return found == nullptr ? nullptr : found->text.c_str();
}

consent_verdict consent_decision_reason_verdict(const consent_decision* decision, size_t index) {
    const consent::Reason* found = reason(decision, index);
    return found == nullptr ? CONSENT_BLOCK : verdict_of(found->verdict);
}

int32_t consent_decision_reason_face(const consent_decision* decision, size_t index) {
    const consent::Reason* found = reason(decision, index);
    return found == nullptr ? 0 : found->face;
}

const char* consent_decision_clean_caption(const consent_decision* decision) { return clean(decision, word_sources[0]); }
const char* consent_decision_clean_alt_text(const consent_decision* decision) { return clean(decision, word_sources[1]); }
const char* consent_decision_clean_title(const consent_decision* decision) { return clean(decision, word_sources[2]); }

char* consent_decision_json(const consent_decision* decision, const char* file, consent_error* error) {
    return crossing(error, [&]() -> Result<std::unique_ptr<char[]>> {
        if (decision == nullptr) return wrong("No decision was given.");
        const std::string json = consent::to_json(text(file), decision->decision);
        auto copied = std::make_unique<char[]>(json.size() + 1);
        std::memcpy(copied.get(), json.c_str(), json.size() + 1);
        return copied;
    });
}

void consent_text_free(char* text) { delete[] text; }

consent_copy* consent_publish(consent_gate* gate, consent_decision* decision, int64_t now, consent_error* error) {
    return crossing(error, [&]() -> Result<std::unique_ptr<consent_copy>> {
        if (decision == nullptr) return wrong("No decision was given.");
        std::optional<consent::Permit> permit = std::exchange(decision->decision.permit, std::nullopt);
        if (gate == nullptr) return wrong("No gate was given.");
        auto at = instant(now);
        if (!at) return at.error();
        if (!permit) {
            if (decision->decision.verdict == consent::Verdict::publish)
                return Error{ErrorCode::refused, "This decision has been used; check the picture again."};
            return Error{ErrorCode::refused, "The verdict is not publish; see its reasons."};
        }
        auto copy = std::make_unique<consent_copy>();
        CopySink sink(*copy);
        auto receipt = gate->gate.publish(std::move(*permit), sink, *at);
        if (!receipt) return receipt.error();
        copy->digest = consent::to_hex(receipt->output);
        copy->audit_sequence = receipt->audit_sequence;
        return copy;
    });
}

void consent_copy_free(consent_copy* copy) { delete copy; }

const uint8_t* consent_copy_bytes(const consent_copy* copy) { return copy == nullptr ? nullptr : copy->bytes.data(); }
size_t consent_copy_size(const consent_copy* copy) { return copy == nullptr ? 0 : copy->bytes.size(); }
const char* consent_copy_name(const consent_copy* copy) { return copy == nullptr ? nullptr : copy->name.c_str(); }
const char* consent_copy_digest(const consent_copy* copy) { return copy == nullptr ? nullptr : copy->digest.c_str(); }
uint64_t consent_copy_audit_sequence(const consent_copy* copy) { return copy == nullptr ? 0 : copy->audit_sequence; }
