// SPDX-License-Identifier: Apache-2.0
//
// What the types forbid. Without a macro this file compiles; with any one of the macros below it must not, and the
// compiler must say so at the line marked `forbidden[MACRO]`, in words that fit the pattern after the colon (gcc | clang).
#include <memory>
#include <type_traits>
#include <utility>

#include <consent/consent.hpp>

namespace {

using namespace consent;

// What is allowed, so that the file proves something when it compiles.
Result<Receipt> publish(Gate& gate, Decision decision, Sink& sink, Instant now) {
    if (!decision.permit) return Error{ErrorCode::refused, "Not cleared."};
    return gate.publish(std::move(*decision.permit), sink, now);
}
static_assert(std::is_nothrow_move_constructible_v<Permit>);

#ifdef MAKE_PERMIT
Permit make_permit() {
    return Permit{};  // forbidden[MAKE_PERMIT]: no matching (function|constructor)
}
#endif

#ifdef FORGE_PERMIT
Permit forge_permit() {
    return Permit(nullptr);  // forbidden[FORGE_PERMIT]: private
}
#endif

#ifdef FORGE_TERMS
std::unique_ptr<Permit::Terms> forge_terms() {  // forbidden[FORGE_TERMS]: private
    return nullptr;
}
#endif

#ifdef INHERIT_PERMIT
struct Forged : Permit {
    Forged() : Permit(nullptr) {}  // forbidden[INHERIT_PERMIT]: private
};
#endif

#ifdef COPY_PERMIT
Permit copy_permit(const Permit& permit) {
    return permit;  // forbidden[COPY_PERMIT]: deleted
}
#endif

#ifdef ASSIGN_PERMIT
void assign_permit(Permit& to, const Permit& from) {
    to = from;  // forbidden[ASSIGN_PERMIT]: deleted
}
#endif

#ifdef COPY_DECISION
Decision copy_decision(const Decision& decision) {
    return decision;  // forbidden[COPY_DECISION]: deleted
}
#endif

#ifdef PUBLISH_LVALUE
Result<Receipt> publish_lvalue(Gate& gate, Permit& permit, Sink& sink, Instant now) {
    return gate.publish(permit, sink, now);  // forbidden[PUBLISH_LVALUE]: cannot bind|expects an rvalue|no matching|no known conversion
}
#endif

#ifdef PUBLISH_BORROWED
Result<Receipt> publish_borrowed(Gate& gate, const Decision& decision, Sink& sink, Instant now) {
    return gate.publish(std::move(*decision.permit), sink, now);  // forbidden[PUBLISH_BORROWED]: discards qualifiers|drops 'const'|loses.*qualifier|no matching|no known conversion|binding reference
}
#endif

#ifdef PUBLISH_DECISION
Result<Receipt> publish_decision(Gate& gate, Decision decision, Sink& sink, Instant now) {
    return gate.publish(std::move(decision), sink, now);  // forbidden[PUBLISH_DECISION]: cannot convert|no matching|no viable|no known conversion
}
#endif

#ifdef PUBLISH_BYTES
Result<Receipt> publish_bytes(Gate& gate, const Candidate& candidate, Sink& sink, Instant now) {
    return gate.publish(candidate.bytes, sink, now);  // forbidden[PUBLISH_BYTES]: cannot convert|no matching|no viable|no known conversion
}
#endif

#ifdef COPY_GATE
Gate copy_gate(const Gate& gate) {
    return gate;  // forbidden[COPY_GATE]: deleted
}
#endif

#ifdef EMPTY_GATE
Gate empty_gate() {
    return Gate{};  // forbidden[EMPTY_GATE]: no matching (function|constructor)
}
#endif

#ifdef RESULT_AS_BOOL
bool result_as_bool(Result<Decision> decision) {
    return decision;  // forbidden[RESULT_AS_BOOL]: cannot convert|no viable conversion
}
#endif

#ifdef RESULT_AS_NUMBER
int result_as_number(Result<void> done) {
    return done + 1;  // forbidden[RESULT_AS_NUMBER]: no match for|invalid operands
}
#endif

#ifdef ERROR_AS_BOOL
bool error_as_bool(const Error& error) {
    return error ? true : false;  // forbidden[ERROR_AS_BOOL]: could not convert|not contextually convertible
}
#endif

#ifdef IGNORE_RESULT
void ignore_result(Register& people, Instant now) {
    people.set_never_publish("P014", true, now);  // forbidden[IGNORE_RESULT]: nodiscard
}
#endif

#ifdef VERDICT_AS_BOOL
bool verdict_as_bool(Verdict verdict) {
    return verdict;  // forbidden[VERDICT_AS_BOOL]: cannot convert|cannot initialize
}
#endif

#ifdef NUMBER_AS_VERDICT
Verdict number_as_verdict() {
    return 2;  // forbidden[NUMBER_AS_VERDICT]: cannot convert|cannot initialize
}
#endif

[[maybe_unused]] auto* const used = &publish;

}  // namespace
