// SPDX-License-Identifier: Apache-2.0
//
// Regular expressions that take time in proportion to the text, whoever wrote them.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace consent {

// In RE2's syntax, on bytes. Immutable; usable from several threads.
class Pattern {
public:
    static constexpr std::size_t most_groups = 4;

    // Throws: std::runtime_error when `syntax` cannot be compiled within the memory allowed for one (8 MiB); what() says why.
    explicit Pattern(std::string_view syntax);
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    // Group 0 is the whole match. A group that took no part is empty, its data() null.
    struct Match {
        std::array<std::string_view, most_groups + 1> group;
        [[nodiscard]] std::size_t start(std::string_view text, std::size_t number = 0) const {
            return static_cast<std::size_t>(group[number].data() - text.data());
        }
        [[nodiscard]] std::size_t end(std::string_view text, std::size_t number = 0) const {
            return start(text, number) + group[number].size();
        }
        [[nodiscard]] bool has(std::size_t number) const { return group[number].data() != nullptr; }
    };

    // The first match within text[from, to); what lies around is seen by \b alone.
    [[nodiscard]] bool find(std::string_view text, std::size_t from, std::size_t to, Match& match) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace consent
