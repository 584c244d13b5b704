// SPDX-License-Identifier: Apache-2.0
#include "words/plain_words.hpp"

#include <array>
#include <initializer_list>
#include <string>
#include <unordered_map>

namespace consent {

namespace {

using Table = std::unordered_map<std::string_view, std::uint32_t>;

const Table& table() {
    static const Table words = [] {
        Table built;
        built.reserve(5000);
        for (const auto lists : {plain_function_words(), plain_content_words()})
            for (const auto& [kind, words_of_kind] : lists)
                for (std::string_view rest = words_of_kind; !rest.empty();) {
                    const std::size_t end = rest.find(' ');
                    built[rest.substr(0, end)] |= kind;
                    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
                }
        return built;
    }();
    return words;
}

struct Ending {
    std::string_view written;
    std::string_view stem;  // what stands in its place in the word of the table
    std::uint32_t of;       // classes that take it
    std::uint32_t gives;
};

constexpr std::uint32_t verb_or_noun = plain::verb | plain::noun;
constexpr std::array endings{
    Ending{"s", "", verb_or_noun | plain::institution, 0},
    Ending{"es", "", verb_or_noun, 0},
    Ending{"ies", "y", verb_or_noun, 0},
    Ending{"ves", "f", plain::noun, 0},
    Ending{"ves", "fe", plain::noun, 0},
    Ending{"ed", "", plain::verb, plain::past},
    Ending{"ed", "e", plain::verb, plain::past},
    Ending{"ied", "y", plain::verb, plain::past},
    Ending{"ing", "", plain::verb, plain::noun},
    Ending{"ing", "e", plain::verb, plain::noun},
    Ending{"er", "", plain::verb | plain::adjective, plain::noun},
    Ending{"er", "e", plain::verb | plain::adjective, plain::noun},
    Ending{"ers", "", plain::verb, plain::noun},
    Ending{"ers", "e", plain::verb, plain::noun},
    Ending{"ier", "y", plain::adjective, plain::adjective},
    Ending{"iest", "y", plain::adjective, plain::adjective},
    Ending{"est", "", plain::adjective, plain::adjective},
    Ending{"est", "e", plain::adjective, plain::adjective},
    Ending{"ly", "", plain::adjective, plain::adverb},
    Ending{"ily", "y", plain::adjective, plain::adverb},
    Ending{"ness", "", plain::adjective, plain::noun},
    Ending{"iness", "y", plain::adjective, plain::noun},
    Ending{"y", "", plain::noun, plain::adjective},
    Ending{"ful", "", verb_or_noun, plain::adjective},
    Ending{"less", "", verb_or_noun, plain::adjective},
    Ending{"able", "", plain::verb, plain::adjective},
};

std::uint32_t doubled_class(std::string_view stem) {
    const std::size_t size = stem.size();
    return size > 3 && stem[size - 1] == stem[size - 2] ? plain_class_of_exactly(stem.substr(0, size - 1)) : 0U;
}

}  // namespace

std::uint32_t plain_class_of_exactly(std::string_view word) {
    const auto found = table().find(word);
    return found == table().end() ? 0U : found->second;
}

std::uint32_t plain_class(std::string_view word) {
    if (const std::uint32_t exact = plain_class_of_exactly(word); exact != 0) return exact;
    for (const Ending& ending : endings) {
        if (word.size() < ending.written.size() + 3 || !word.ends_with(ending.written)) continue;
        const std::string_view stem = word.substr(0, word.size() - ending.written.size());
        std::uint32_t of = plain_class_of_exactly(std::string(stem).append(ending.stem)) & ending.of;
        if (of == 0 && ending.stem.empty() && ending.gives != 0) of = doubled_class(stem) & ending.of;
        if (of != 0) return ending.gives != 0 ? ending.gives : of;
    }
    return 0;
}

}  // namespace consent
