// SPDX-License-Identifier: Apache-2.0
#include "words/pattern.hpp"

#include <algorithm>
#include <stdexcept>

#include <re2/re2.h>

namespace consent {

namespace {

RE2::Options options() {
    RE2::Options chosen;
    chosen.set_encoding(RE2::Options::EncodingLatin1);
    chosen.set_log_errors(false);
    chosen.set_max_mem(8 << 20);
    return chosen;
}

}  // namespace

struct Pattern::Compiled {
    RE2 expression;
};

Pattern::Pattern(std::string_view syntax)
    : compiled_(new Compiled{RE2(re2::StringPiece(syntax.data(), syntax.size()), options())}) {
    if (!compiled_->expression.ok()) throw std::runtime_error(compiled_->expression.error());
}

Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::find(std::string_view text, std::size_t from, std::size_t to, Match& match) const {
    std::array<re2::StringPiece, most_groups + 1> groups;
    const int wanted = 1 + std::min(static_cast<int>(most_groups), compiled_->expression.NumberOfCapturingGroups());
    if (!compiled_->expression.Match(re2::StringPiece(text.data(), text.size()), from, to, RE2::UNANCHORED, groups.data(), wanted))
        return false;
    for (std::size_t i = 0; i < groups.size(); ++i) match.group[i] = std::string_view(groups[i].data(), groups[i].size());
    return true;
}

}  // namespace consent
