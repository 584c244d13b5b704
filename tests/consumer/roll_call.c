/* SPDX-License-Identifier: Apache-2.0
 *
 * A school's upload tool in C: clears a picture by roll call, gets the clean copy, and is refused whatever it must not have.
 *
 *     roll_call REGISTER PHOTO SCRATCH    as made by make_school; SCRATCH: a folder without models
 */
#include <consent.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define EXPECT(condition)                                                        \
    do {                                                                         \
        if (!(condition)) {                                                      \
            ++failures;                                                          \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
        }                                                                        \
    } while (0)

static const int64_t noon = 1795176000; /* 2026-11-20T12:00:00Z */

static uint8_t* read_file(const char* path, size_t* size) {
    FILE* file = fopen(path, "rb");
    uint8_t* bytes = malloc(16u << 20);
    if (file == NULL || bytes == NULL) exit(70);
    *size = fread(bytes, 1, 16u << 20, file);
    fclose(file);
    return bytes;
}

static consent_candidate roll_call(const uint8_t* bytes, size_t size, const char* const* person) {
    consent_candidate candidate = CONSENT_CANDIDATE_INIT;
    candidate.bytes = bytes;
    candidate.byte_count = size;
    candidate.roll_call = 1;
    candidate.people = 1;
    candidate.present = person;
    candidate.present_count = 1;
    return candidate;
}

static int contains(const uint8_t* bytes, size_t size, const char* text) {
    const size_t length = strlen(text);
    for (size_t i = 0; i + length <= size; ++i)
        if (memcmp(bytes + i, text, length) == 0) return 1;
    return 0;
}

static int has_reason(const consent_decision* decision, const char* rule) {
    for (size_t i = 0; i < consent_decision_reason_count(decision); ++i)
        if (strcmp(consent_decision_reason_rule(decision, i), rule) == 0) return 1;
    return 0;
}

static void show(const consent_decision* decision, const consent_error* error) {
    if (decision == NULL) fprintf(stderr, "  error %d: %s\n", (int)error->code, error->message);
    for (size_t i = 0; i < consent_decision_reason_count(decision); ++i)
        fprintf(stderr, "  %s face %d verdict %d: %s\n", consent_decision_reason_rule(decision, i),
                (int)consent_decision_reason_face(decision, i), (int)consent_decision_reason_verdict(decision, i),
                consent_decision_reason_text(decision, i));
}

static void a_cleared_picture_leaves_once(consent_gate* gate, const uint8_t* bytes, size_t size) {
    const char* const person[] = {"P-yes"};
    consent_error error;
    consent_candidate candidate = roll_call(bytes, size, person);
    candidate.caption = "Amahle Dlamini wins the egg race";
    consent_decision* decision = consent_check(gate, &candidate, "website", noon, &error);
    show(decision, &error);
    EXPECT(decision != NULL && error.code == CONSENT_OK && error.message[0] == '\0');
    EXPECT(consent_decision_verdict(decision) == CONSENT_PUBLISH);

    const char* caption = consent_decision_clean_caption(decision);
    EXPECT(caption != NULL && strstr(caption, "Amahle") == NULL && strstr(caption, "Dlamini") == NULL);
    EXPECT(caption != NULL && strstr(caption, "egg race") != NULL);
    EXPECT(consent_decision_clean_title(decision) == NULL && consent_decision_clean_alt_text(decision) == NULL);

    char* json = consent_decision_json(decision, "sports day.jpg", &error);
    EXPECT(json != NULL && json[0] == '{' && strstr(json, "sports day.jpg") != NULL);
    EXPECT(json != NULL && strstr(json, "publish") != NULL && strstr(json, "Dlamini") == NULL);
    consent_text_free(json);

    EXPECT(contains(bytes, size, "Dlamini") && contains(bytes, size, "Exif"));
    consent_copy* copy = consent_publish(gate, decision, noon + 60, &error);
    EXPECT(copy != NULL && error.code == CONSENT_OK);
    EXPECT(!contains(consent_copy_bytes(copy), consent_copy_size(copy), "Dlamini"));
    EXPECT(consent_copy_size(copy) > 1000 && consent_copy_bytes(copy) != NULL);
    EXPECT(copy != NULL && strlen(consent_copy_digest(copy)) == 64 && consent_copy_audit_sequence(copy) > 0);
    EXPECT(copy != NULL && strncmp(consent_copy_name(copy), "photo-", 6) == 0);
    consent_copy_free(copy);

    copy = consent_publish(gate, decision, noon + 60, &error);
    EXPECT(copy == NULL && error.code == CONSENT_REFUSED && error.message[0] != '\0');
    EXPECT(consent_copy_bytes(copy) == NULL && consent_copy_size(copy) == 0);
    consent_decision_free(decision);
}

static void a_failed_publish_spends_the_right(consent_gate* gate, const uint8_t* bytes, size_t size) {
    const char* const person[] = {"P-yes"};
    consent_error error;
    const consent_candidate candidate = roll_call(bytes, size, person);
    consent_decision* decision = consent_check(gate, &candidate, "website", noon, &error);
    EXPECT(consent_publish(NULL, decision, noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_publish(gate, decision, noon, &error) == NULL && error.code == CONSENT_REFUSED);
    consent_decision_free(decision);

    decision = consent_check(gate, &candidate, "website", noon, &error);
    EXPECT(consent_publish(gate, decision, noon + 86400, &error) == NULL && error.code == CONSENT_REFUSED);
    consent_decision_free(decision);
}

static void a_refused_child_stays(consent_gate* gate, const uint8_t* bytes, size_t size) {
    const char* const person[] = {"P-no"};
    consent_error error;
    const consent_candidate candidate = roll_call(bytes, size, person);
    consent_decision* decision = consent_check(gate, &candidate, "website", noon, &error);
    EXPECT(decision != NULL && consent_decision_verdict(decision) == CONSENT_BLOCK);
    EXPECT(has_reason(decision, "R-03"));
    EXPECT(decision != NULL && consent_decision_reason_verdict(decision, 0) == CONSENT_BLOCK);
    EXPECT(consent_publish(gate, decision, noon, &error) == NULL && error.code == CONSENT_REFUSED);
    consent_decision_free(decision);
}

static void a_picture_without_a_roll_call_is_not_cleared(consent_gate* gate, const uint8_t* bytes, size_t size) {
    consent_error error;
    consent_candidate candidate = CONSENT_CANDIDATE_INIT;
    candidate.bytes = bytes;
    candidate.byte_count = size;
    consent_decision* decision = consent_check(gate, &candidate, "website", noon, &error);
    EXPECT(decision != NULL && consent_decision_verdict(decision) == CONSENT_REVIEW && has_reason(decision, "R-04"));
    EXPECT(consent_publish(gate, decision, noon, NULL) == NULL);
    consent_decision_free(decision);
}

static void a_wrong_count_is_not_cleared(consent_gate* gate, const uint8_t* bytes, size_t size) {
    const char* const person[] = {"P-yes"};
    consent_error error;
    consent_candidate candidate = roll_call(bytes, size, person);
    candidate.people = 2;
    consent_decision* decision = consent_check(gate, &candidate, "website", noon, &error);
    EXPECT(consent_decision_verdict(decision) != CONSENT_PUBLISH);
    EXPECT(consent_publish(gate, decision, noon, &error) == NULL);
    consent_decision_free(decision);
}

static void wrong_requests_are_told(consent_gate* gate, const uint8_t* bytes, size_t size) {
    const char* const person[] = {"P-yes"};
    const char* const nobody[] = {NULL};
    consent_error error;
    const consent_candidate good = roll_call(bytes, size, person);
    consent_candidate bad;

    EXPECT(consent_check(NULL, &good, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_check(gate, NULL, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_check(gate, &good, NULL, noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_check(gate, &good, "billboard", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_check(gate, &good, "website", -1, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_check(gate, &good, "website", INT64_MAX, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_check(gate, NULL, NULL, 0, NULL) == NULL);

    bad = good;
    bad.bytes = NULL;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_UNREADABLE);
    bad = good;
    bad.byte_count = 0;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_UNREADABLE);
    bad = good;
    bad.byte_count = size / 2;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_UNREADABLE);
    bad = good;
    bad.roll_call = 0;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    bad = good;
    bad.present = NULL;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    bad = good;
    bad.present = nobody;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    bad = good;
    bad.reserved = 1;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    bad = good;
    bad.size = 0;
    EXPECT(consent_check(gate, &bad, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
}

static void structs_may_grow(consent_gate* gate, const uint8_t* bytes, size_t size) {
    const char* const person[] = {"P-yes"};
    struct newer {
        consent_candidate known;
        uint64_t unknown;
    } newer;
    consent_error error;
    memset(&newer, 0, sizeof newer);
    newer.known = roll_call(bytes, size, person);
    newer.known.size = sizeof newer;
    consent_decision* decision = consent_check(gate, &newer.known, "website", noon, &error);
    EXPECT(consent_decision_verdict(decision) == CONSENT_PUBLISH);
    consent_decision_free(decision);
    newer.unknown = 1;
    EXPECT(consent_check(gate, &newer.known, "website", noon, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);

    consent_candidate older = roll_call(bytes, size, person);
    older.size = offsetof(consent_candidate, roll_call); /* a header from before there was a roll call */
    decision = consent_check(gate, &older, "website", noon, &error);
    EXPECT(decision != NULL && consent_decision_verdict(decision) == CONSENT_REVIEW);
    consent_decision_free(decision);
}

static void nothing_reads_as_block(void) {
    EXPECT(consent_decision_verdict(NULL) == CONSENT_BLOCK && CONSENT_BLOCK == 0);
    EXPECT(consent_decision_reason_count(NULL) == 0 && consent_decision_reason_rule(NULL, 0) == NULL);
    EXPECT(consent_decision_reason_text(NULL, 0) == NULL && consent_decision_reason_verdict(NULL, 0) == CONSENT_BLOCK);
    EXPECT(consent_decision_clean_caption(NULL) == NULL && consent_decision_json(NULL, NULL, NULL) == NULL);
    EXPECT(consent_publish(NULL, NULL, noon, NULL) == NULL && consent_copy_bytes(NULL) == NULL);
    EXPECT(consent_copy_size(NULL) == 0 && consent_copy_name(NULL) == NULL && consent_copy_digest(NULL) == NULL);
    consent_gate_free(NULL);
    consent_decision_free(NULL);
    consent_copy_free(NULL);
    consent_text_free(NULL);
}

static void a_missing_register_is_told_and_not_made(const char* scratch) {
    char path[4096];
    consent_error error;
    consent_setup setup = CONSENT_SETUP_INIT;
    EXPECT(consent_gate_open(NULL, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    EXPECT(consent_gate_open(&setup, &error) == NULL && error.code == CONSENT_INVALID_ARGUMENT);
    snprintf(path, sizeof path, "%s/no-such-register.db", scratch);
    setup.register_url = path;
    EXPECT(consent_gate_open(&setup, &error) == NULL && error.code == CONSENT_UNAVAILABLE && error.message[0] != '\0');
    EXPECT(consent_gate_open(&setup, NULL) == NULL);
    FILE* made = fopen(path, "rb");
    EXPECT(made == NULL);
    if (made != NULL) fclose(made);
}

int main(int argc, char** argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: roll_call REGISTER PHOTO SCRATCH\n");
        return 64;
    }
    size_t size = 0;
    uint8_t* bytes = read_file(argv[2], &size);
    consent_error error;
    consent_setup setup = CONSENT_SETUP_INIT;
    setup.register_url = argv[1];
    setup.models_folder = argv[3];
    setup.embedder = "none";
    consent_gate* gate = consent_gate_open(&setup, &error);
    EXPECT(gate != NULL && error.code == CONSENT_OK);
    EXPECT(strcmp(consent_version(), CONSENT_EXPECTED_VERSION) == 0);
    if (gate == NULL) {
        show(NULL, &error);
    } else {
        a_cleared_picture_leaves_once(gate, bytes, size);
        a_failed_publish_spends_the_right(gate, bytes, size);
        a_refused_child_stays(gate, bytes, size);
        a_picture_without_a_roll_call_is_not_cleared(gate, bytes, size);
        a_wrong_count_is_not_cleared(gate, bytes, size);
        wrong_requests_are_told(gate, bytes, size);
        structs_may_grow(gate, bytes, size);
    }
    nothing_reads_as_block();
    a_missing_register_is_told_and_not_made(argv[3]);
    consent_gate_free(gate);
    free(bytes);
    printf("%s\n", failures == 0 ? "The C binding keeps its word." : "The C binding does not keep its word.");
    return failures == 0 ? 0 : 1;
}
