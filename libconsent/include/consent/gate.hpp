// SPDX-License-Identifier: Apache-2.0
//
// The gate: the one door through which bytes leave.
//
//     auto gate     = consent::Gate::open(std::move(parts));
//     auto decision = gate->check(candidate, use, now);            // looks and judges
//     if (decision && decision->permit)
//         auto receipt = gate->publish(std::move(*decision->permit), sink, now);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <consent/audit.hpp>
#include <consent/bytes.hpp>
#include <consent/copy.hpp>
#include <consent/detector.hpp>
#include <consent/digest.hpp>
#include <consent/embedder.hpp>
#include <consent/export.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/policy.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>
#include <consent/sink.hpp>
#include <consent/text_reader.hpp>
#include <consent/use.hpp>
#include <consent/verdict.hpp>
#include <consent/words.hpp>

namespace consent {

// A picture that somebody wants to publish, with all that would go with it.
struct Candidate {
    Bytes bytes;                          // the file, whole
    std::vector<Words> words;             // caption, alt text, title, hashtags: published with the picture
    std::optional<RollCall> roll_call;
    std::vector<std::string> activities;  // "swimming"
    CopyOptions copy;                     // a smaller copy is judged at its own size
    std::vector<Words> unpublished;       // the name of its file and folder, sidecar files (consent/check_words.hpp): searched
                                          // and reported; none of it goes out
    bool poster_confirms = false;         // dressed suitably, nobody ridiculed, we may use the picture
};

// The right to let one clean copy out, once. Only a Gate makes one, and only for Verdict::publish. It holds the very
// bytes that were judged. It cannot be copied; moving from it spends it.
class CONSENT_API Permit {
public:
    Permit(Permit&&) noexcept;
    Permit& operator=(Permit&&) noexcept;
    Permit(const Permit&) = delete;
    Permit& operator=(const Permit&) = delete;
    ~Permit();

    // Digest of the copy this permit lets out; zeros once spent.
    [[nodiscard]] Digest output() const noexcept;
    [[nodiscard]] Instant expires() const noexcept;

private:
    friend class Gate;
    struct Terms;
    explicit Permit(std::unique_ptr<Terms> terms) noexcept;
    std::unique_ptr<Terms> terms_;
};

struct Decision {
    Verdict verdict = Verdict::block;
    Use use;
    Instant at{};
    Digest input;                        // the picture as it came
    std::optional<Digest> output;        // the clean copy; absent when none could be made
    Format format = Format::unknown;     // of the picture as it came
    CopyMethod copy = CopyMethod::none;
    int width = 0;                       // upright pixels of the copy
    int height = 0;
    int frames = 1;                      // pictures in the copy, each looked at: of an animation, the pages of a TIFF
    std::vector<Reason> reasons;         // worst first
    std::vector<FaceFinding> faces;      // face number n of a reason is faces[n - 1]
    std::vector<WordFinding> words;
    std::vector<Words> clean_words;      // the candidate's words, safe to publish with the copy, in their order
    std::vector<std::string> metadata;   // what the file carried and the copy does not: "EXIF:GPSLatitude"
    std::string detector;                // model ids
    std::string safety_net;              // empty: none
    std::string text_reader;             // empty: the text in the picture was not read
    int lines_read = 0;                  // of it
    int text_ms = 0;                     // what that took
    std::string embedder;                // empty: no recognition
    std::uint64_t register_version = 0;
    std::optional<Permit> permit;        // engaged exactly when verdict is publish
};

// What left, and where it is.
struct Receipt {
    Digest output;
    Use use;
    Instant at{};
    std::uint64_t audit_sequence = 0;
    std::string location;  // the sink's answer
};

// What a gate is made of. Ownership passes to the gate.
struct Parts {
    std::unique_ptr<Register> people;        // required
    std::unique_ptr<AuditLog> audit;         // required
    std::unique_ptr<Detector> detector;      // required
    std::unique_ptr<Detector> safety_net;    // optional: a second, independent detector
    std::unique_ptr<TextReader> text_reader;  // optional: reads badges and the like
    std::unique_ptr<Embedder> embedder;      // optional: without one, only a roll call can clear a face
    std::string asked_by;                    // id of the person or program that asks, for the audit log; empty: not said
    Limits limits;
};

// Thread promise: one thread at a time on one gate; several gates may share a register and an audit log.
class CONSENT_API Gate {
public:
    // Reads the register and its policy once, so that a register or policy that cannot be used shows here.
    // Fails: unavailable (a required part is null, the register cannot be read), invalid_argument (its policy; asked_by is no
    // id).
    static Result<Gate> open(Parts parts);

    Gate(Gate&&) noexcept;
    Gate& operator=(Gate&&) noexcept;
    ~Gate();

    // Makes the clean copy, looks at the copy's pixels, and judges. Every decision is in the audit log before this
    // returns. The candidate's bytes are not kept.
    // Ensures: decision.permit.has_value() == (decision.verdict == Verdict::publish).
    // Fails: unreadable (R-01: not a picture, cut short, over a limit, a format that is refused; in the audit log
    // as block), invalid_argument (unknown purpose, unknown or repeated person in the roll call, copy options out of
    // range), unavailable
    // (register, audit log), internal. No failure carries a permit.
    Result<Decision> check(const Candidate& candidate, const Use& use, Instant now);

    // Lets the permit's copy out. The audit entry is durable before the sink sees a byte.
    // Ensures: the permit is spent whatever comes back, and each permit reaches a sink at most once.
    // Fails: refused (spent, made by another gate, expired, or the register has changed since the check),
    // unavailable (register, audit log), write_failed (the sink).
    Result<Receipt> publish(Permit&& permit, Sink& sink, Instant now);

    [[nodiscard]] const Limits& limits() const noexcept;

private:
    struct State;
    explicit Gate(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

}  // namespace consent
