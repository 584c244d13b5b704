// SPDX-License-Identifier: Apache-2.0
//
// Pictures from the drawn school, each made to show one thing the gate does, with how it has to end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/date.hpp>
#include <consent/image.hpp>
#include <consent/policy.hpp>
#include <consent/verdict.hpp>

namespace consent::demo {

// What has to come out: the verdict, and a rule among its reasons. Rule::unreadable: no decision, an unreadable file.
struct Ending {
    Verdict verdict = Verdict::publish;
    std::optional<Rule> rule;
};

struct StoryPicture {
    std::string file;   // "01-best-friends.jpg"
    std::string shows;  // what it is there for, in a few words
    Bytes bytes;
    Raster drawn;  // upright, as the gate sees it; empty where `bytes` is no picture
    std::string purpose;
    std::string caption;       // empty: none
    RollCall roll_call;        // what a member of staff would say about it
    bool staff_named = false;  // the roll call goes along even where faces are recognised
    Ending with_recognition;
    Ending by_roll_call;  // with no recognition model
};

// The same pictures in the same order for the same day.
std::vector<StoryPicture> story(Date today);

}  // namespace consent::demo
