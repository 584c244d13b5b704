// SPDX-License-Identifier: Apache-2.0
#include <consent/words.hpp>

namespace consent {

std::string_view to_string(WordKind kind) noexcept {
    switch (kind) {
        case WordKind::name: return "name";
        case WordKind::email: return "email";
        case WordKind::phone: return "phone";
        case WordKind::postcode: return "postcode";
        case WordKind::address: return "address";
        case WordKind::birth_date: return "birth_date";
        case WordKind::age: return "age";
        case WordKind::pupil_number: return "pupil_number";
        case WordKind::nhs_number: return "nhs_number";
        case WordKind::national_insurance: return "national_insurance";
        case WordKind::class_group: return "class_group";
        case WordKind::registration_plate: return "registration_plate";
        case WordKind::handle: return "handle";
        case WordKind::link: return "link";
        case WordKind::position: return "position";
    }
    return "name";
}

std::string_view to_string(Certainty certainty) noexcept { return certainty == Certainty::sure ? "sure" : "possible"; }

}  // namespace consent
