// SPDX-License-Identifier: Apache-2.0
//
// The demo's table: a row a picture, the reasons wrapped into their column.
#pragma once

#include <string>
#include <vector>

#include <consent/verdict.hpp>

namespace consent::cli {

struct DemoRow {
    std::string picture;
    std::string shows;
    Verdict verdict = Verdict::block;
    std::string rules;             // "R-02 R-10", or "-"
    std::vector<std::string> why;  // a paragraph each
};

std::string demo_table_head();
std::string demo_table_row(const DemoRow& row, bool colour);

}  // namespace consent::cli
