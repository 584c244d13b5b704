/* SPDX-License-Identifier: Apache-2.0
 *
 * libconsent for C, and for every language that can call C: the door each picture passes on its way out.
 *
 *     consent_setup setup = CONSENT_SETUP_INIT;
 *     setup.register_url = "school.db";
 *     consent_error error;
 *     consent_gate* gate = consent_gate_open(&setup, &error);
 *
 *     consent_candidate candidate = CONSENT_CANDIDATE_INIT;
 *     candidate.bytes = file;
 *     candidate.byte_count = file_size;
 *     candidate.caption = "Sports day";
 *     consent_decision* decision = consent_check(gate, &candidate, "website", time(NULL), &error);
 *     if (consent_decision_verdict(decision) == CONSENT_PUBLISH) {
 *         consent_copy* copy = consent_publish(gate, decision, time(NULL), &error);
 *         ...                                        upload consent_copy_bytes(copy), and only these
 *         consent_copy_free(copy);
 *     }
 *     consent_decision_free(decision);
 *     consent_gate_free(gate);
 *
 * Errors.    A function that can fail returns NULL and, where `error` is not NULL, fills *error. On success it sets
 *            error->code to CONSENT_OK. No C++ exception passes this border; nothing is printed; nothing exits.
 * NULL.      A NULL gate, decision, setup or candidate is CONSENT_INVALID_ARGUMENT where there is an error to fill;
 *            elsewhere it reads as the safe value: block, 0 or NULL. A NULL decision is never published.
 * Ownership. What a function named *_open, *_check, *_publish or *_json returns belongs to the caller, who gives it
 *            back to the named *_free once. Every *_free accepts NULL. Pointers returned by accessors belong to the
 *            object asked and are valid until it is freed.
 * Text.      UTF-8, ended by a zero byte.
 * Time.      Seconds since 1970-01-01 UTC, within the years 1970 to 9999. The library asks no clock.
 * Threads.   One thread at a time on one gate or decision; different objects are independent.
 * Growth.    Structs begin with their size, set by their *_INIT macro, so that a program built against an older header
 *            keeps working; fields are only ever added at the end, and zero always means "as before".
 */
#ifndef CONSENT_H
#define CONSENT_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define CONSENT_C_API
#else
#define CONSENT_C_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct consent_gate consent_gate;         /* register, models, policy and audit log, open */
typedef struct consent_decision consent_decision; /* what was seen and judged of one picture */
typedef struct consent_copy consent_copy;         /* a clean copy that has been let out */

/* Ordered from worst to best; a value nobody set blocks. */
typedef enum consent_verdict {
    CONSENT_BLOCK = 0,
    CONSENT_REVIEW = 1,
    CONSENT_PUBLISH = 2
} consent_verdict;

/* Each code answers one question: what can the caller do about it? */
typedef enum consent_code {
    CONSENT_OK = 0,
    CONSENT_INVALID_ARGUMENT = 1, /* the request itself is wrong: ask for something else */
    CONSENT_UNREADABLE = 2,       /* this picture cannot be read whole: bring another file */
    CONSENT_REFUSED = 3,          /* a rule forbids it: it stays forbidden */
    CONSENT_UNAVAILABLE = 4,      /* register, model or audit log is missing, locked or damaged: mend it, try again */
    CONSENT_WRITE_FAILED = 5,     /* the copy could not be made: nothing was left behind; try again */
    CONSENT_INTERNAL = 6          /* a bug or an exhausted machine: report it */
} consent_code;

/* Lives with the caller and needs no freeing. The message is one line of plain English without a person's name, cut
 * to fit at a whole character. */
typedef struct consent_error {
    consent_code code;
    char message[508];
} consent_error;

/* What a school has on disk. NULL fields take their default. */
typedef struct consent_setup {
    size_t size;               /* sizeof(consent_setup) */
    const char* register_url;  /* required: a path, or "sqlite:PATH" */
    const char* audit_path;    /* default: beside the register, "school.db" -> "school.audit.db" */
    const char* models_folder; /* default: $CONSENT_MODELS, else the user's data folder */
    const char* detector;      /* a model id; default: the best that is there */
    const char* embedder;      /* a model id; default: the best that is there; "none": roll call only */
    const char* safety_net;    /* a model id; default: another detector than the first; "none": no second look */
} consent_setup;
#define CONSENT_SETUP_INIT {sizeof(consent_setup), NULL, NULL, NULL, NULL, NULL, NULL}

/* A picture that somebody wants to publish, with all that would go with it. Borrowed for the time of the call. */
typedef struct consent_candidate {
    size_t size;                   /* sizeof(consent_candidate) */
    const uint8_t* bytes;          /* required: the file, whole */
    size_t byte_count;
    const char* caption;           /* words that would be published with the picture; NULL: none */
    const char* alt_text;
    const char* title;
    int32_t roll_call;             /* 1: `present` and `people` are a roll call; 0: there is none, and both must be empty */
    int32_t people;                /* how many people staff can see in the picture */
    const char* const* present;    /* register ids of everybody staff can name */
    size_t present_count;
    const char* const* activities; /* "swimming", as the poster states them */
    size_t activity_count;
    int32_t poster_confirms;       /* 1: dressed suitably, nobody ridiculed, we may use the picture */
    int32_t reserved;              /* 0 */
} consent_candidate;
#define CONSENT_CANDIDATE_INIT {sizeof(consent_candidate), NULL, 0, NULL, NULL, NULL, 0, 0, NULL, 0, NULL, 0, 0, 0}

/* "0.1.0" */
CONSENT_C_API const char* consent_version(void);

/* Requires: setup->register_url names a register that exists; none is ever created.
 * Fails:    CONSENT_UNAVAILABLE (register, audit log or a model that was named), CONSENT_INVALID_ARGUMENT (no such
 *           model, a policy setting that is wrong, a struct of a newer header that asks for what this library lacks). */
CONSENT_C_API consent_gate* consent_gate_open(const consent_setup* setup, consent_error* error);
CONSENT_C_API void consent_gate_free(consent_gate* gate);

/* Makes the clean copy, looks at its pixels, judges, and writes the audit log. `use` is a purpose, or
 * "purpose@channel". The candidate's bytes are not kept.
 * Fails: CONSENT_UNREADABLE (in the audit log as a block), CONSENT_INVALID_ARGUMENT (unknown purpose or person,
 *        a roll call that contradicts itself), CONSENT_UNAVAILABLE, CONSENT_INTERNAL. */
CONSENT_C_API consent_decision* consent_check(consent_gate* gate, const consent_candidate* candidate, const char* use,
                                              int64_t now, consent_error* error);
CONSENT_C_API void consent_decision_free(consent_decision* decision);

CONSENT_C_API consent_verdict consent_decision_verdict(const consent_decision* decision);

/* Reasons, worst first; `index` from 0. Past the end: NULL, CONSENT_BLOCK, 0. */
CONSENT_C_API size_t consent_decision_reason_count(const consent_decision* decision);
CONSENT_C_API const char* consent_decision_reason_rule(const consent_decision* decision, size_t index); /* "R-04" */
CONSENT_C_API const char* consent_decision_reason_text(const consent_decision* decision, size_t index);
CONSENT_C_API consent_verdict consent_decision_reason_verdict(const consent_decision* decision, size_t index);
CONSENT_C_API int32_t consent_decision_reason_face(const consent_decision* decision, size_t index); /* from 1; 0: none */

/* The candidate's words as they may stand with the copy, names taken out; NULL where the candidate had none. */
CONSENT_C_API const char* consent_decision_clean_caption(const consent_decision* decision);
CONSENT_C_API const char* consent_decision_clean_alt_text(const consent_decision* decision);
CONSENT_C_API const char* consent_decision_clean_title(const consent_decision* decision);

/* The whole decision as one JSON object, as `consent check --json` prints it; `file` is how the caller names the picture
 * and may be NULL. Returned text goes back to consent_text_free. */
CONSENT_C_API char* consent_decision_json(const consent_decision* decision, const char* file, consent_error* error);
CONSENT_C_API void consent_text_free(char* text);

/* Lets the clean copy out, once: the right to do so is spent whatever comes back. The audit log holds the publication
 * before this returns.
 * Fails: CONSENT_REFUSED (the verdict is not CONSENT_PUBLISH, the right is spent or expired, the decision is another
 *        gate's, the register has changed since the check), CONSENT_UNAVAILABLE, CONSENT_WRITE_FAILED, CONSENT_INTERNAL. */
CONSENT_C_API consent_copy* consent_publish(consent_gate* gate, consent_decision* decision, int64_t now,
                                            consent_error* error);
CONSENT_C_API void consent_copy_free(consent_copy* copy);

CONSENT_C_API const uint8_t* consent_copy_bytes(const consent_copy* copy);
CONSENT_C_API size_t consent_copy_size(const consent_copy* copy);
CONSENT_C_API const char* consent_copy_name(const consent_copy* copy); /* neutral: "photo-3f9c2a71b0d4.jpg" */
CONSENT_C_API const char* consent_copy_digest(const consent_copy* copy); /* SHA-256 of the bytes, 64 hexadecimal digits */
CONSENT_C_API uint64_t consent_copy_audit_sequence(const consent_copy* copy); /* of its entry in the audit log */

#ifdef __cplusplus
}
#endif

#endif /* CONSENT_H */
