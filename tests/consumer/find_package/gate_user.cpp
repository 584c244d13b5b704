// SPDX-License-Identifier: Apache-2.0
//
// Needs a header, a symbol of the shared library and a refusal across its border.
#include <consent/consent.hpp>

#include <iostream>

int main() {
    consent::Setup setup;
    setup.register_url = "no-such-register.db";
    const auto gate = consent::open_gate(setup);
    if (gate || gate.error().code != consent::ErrorCode::unavailable) return 1;
    const auto use = consent::parse_use("website");
    if (!use || consent::all_rules().size() != 18) return 1;
    std::cout << CONSENT_VERSION_STRING << ' ' << consent::to_string(*use) << ' ' << gate.error().message << '\n';
    return 0;
}
