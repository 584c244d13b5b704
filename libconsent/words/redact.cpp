// SPDX-License-Identifier: Apache-2.0
#include "words/name_finder.hpp"

namespace consent {

std::string redact(std::string_view text, const std::vector<WordFinding>& findings) {
    std::string safe;
    std::size_t at = 0;
    for (const WordFinding& finding : findings) {
        if (!finding.removed) continue;
        safe.append(text.substr(at, finding.start - at)).append("a member of our school");
        at = finding.end;
    }
    return safe.append(text.substr(at));
}

}  // namespace consent
