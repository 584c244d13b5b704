// SPDX-License-Identifier: Apache-2.0
//
// Where on earth: degrees, grid references, plus codes, three words.
#include "words/personal_kinds.hpp"

#include <charconv>
#include <cmath>

namespace consent {

namespace {

double number_of(std::string_view text) {
    double value = 1e9;
    if (text.starts_with('+')) text.remove_prefix(1);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::size_t decimals(std::string_view number) { return number.size() - number.find('.') - 1; }

void find_degrees(const Window& window, std::vector<Piece>& pieces) {
    static const Pattern decimal(
        R"((?:^|[^\w.,])([NSns]? ?([+-]?[0-9]{1,2}\.[0-9]{3,12})\xB0? ?([NSns]?) ?[,;/ ] ?[EWew]? ?([+-]?[0-9]{1,3}\.[0-9]{3,12})\xB0?(?: ?[EWew]\b)?))");
    static const Pattern sexagesimal(
        R"(((?:[NSns] ?)?[0-9]{1,2} ?\xB0 ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?'(?: ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?(?:"|''))? ?[NSns]?[ ,;/]{1,3}(?:[EWew] ?)?)"
        R"([0-9]{1,3} ?\xB0 ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?'(?: ?[0-9]{1,2}(?:\.[0-9]{1,6})? ?(?:"|''))?(?: ?[EWew]\b)?))");
    static const Pattern uri(R"((?i)\b(geo:-?[0-9]{1,2}(?:\.[0-9]{1,12})?,-?[0-9]{1,3}(?:\.[0-9]{1,12})?))");
    each_match(decimal, window, [&](const Pattern::Match& match) {
        const std::string_view latitude = match.group[2];
        const std::string_view longitude = match.group[4];
        const double north = number_of(latitude);
        const double east = number_of(longitude);
        if (std::abs(north) > 90 || std::abs(east) > 180) return;
        const bool named = !match.group[3].empty() || match.group[1].find('\xB0') != std::string_view::npos;
        // Marks of gymnasts have three decimals as well; these are here.
        const bool british = north > 49 && north < 61 && east > -9 && east < 2;
        const bool fine = decimals(latitude) >= 4 && decimals(longitude) >= 4;
        if (!named && !fine && !british) return;
        pieces.push_back({match.start(window.text, 1), match.end(window.text, 1), WordKind::position,
                          named || fine ? Certainty::sure : Certainty::possible});
    });
    for (const Pattern* pattern : {&sexagesimal, &uri})
        each_match(*pattern, window, [&](const Pattern::Match& match) {
            pieces.push_back({match.start(window.text, 1), match.end(window.text, 1), WordKind::position, Certainty::sure});
        });
}

void find_codes(const Window& window, std::vector<Piece>& pieces) {
    static const Pattern plus_code(R"((?:^|[^\w+])([23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,7})(?:[^\w]|$))");
    static const Pattern short_plus_code(R"((?:^|[^\w+])([23456789CFGHJMPQRVWX]{4,6}\+[23456789CFGHJMPQRVWX]{2,3})(?:[^\w]|$))");
    static const Pattern three_words(R"((///[A-Za-z_]{3,24}\.[A-Za-z_]{3,24}\.[A-Za-z_]{3,24})\b)");
    // The Ordnance Survey's squares of Great Britain; two letters, then an even number of digits.
    static const Pattern grid(R"(\b((?:H[PTUWXYZ]|N[A-DF-HJ-OR-UW-Z]|OV|S[CDEHJKM-PR-Z]|T[AFGLMQRV]) ?(?:([0-9]{3,5}) ([0-9]{3,5})|([0-9]{6}|[0-9]{8}|[0-9]{10})))\b)");
    static const Pattern grid_named(R"((?i)grid ref(?:erence)?\.?:? (?:is )?([A-Z]{2} ?[0-9]{2,5} ?[0-9]{2,5})\b)");
    const auto add = [&](Certainty certainty) {
        return [&, certainty](const Pattern::Match& match) {
            pieces.push_back({match.start(window.text, 1), match.end(window.text, 1), WordKind::position, certainty});
        };
    };
    each_match(plus_code, window, add(Certainty::sure));
    each_match(short_plus_code, window, [&](const Pattern::Match& match) {
        const std::string_view code = match.group[1];
        if (std::any_of(code.begin(), code.end(), is_plain_upper) && std::any_of(code.begin(), code.end(), is_plain_digit))
            pieces.push_back({match.start(window.text, 1), match.end(window.text, 1), WordKind::position, Certainty::sure});
    });
    each_match(three_words, window, add(Certainty::sure));
    each_match(grid, window, [&](const Pattern::Match& match) {
        if (match.has(2) && match.group[2].size() != match.group[3].size()) return;
        add(Certainty::sure)(match);
    });
    each_match(grid_named, window, add(Certainty::sure));
}

}  // namespace

void find_positions(const Window& window, std::vector<Piece>& pieces) {
    find_degrees(window, pieces);
    find_codes(window, pieces);
}

}  // namespace consent
