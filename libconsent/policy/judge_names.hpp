// SPDX-License-Identifier: Apache-2.0
//
// names of the register in the words that would be published.
#pragma once

#include <set>
#include <string>

#include <consent/policy.hpp>

namespace consent {

// Who is taken to be in the picture.
struct PeopleShown {
    std::set<std::string, std::less<>> anybody;  // by face or roll call
    std::string only;  // the one person who is shown, if there is exactly one and who it is is known
};

// A name of staff, by policy, or of the one child who is shown, with a written yes for named_photo.
bool name_may_stay(const WordFinding& name, const Evidence& evidence, const Policy& policy, const PeopleShown& shown);

// Adds the names to judgement.words, `removed` decided, and the reasons. A sure name is taken out or blocks; a possible one
// stays, and the picture goes to a person. What stands in the file's own metadata never leaves.
void judge_names(const Evidence& evidence, const Policy& policy, const PeopleShown& shown, Judgement& judgement);

// "file name, EXIF:Artist", each once, at most four of them.
std::string sources_of(const std::vector<WordFinding>& findings);

}  // namespace consent
