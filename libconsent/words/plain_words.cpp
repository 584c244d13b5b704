// SPDX-License-Identifier: Apache-2.0
#include "words/plain_words.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace consent {

namespace {

// Open addressing; a word is compared only where its hash is the same.
class Table {
public:
    Table() : places_(std::size_t{1} << 14U) {
        for (const auto lists : {plain_function_words(), plain_content_words()})
            for (const auto& [kind, words_of_kind] : lists)
                for (std::string_view rest = words_of_kind; !rest.empty();) {
                    const std::string_view word = rest.substr(0, rest.find(' '));
                    Place& place = places_[find(word)];
                    place.word = word;
                    place.hash = hash_of(word);
                    place.kind |= kind;
                    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
                }
    }

    [[nodiscard]] std::uint32_t kind(std::string_view word) const { return places_[find(word)].kind; }

private:
    struct Place {
        std::string_view word;
        std::uint32_t hash = 0;
        std::uint32_t kind = 0;  // 0: empty
    };

    static std::uint32_t hash_of(std::string_view word) {
        std::uint32_t hash = 2166136261U;  // FNV-1a
        for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
        return hash;
    }

    [[nodiscard]] std::size_t find(std::string_view word) const {
        const std::uint32_t hash = hash_of(word);
        std::size_t at = hash & (places_.size() - 1);
        while (places_[at].kind != 0 && (places_[at].hash != hash || places_[at].word != word))
            at = (at + 1) & (places_.size() - 1);
        return at;
    }

    std::vector<Place> places_;  // a third of them taken
};

const Table& table() {
    static const Table words;
    return words;
}

struct Ending {
    std::string_view written;
    char stem;            // what stands in its place in the word of the table; 0: nothing
    std::uint32_t of;     // classes that take it
    std::uint32_t gives;  // 0: the same
};

constexpr std::uint32_t verb_or_noun = plain::verb | plain::noun;
constexpr std::array endings{
    Ending{"s", 0, verb_or_noun | plain::institution, 0},
    Ending{"es", 0, verb_or_noun, 0},
    Ending{"ies", 'y', verb_or_noun, 0},
    Ending{"ves", 'f', plain::noun, 0},
    Ending{"ers", 0, plain::verb, plain::noun},
    Ending{"ers", 'e', plain::verb, plain::noun},
    Ending{"less", 0, verb_or_noun, plain::adjective},
    Ending{"ness", 0, plain::adjective, plain::noun},
    Ending{"iness", 'y', plain::adjective, plain::noun},
    Ending{"ed", 0, plain::verb, plain::past},
    Ending{"ed", 'e', plain::verb, plain::past},
    Ending{"ied", 'y', plain::verb, plain::past},
    Ending{"ing", 0, plain::verb, plain::noun},
    Ending{"ing", 'e', plain::verb, plain::noun},
    Ending{"er", 0, plain::verb | plain::adjective, plain::noun},
    Ending{"er", 'e', plain::verb | plain::adjective, plain::noun},
    Ending{"ier", 'y', plain::adjective, plain::adjective},
    Ending{"iest", 'y', plain::adjective, plain::adjective},
    Ending{"est", 0, plain::adjective, plain::adjective},
    Ending{"est", 'e', plain::adjective, plain::adjective},
    Ending{"ly", 0, plain::adjective, plain::adverb},
    Ending{"ily", 'y', plain::adjective, plain::adverb},
    Ending{"y", 0, plain::noun, plain::adjective},
    Ending{"ful", 0, verb_or_noun, plain::adjective},
    Ending{"able", 0, plain::verb, plain::adjective},
};
constexpr std::size_t longest_word = 24;

std::uint32_t doubled_class(std::string_view stem) {
    const std::size_t size = stem.size();
    return size > 3 && stem[size - 1] == stem[size - 2] ? plain_class_of_exactly(stem.substr(0, size - 1)) : 0U;
}

}  // namespace

std::uint32_t plain_class_of_exactly(std::string_view word) { return table().kind(word); }

std::uint32_t plain_class(std::string_view word) {
    if (word.empty() || word.size() > longest_word) return 0;
    if (const std::uint32_t exact = plain_class_of_exactly(word); exact != 0) return exact;
    std::array<char, longest_word> stem{};
    std::copy(word.begin(), word.end(), stem.begin());
    for (const Ending& ending : endings) {
        if (ending.written.back() != word.back() || word.size() < ending.written.size() + 3 ||
            !word.ends_with(ending.written))
            continue;
        const std::size_t bare = word.size() - ending.written.size();
        stem[bare] = ending.stem != 0 ? ending.stem : word[bare];
        const std::string_view whole(stem.data(), bare + (ending.stem != 0 ? 1 : 0));
        std::uint32_t of = plain_class_of_exactly(whole) & ending.of;
        if (of == 0 && ending.stem == 0 && ending.gives != 0) of = doubled_class(whole) & ending.of;
        stem[bare] = word[bare];
        if (of != 0) return ending.gives != 0 ? ending.gives : of;
    }
    return 0;
}

}  // namespace consent
