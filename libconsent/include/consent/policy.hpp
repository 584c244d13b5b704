// SPDX-License-Identifier: Apache-2.0
//
// What a school decides once, and the judge: a pure function from what was seen to a verdict.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/digest.hpp>
#include <consent/embedder.hpp>
#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>
#include <consent/thresholds.hpp>
#include <consent/use.hpp>
#include <consent/verdict.hpp>
#include <consent/words.hpp>

namespace consent {

// Stored in the register as text, one setting a field, under the field's name. No setting assumes a yes.
struct Policy {
    // A face narrower than this in the copy identifies nobody and is only counted. 20 px: about 125 px/m, the
    // "recognise" level of EN 62676-4, for a face 16 cm wide.
    float identifiable_px = 20;
    // a face seen worse than this is not cleared by a match. Each bound lies where matching begins to miss one face in
    // ten, people on the do-not-publish list among them, as far as good photographs, of which two in a hundred are refused,
    // leave room for it (models/README.md, "Quality"). What is measured is in consent/face.hpp.
    float match_px = 26;
    float match_sharpness = 7;    // and more than
    float match_grain = 50;       // this is noise
    float match_yaw = 0.9F;
    float match_contrast = 7;
    float match_blown = 0.5F;     // at most
    float match_outside = 0.1F;   // at most
    float match_eyes = 0.08F;
    float match_mouth = 0.11F;
    // At most this share of strangers may be taken for somebody enrolled; the thresholds follow (consent/thresholds.hpp).
    float stranger_risk = 0.001F;
    // How many times as often as the adults that a model was measured on its strangers are mistaken here: pupils are children, of
    // one region and nearly one age. 10 is an assumption, of the size of the differences between groups of people
    // that NISTIR 8280 reports for many systems; no published figure is known for the models in the manifest.
    float children_factor = 10;
    std::optional<Calibration> calibration;  // the school's own, by `consent register calibrate`
    int reference_days = 730;        // oldest reference photo of a growing child; for pupils only
    int register_days = 400;         // a register nobody has touched for longer: review
    int leaver_grace_days = 0;       // days after the last day during which consent still counts
    bool block_on_names = false;     // block instead of taking the name out
    bool block_on_shown_names = false;   // the same, for the name of somebody who is in the picture
    bool staff_names_may_stay = false;   // names of staff are published
    // a forename or surname alone counts whatever the picture shows; else only where somebody who can be told may be in
    // it, and full names everywhere.
    bool strict_names_always = false;
    bool block_on_personal_data = false;  // the same of personal data
    // text in the picture that names somebody of the register who is not shown blocks; else a person looks. The name of
    // somebody who is shown always blocks.
    bool block_on_seen_text = false;
    bool require_text_reading = false;  // a picture whose text nobody read goes to a person; else only a reader that failed
    bool drop_words = false;         // leave nothing in the place of what is taken out, no "one of our pupils"
    // how the school's classes and tutor groups are written, as regular expressions in RE2's syntax that match whole words
    // without regard to case ("[1-6][a-d]", "year [0-9] oak"); in the setting's text with ";" between them.
    std::vector<std::string> class_patterns;
    // phone numbers, e-mail and postal addresses, and handles that are the school's own and may stand.
    std::vector<std::string> school_contacts;
    // links that may stand: "bbc.co.uk" and what lies below it on every channel, "website=bbc.co.uk/news" on one. Without
    // any for a channel a person looks at every link; with some, all others are taken out.
    std::vector<std::string> allowed_links;
    bool require_channel = false;    // a use must name a channel
    // uses that go through an account somebody logs in to. They must name it, and it must have two administrators or
    // more: on a website the school's host can always take a picture down, in such an account only who can log in.
    std::vector<std::string> account_purposes = {"social_media", "live_stream"};
    // Lets people on the do-not-publish list be enrolled and matched without biometric consent, each by a documented ground
    // (ListedAuthority, in consent/biometrics.hpp, says where the law allows that; for children at schools in England and
    // Wales it does not). Off: such a child matches nobody, so that every picture of them goes to a person, and
    // their name is taken out of the words.
    bool match_never_publish = false;
    bool require_confirmation = false;
    std::vector<std::string> review_activities = {"swimming", "gymnastics"};  // R-15, lower case
    int permit_minutes = 15;         // a permit not used by then has expired
};

// Reads the known keys and leaves the rest at their defaults.
// Fails: ErrorCode::invalid_argument for a key that is not a policy setting or a value out of range, so that a
// mistyped setting never goes unnoticed.
CONSENT_API Result<Policy> policy_from(const std::map<std::string, std::string>& settings);
CONSENT_API std::map<std::string, std::string> to_settings(const Policy& policy);

// Of all settings: names the policy a picture was judged by.
CONSENT_API Digest digest_of(const Policy& policy);

// One person a face resembles.
struct MatchCandidate {
    std::string person;
    float similarity = 0;        // to the person's template, the mean of the references that count
    Date taken{};                // of the newest of them
};

// What was seen of one face.
struct FaceEvidence {
    int view = 0;                  // which way of showing the picture it was seen in (transparency and animation have
                                   // several); different for different frames
    int frame = 0;                 // of an animation, from 0
    Box box;
    float score = 0;
    float widest_px = 0;           // the widest that any look drew it; what decides on too small to identify anybody, if
                                   // more than quality.width_px
    bool safety_net_only = false;  // only the second detector saw it
    bool embedded = false;         // false: no embedder, no landmarks; then candidates is empty
    Quality quality;               // width_px always; the rest where embedded
    std::vector<MatchCandidate> candidates;  // every person at or above the model's deny threshold less its
                                             // margin, best first; each person once
};

// What staff say: everybody who can be seen, and how many people that is.
struct RollCall {
    std::vector<std::string> present;
    int people = 0;
};

// What the register says of one person, for one use on one day.
struct PersonFacts {
    PersonKind kind = PersonKind::pupil;
    bool never_publish = false;
    ConsentState consent = ConsentState::no_answer;       // for the use
    ConsentState named_photo = ConsentState::no_answer;
    std::optional<Date> left_on;
};

// Whether the text in the picture was read.
enum class TextReading : std::uint8_t { not_tried = 0, failed, done };

// Everything the judge knows. A value that nobody filled in blocks.
struct Evidence {
    bool looked_at_whole = false;    // the detector saw every pixel that would leave
    bool copy_proved_clean = false;
    // Narrower faces could not have been found by the detector; unless the roll call accounts for everybody, a picture in
    // which such a face could identify somebody goes to a person.
    float smallest_face_px = std::numeric_limits<float>::infinity();
    int frames = 1;                         // pictures in the file that were looked at
    std::vector<FaceEvidence> faces;        // numbered from 1 in this order
    std::vector<WordFinding> names;         // in caption, alt text, title
    std::vector<WordFinding> embedded_names;  // in the file's metadata and name and in sidecar files, none of which leaves
    std::vector<WordFinding> personal;           // personal data in caption, alt text, title
    std::vector<WordFinding> embedded_personal;  // where embedded_names are
    std::vector<WordFinding> seen_names;     // in text that can be seen in the picture, each with its box
    std::vector<WordFinding> seen_personal;
    TextReading text_reading = TextReading::not_tried;
    std::vector<std::string> metadata;      // names of what the sanitiser takes out
    bool removed_position = false;          // GPS or another position is among it
    std::optional<RollCall> roll_call;
    std::vector<std::string> activities;    // as the poster stated them: "Swimming gala"
    bool poster_confirms = false;
    std::optional<Channel> channel;         // the register's entry for the use's channel
    std::optional<Instant> register_changed_at;  // absent: no register
    bool recognition = false;               // an embedder was there
    Thresholds thresholds;                  // of that embedder, for this register and policy
    std::map<std::string, PersonFacts, std::less<>> people;  // everybody in the register
};

enum class FaceStatus : std::uint8_t {
    unknown = 0, cleared, refused, never_publish, ambiguous, poor, too_small, attested,
};

struct FaceFinding {
    Box box;                   // in upright pixels of the picture as given
    int frame = 0;             // the picture of the file it was seen in, from 0
    float score = 0;
    FaceStatus status = FaceStatus::unknown;
    std::string person;        // id of the person it is taken for; empty: nobody
    float similarity = 0;      // to that person; 0 where nothing was compared
    float margin = 0;          // to the next best candidate, those left out who are another face; similarity where none
    Quality quality;
};

struct Judgement {
    Verdict verdict = Verdict::block;
    std::vector<Reason> reasons;        // worst first; empty only for publish
    std::vector<FaceFinding> faces;     // as many as Evidence::faces, in that order
    // Names, then embedded names, personal data, embedded personal data; each as many as there are in Evidence, in that order,
    // and seen names and personal data last, with `removed` decided: a possible finding stays in the text, and sends the picture to a person.
    std::vector<WordFinding> words;
};

// Applies the rules. No input or output, no clock: the same evidence gives the same judgement.
// Ensures: verdict is the worst of the reasons' verdicts, and publish only when every identifiable face is
// cleared or attested. A person missing from Evidence::people counts as one without consent.
CONSENT_API Judgement judge(const Evidence& evidence, const Policy& policy, const Use& use, Instant now);

CONSENT_API std::string_view to_string(FaceStatus status) noexcept;  // as in the JSON schema: "never_publish", ...

}  // namespace consent
