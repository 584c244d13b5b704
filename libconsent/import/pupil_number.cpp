// SPDX-License-Identifier: Apache-2.0
#include "import/pupil_number.hpp"

#include <cstddef>

namespace consent {

bool is_pupil_number(std::string_view text) noexcept {
    constexpr std::string_view letters = "ABCDEFGHJKLMNPQRTUVWXYZ";
    static_assert(letters.size() == 23);
    if (text.size() != 13) return false;
    std::size_t sum = 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const char c = text[i];
        std::size_t value = 0;
        if (c >= '0' && c <= '9') value = static_cast<std::size_t>(c - '0');
        else if (const std::size_t letter = letters.find(c); i == 12 && letter != std::string_view::npos) value = letter;
        else return false;
        sum += value * (i + 1);
    }
    return text[0] == letters[sum % 23];
}

}  // namespace consent
