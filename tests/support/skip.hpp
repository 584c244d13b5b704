// SPDX-License-Identifier: Apache-2.0
//
// A test case that cannot run here says so, and ctest counts it as skipped, by name.
#pragma once

#include <iostream>

#define CONSENT_SKIP(why)                              \
    do {                                               \
        std::cout << "SKIPPED: " << (why) << std::endl; \
        return;                                        \
    } while (false)
