// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

// Where tests find the tree, the models and the tool; what the environment says already stands.
int main(int argc, char** argv) {
    ::setenv("CONSENT_SOURCE_DIR", CONSENT_TEST_SOURCE_DIR, 0);
    ::setenv("CONSENT_MODELS", CONSENT_TEST_MODELS, 0);
    if (*CONSENT_TEST_TOOL != '\0') ::setenv("CONSENT_TOOL", CONSENT_TEST_TOOL, 0);
    return Catch::Session().run(argc, argv);
}
