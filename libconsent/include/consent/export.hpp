// SPDX-License-Identifier: Apache-2.0
//
// CONSENT_API marks what the shared library exports. Everything else is hidden.
#pragma once

#if defined(_WIN32)
#define CONSENT_API
#else
#define CONSENT_API __attribute__((visibility("default")))
#endif
