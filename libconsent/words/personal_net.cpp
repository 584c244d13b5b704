// SPDX-License-Identifier: Apache-2.0
//
// E-mail addresses, handles and links.
#include "words/personal_kinds.hpp"

#include <array>

namespace consent {

namespace {

// Where somebody's profile lies, or an invitation to write to them.
bool is_profile_host(std::string_view host) {
    static constexpr std::array hosts{
        "instagram.com", "instagr.am", "facebook.com", "fb.com", "fb.me", "m.me", "messenger.com", "tiktok.com", "snapchat.com",
        "twitter.com", "x.com", "threads.net", "threads.com", "bsky.app", "youtube.com", "youtu.be", "linkedin.com", "pinterest.com",
        "pinterest.co.uk", "twitch.tv", "discord.gg", "discord.com", "reddit.com", "roblox.com", "t.me", "telegram.me", "wa.me",
        "whatsapp.com", "linktr.ee", "tumblr.com", "vsco.co", "strava.com", "soundcloud.com", "spotify.com", "flickr.com", "ask.fm",
        "mastodon.social", "steamcommunity.com", "kik.me", "bereal.com"};
    const std::string plain = [&] {
        std::string small;
        for (const char c : host) small.push_back(plain_lower(c));
        return small;
    }();
    return std::any_of(hosts.begin(), hosts.end(), [&](const std::string_view known) {
        return plain == known || plain.ends_with("." + std::string(known));
    });
}

bool is_link_end(char c) { return c == ' ' || c == '\n' || c == '<' || c == '>' || c == '"' || c == '|' || c == '\x80'; }

// Up to the next space, less the punctuation of the sentence around it.
std::size_t end_of_link(std::string_view text, std::size_t start) {
    std::size_t end = start;
    while (end < text.size() && !is_link_end(text[end])) ++end;
    std::string after = ".,;:!?'*_~";
    const std::string_view link = text.substr(start, end - start);
    if (link.find('(') == std::string_view::npos) after += ')';
    if (link.find('[') == std::string_view::npos) after += ']';
    while (end > start && after.find(text[end - 1]) != std::string::npos) --end;
    return end;
}

void find_emails(const Window& window, std::vector<Piece>& pieces) {
    static const Pattern plain(R"((?i)([\w\x80.%+'-]{1,64}@(?:[\w\x80-]{1,63}\.){1,6}[\w\x80]{2,24}))");
    static const Pattern spaced(
        R"((?i)\b([\w.%+-]{1,64} ?@ ?(?:[\w-]{1,63}\.){1,6}(?:com|org|net|uk|ie|eu|info|edu|wales|scot))\b)");
    static const Pattern bracketed(
        R"((?i)\b([\w.%+-]{1,64} {0,2}[\[({<] {0,2}at {0,2}[\])}>] {0,2}[\w-]{1,63}(?: {0,2}(?:\.|[\[({<] {0,2}dot {0,2}[\])}>]| dot ) {0,2}[\w-]{2,63}){1,5})\b)");
    static const Pattern spelled(R"((?i)\b([\w.%+-]{1,64} at [\w-]{1,63}(?: dot [\w-]{2,63}){1,5})\b)");
    const auto add = [&](Certainty certainty) {
        return [&, certainty](const Pattern::Match& match) {
            std::size_t start = match.start(window.text, 1);
            while (std::string_view(".'%-").find(window.text[start]) != std::string_view::npos) ++start;
            const bool of_a_handle = start > 0 && window.text[start - 1] == '@';
            if (window.text[start] != '@' && !of_a_handle) pieces.push_back({start, match.end(window.text, 1), WordKind::email, certainty});
        };
    };
    each_match(plain, window, add(Certainty::sure));
    each_match(spaced, window, add(Certainty::possible));
    each_match(bracketed, window, add(Certainty::sure));
    each_match(spelled, window, add(Certainty::possible));
}

void find_links(const Window& window, std::size_t& link_end, std::vector<Piece>& pieces) {
    static const Pattern with_scheme(R"((?i)\b((?:https?|ftp|sms|tel|whatsapp|intent)(?:://|:\+?[0-9])[^ \n<>"\x80]))");
    static const Pattern bare(
        R"((?i)(?:^|[^\w@.\x80-])((?:www\.|(?:[\w-]{1,63}\.){1,5}(?:com|co\.uk|org\.uk|sch\.uk|ac\.uk|gov\.uk|nhs\.uk|ltd\.uk|me\.uk|uk|org|net)"
        R"(|edu|info|biz|app|dev|xyz|online|site|website|blog|page|link|school|academy|wales|scot|cymru|london|ie|eu|fr|de|nl)(?:[/:?#]|\b))"
        R"(|(?:[\w-]{1,63}\.){1,5}(?:[a-z]{2,12})/)[^ \n<>"\x80]?))");
    const auto add = [&](const Pattern::Match& match) {
        const std::size_t start = match.start(window.text, 1);
        if (start < link_end) return;
        const std::size_t end = end_of_link(window.text, start);
        link_end = end;
        if (end <= start + 3) return;
        std::string_view link = window.text.substr(start, end - start);
        if (const auto scheme = link.find("://"); scheme != std::string_view::npos) link.remove_prefix(scheme + 3);
        if (link.find('.') == std::string_view::npos && match.group[1].find("://") == std::string_view::npos) {
            if (match.group[1].find(':') == std::string_view::npos) return;
            pieces.push_back({start, end, WordKind::phone, Certainty::sure});
            return;
        }
        const bool profile = is_profile_host(link.substr(0, link.find_first_of("/?#:")));
        pieces.push_back({start, end, profile ? WordKind::handle : WordKind::link,
                          profile ? Certainty::sure : Certainty::possible});
    };
    const std::size_t before = link_end;
    each_match(with_scheme, window, add);
    const std::size_t furthest = link_end;
    link_end = before;
    each_match(bare, window, add);
    link_end = std::max(link_end, furthest);
}

void find_handles(const Window& window, std::vector<Piece>& pieces) {
    // "@3pm" is a time.
    static const Pattern at_sign(R"((?:^|[^\w@.\x80/])(@[A-Za-z_][\w.]{1,40}(?:@[\w.-]{3,60})?))");
    static const Pattern named(
        R"((?i)\b(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|discord|roblox|fortnite|minecraft|twitter|kik|telegram|xbox|psn|steam|youtube|facebook|fb))"
        R"((?: (?:name|user ?name|account|handle|id|tag|page))?(?: ?[:=] ?| is )@?([\w.]{3,40}(?:#[0-9]{4})?))");
    static const Pattern user_name(R"((?i)\b(?:user ?name|gamertag|gamer tag|screen ?name)(?: ?[:=] ?| is )@?([\w.]{3,40}(?:#[0-9]{4})?))");
    const auto trimmed_end = [&](const Pattern::Match& match) {
        std::size_t end = match.end(window.text, 1);
        while (window.text[end - 1] == '.') --end;
        return end;
    };
    each_match(at_sign, window, [&](const Pattern::Match& match) {
        pieces.push_back({match.start(window.text, 1), trimmed_end(match), WordKind::handle, Certainty::sure});
    });
    // A word of letters alone may be one of the sentence.
    const auto add = [&](const Pattern::Match& match) {
        const std::string_view handle = match.group[1];
        const bool told = std::any_of(handle.begin(), handle.end() - 1, [](char c) { return is_plain_digit(c) || c == '_' || c == '.' || c == '#'; });
        pieces.push_back({match.start(window.text, 1), trimmed_end(match), WordKind::handle,
                          told ? Certainty::sure : Certainty::possible});
    };
    each_match(named, window, add);
    each_match(user_name, window, add);
}

}  // namespace

void find_addresses_of_net(const Window& window, Progress& progress, std::vector<Piece>& pieces) {
    find_emails(window, pieces);
    find_links(window, progress.link_end, pieces);
    find_handles(window, pieces);
}

}  // namespace consent
