// SPDX-License-Identifier: Apache-2.0
//
// British postcodes and street addresses.
#include "words/personal_kinds.hpp"

#include <array>

namespace consent {

namespace {

using namespace std::string_view_literals;

// The 124 postcode areas, in order (Royal Mail; GX, Gibraltar's, is not among them).
constexpr std::array areas{
    "AB"sv, "AL"sv, "B"sv,  "BA"sv, "BB"sv, "BD"sv, "BH"sv, "BL"sv, "BN"sv, "BR"sv, "BS"sv, "BT"sv, "CA"sv, "CB"sv, "CF"sv, "CH"sv,
    "CM"sv, "CO"sv, "CR"sv, "CT"sv, "CV"sv, "CW"sv, "DA"sv, "DD"sv, "DE"sv, "DG"sv, "DH"sv, "DL"sv, "DN"sv, "DT"sv, "DY"sv, "E"sv,
    "EC"sv, "EH"sv, "EN"sv, "EX"sv, "FK"sv, "FY"sv, "G"sv,  "GL"sv, "GU"sv, "GY"sv, "HA"sv, "HD"sv, "HG"sv, "HP"sv, "HR"sv, "HS"sv,
    "HU"sv, "HX"sv, "IG"sv, "IM"sv, "IP"sv, "IV"sv, "JE"sv, "KA"sv, "KT"sv, "KW"sv, "KY"sv, "L"sv,  "LA"sv, "LD"sv, "LE"sv, "LL"sv,
    "LN"sv, "LS"sv, "LU"sv, "M"sv,  "ME"sv, "MK"sv, "ML"sv, "N"sv,  "NE"sv, "NG"sv, "NN"sv, "NP"sv, "NR"sv, "NW"sv, "OL"sv, "OX"sv,
    "PA"sv, "PE"sv, "PH"sv, "PL"sv, "PO"sv, "PR"sv, "RG"sv, "RH"sv, "RM"sv, "S"sv,  "SA"sv, "SE"sv, "SG"sv, "SK"sv, "SL"sv, "SM"sv,
    "SN"sv, "SO"sv, "SP"sv, "SR"sv, "SS"sv, "ST"sv, "SW"sv, "SY"sv, "TA"sv, "TD"sv, "TF"sv, "TN"sv, "TQ"sv, "TR"sv, "TS"sv, "TW"sv,
    "UB"sv, "W"sv,  "WA"sv, "WC"sv, "WD"sv, "WF"sv, "WN"sv, "WR"sv, "WS"sv, "WV"sv, "YO"sv, "ZE"sv};
static_assert(std::is_sorted(areas.begin(), areas.end()) && areas.size() == 124);

void find_postcodes(const Window& window, std::vector<Piece>& pieces) {
    // The inward letters leave out C I K M O V; group 2 is the area, 3 the district.
    static const Pattern postcode(
        R"((?i)\b(([A-PR-UWYZ][A-HK-Y]?)([0-9][0-9]?|[0-9][A-HJKMNPRSTUVWXY])[ \n-]{0,3}[0-9][ABD-HJLNP-UW-Z]{2})\b)");
    each_match(postcode, window, [&](const Pattern::Match& match) {
        const std::string_view whole = match.group[1];
        std::string area(match.group[2]);
        const bool capitals = std::none_of(whole.begin(), whole.end(), is_plain_lower);
        std::transform(area.begin(), area.end(), area.begin(), [](char c) { return is_plain_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; });
        if (!std::binary_search(areas.begin(), areas.end(), std::string_view(area))) return;
        const std::string_view inward = whole.substr(whole.size() - 3);
        const std::string_view letters = inward.substr(1);
        // "won E1 1st prize", "heat S3 2nd": an ordinal.
        const bool ordinal = letters == "st" || letters == "nd" || letters == "rd" || letters == "th";
        const bool parted = !is_plain_word(whole[whole.size() - 4]);
        if (ordinal && !capitals) return;
        const bool in_small = std::none_of(whole.begin(), whole.end(), is_plain_upper);
        const bool sure = capitals || (parted && (in_small || is_plain_upper(whole.front())));
        pieces.push_back({match.start(window.text, 1), match.end(window.text, 1), WordKind::postcode,
                          sure ? Certainty::sure : Certainty::possible});
    });
}

// What is counted, or does something, stands between a number and a word that only looks like a street's.
bool has_a_word_of_no_street(std::string_view between) {
    static const Pattern others(
        R"((?i)\b(?:pupils?|children|child|kids|boys?|girls?|students?|learners|teachers?|staff|parents?|families|people|teams?|players?|years?|months?)"
        R"(|weeks?|days?|hours?|minutes?|mins?|seconds?|classes|class|houses|miles?|metres?|meters?|km|laps?|points?|goals?|medals?|runs?|the|a|an)"
        R"(|and|to|in|on|of|for|at|from|with|by|or|were|was|is|are|had|have|who|went|walked|pm|am|volunteers|schools|friends|dogs?|new|more)\b)");
    Pattern::Match match;
    return others.find(between, 0, between.size(), match);
}

bool is_no_house_number(std::string_view before) {
    static constexpr std::array counted{"year"sv,  "years"sv, "yr"sv,    "class"sv,   "form"sv,  "grade"sv, "level"sv,   "stage"sv, "page"sv,
                                        "ks"sv,    "aged"sv,  "age"sv,   "part"sv,    "lesson"sv, "act"sv,  "scene"sv,   "top"sv,   "under"sv,
                                        "chapter"sv, "heat"sv, "race"sv, "round"sv,   "week"sv,  "day"sv,   "set"sv,     "group"sv, "team"sv,
                                        "route"sv, "bus"sv,   "junction"sv, "platform"sv, "episode"sv, "tier"sv, "section"sv};
    return std::find(counted.begin(), counted.end(), before) != counted.end();
}

bool tells_of_a_home(std::string_view before) {
    static constexpr std::array words{"at"sv, "lives"sv, "live"sv, "lived"sv, "living"sv, "address"sv, "home"sv, "from"sv, "resides"sv, "to"sv};
    return std::find(words.begin(), words.end(), before) != words.end();
}

// "3 Sisters St Mary's": a saint, not a street.
bool is_saint(std::string_view text, std::string_view type, std::size_t end) {
    return type == "St" && end + 1 < text.size() && text[end] == ' ' && is_plain_upper(text[end + 1]);
}

void find_streets(const Window& window, std::vector<Piece>& pieces) {
    // Group 2 is the name before the kind of street, 3 a kind that is little else, 4 one that often is something else.
    static const Pattern numbered(
        R"(\b((?:(?i:flat|apartment|apt|unit) ?[0-9]{1,4}[A-Za-z]?,? {1,2})?[0-9]{1,4}[A-Za-z]?(?: ?- ?[0-9]{1,4})?,? {1,2})"
        R"(((?:[A-Z_\x80a-z][\w\x80'.-]{1,24} ){1,4}?))"
        R"((?:((?i:road|rd|street|st|avenue|ave|lane|crescent|cres|terrace|mews|grove|gardens|gdns|cottages|boulevard|blvd|esplanade|drive|close)))"
        R"(|(Walk|Way|Row|Rise|View|Place|Park|Hill|Green|Square|Court|Cross|End|Gate|House|Fields?|Meadows?|Vale|Bank|Croft|Wharf|Quay|Chase|Dene|Heights|Parade|Buildings|Lawn|Ridge))\b))");
    static const Pattern welsh(
        R"(\b([0-9]{1,4}[A-Za-z]?,? {1,2}(?:Heol|Ffordd|Stryd|Lon|Clos|Rhodfa|Maes|Bryn|Cwrt|Tan|Rue)(?: [a-z]{1,3})?(?: [A-Z_\x80][\w\x80'-]{1,24}){1,4}))");
    static const Pattern of_home(
        R"(\b(?i:lives?|living|lived|resides?|moved|home|address)(?: is)?(?: now)?(?: at| in| on| to| is)?:? ((?:[0-9A-Z_][\w'-]{0,24},? ){1,6})"
        R"((?:Road|Rd|Street|Avenue|Ave|Lane|Crescent|Terrace|Mews|Grove|Gardens|Cottages|Drive|Close|Walk|Way|Row|Rise|View|Place|Court|Gate|Square))\b)");
    static const Pattern box(R"((?i)\b(P\.? ?O\.? ?Box [0-9]{1,6})\b)");
    const std::string_view text = window.text;
    each_match(numbered, window, [&](const Pattern::Match& match) {
        const std::size_t start = match.start(text, 1);
        const std::size_t end = match.end(text, 1);
        const std::string_view name = match.group[2];
        if (has_a_word_of_no_street(name) || is_no_house_number(word_before(text, start))) return;
        if (start > 0 && (text[start - 1] == '.' || text[start - 1] == ':' || text[start - 1] == '/' || text[start - 1] == '\xA3')) return;
        if (match.has(3) && is_saint(text, match.group[3], end)) return;
        bool capitals = true;
        bool word_begins = true;
        for (const char c : name) {
            if (word_begins && is_plain_lower(c)) capitals = false;
            word_begins = c == ' ';
        }
        const bool at_home = tells_of_a_home(word_before(text, start));
        if (!capitals && !at_home) return;
        const bool followed = end < text.size() && text[end] == ',';
        const bool typed_in_capitals = match.has(4) || is_plain_upper(match.group[3].front());
        const bool sure = at_home || (match.has(3) && capitals && typed_in_capitals) || (match.has(4) && followed);
        pieces.push_back({start, end, WordKind::address, sure ? Certainty::sure : Certainty::possible});
    });
    each_match(welsh, window, [&](const Pattern::Match& match) {
        if (!is_no_house_number(word_before(text, match.start(text, 1))))
            pieces.push_back({match.start(text, 1), match.end(text, 1), WordKind::address, Certainty::sure});
    });
    each_match(of_home, window, [&](const Pattern::Match& match) {
        pieces.push_back({match.start(text, 1), match.end(text, 1), WordKind::address, Certainty::sure});
    });
    each_match(box, window, [&](const Pattern::Match& match) {
        pieces.push_back({match.start(text, 1), match.end(text, 1), WordKind::address, Certainty::sure});
    });
}

}  // namespace

void find_places(const Window& window, std::vector<Piece>& pieces) {
    find_postcodes(window, pieces);
    find_streets(window, pieces);
}

}  // namespace consent
