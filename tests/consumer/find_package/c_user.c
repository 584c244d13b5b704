/* SPDX-License-Identifier: Apache-2.0 */
#include <consent.h>

#include <stdio.h>

int main(void) {
    consent_error error;
    consent_setup setup = CONSENT_SETUP_INIT;
    setup.register_url = "no-such-register.db";
    if (consent_gate_open(&setup, &error) != NULL || error.code != CONSENT_UNAVAILABLE) return 1;
    printf("%s %s\n", consent_version(), error.message);
    return 0;
}
