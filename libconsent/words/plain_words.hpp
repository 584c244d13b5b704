// SPDX-License-Identifier: Apache-2.0
//
// Words of plain English, for telling "Will you come?" from "Will came", and a name with a typing error from a word.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace consent {

// What a word can be; most can be several things.
namespace plain {
enum : std::uint32_t {
    determiner = 1U << 0U,  // the, my, this, three
    pronoun = 1U << 1U,     // I, you, everyone
    preposition = 1U << 2U,
    conjunction = 1U << 3U,
    auxiliary = 1U << 4U,  // is, has, did
    modal = 1U << 5U,      // will, may, can
    adverb = 1U << 6U,     // also, today, very
    past = 1U << 7U,       // won, made; and whatever ends in -ed
    verb = 1U << 8U,
    noun = 1U << 9U,
    adjective = 1U << 10U,
    time = 1U << 11U,         // months, days, seasons, feasts
    place = 1U << 12U,        // towns and countries that are names of people too
    institution = 1U << 13U,  // what is named after people and places: street, school, cup
    title = 1U << 14U,        // Mr, Dr, Coach
    greeting = 1U << 15U,     // hello, thanks, congratulations: a name may follow
    foreign = 1U << 16U,      // articles and prepositions of languages written in Latin letters
    virtue = 1U << 17U,       // a noun given as a name: grace, hope, joy
};
inline constexpr std::uint32_t function =
    determiner | pronoun | preposition | conjunction | auxiliary | modal | adverb | foreign;
}  // namespace plain

// plain:: of a lower-case word as it is or with an ending (-s, -ed, -ing, -er, -ly ...) taken off; 0: not known.
std::uint32_t plain_class(std::string_view word);
// Without taking endings off.
std::uint32_t plain_class_of_exactly(std::string_view word);

// The table, written for this project: a class, and the words of that class parted by spaces.
using PlainWordList = std::pair<std::uint32_t, std::string_view>;
std::span<const PlainWordList> plain_function_words() noexcept;  // plain_words_function.cpp
std::span<const PlainWordList> plain_content_words() noexcept;   // plain_words_content.cpp

}  // namespace consent
