// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "image/metadata_list.hpp"
#include "base/plain_text.hpp"
#include "image/text_encoding.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t deepest = 200;
constexpr std::size_t longest_word = 4096;  // beyond it a text without a space is data, an embedded picture mostly

bool starts(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

// Names of the frame that XMP stands in, which say nothing themselves.
bool is_scaffold(std::string_view name) {
    return starts(name, "rdf:"sv) || starts(name, "x:"sv) || starts(name, "xml"sv) || name.empty();
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void put_entity(std::string& out, std::string_view entity) {
    if (entity == "amp"sv) out += '&';
    else if (entity == "lt"sv) out += '<';
    else if (entity == "gt"sv) out += '>';
    else if (entity == "quot"sv) out += '"';
    else if (entity == "apos"sv) out += '\'';
    else if (starts(entity, "#"sv)) {
        const bool hexadecimal = starts(entity, "#x"sv);
        char32_t value = 0;
        for (const char c : entity.substr(hexadecimal ? 2 : 1)) {
            const int lower = c | 32;
            const int digit = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
            if (digit >= (hexadecimal ? 16 : 10) || value > 0x10FFFF) return;
            value = value * (hexadecimal ? 16 : 10) + static_cast<char32_t>(digit);
        }
        if (value == 0 || value > 0x10FFFF) return;
        const auto low = static_cast<char32_t>(value - 0x10000);
        Bytes units;
        const auto put = [&units](char32_t unit) {
            units.push_back(static_cast<std::uint8_t>(unit >> 8));
            units.push_back(static_cast<std::uint8_t>(unit));
        };
        if (value < 0x10000) {
            put(value);
        } else {
            put(0xD800 + (low >> 10));
            put(0xDC00 + (low & 0x3FF));
        }
        out += utf8_from_utf16(units, true);
    }
}

std::string decoded(std::string_view raw) {
    std::string out;
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const std::size_t end = raw[i] == '&' ? raw.find(';', i) : std::string_view::npos;
        if (end == std::string_view::npos || end - i > 10) {
            out += raw[i];
            continue;
        }
        put_entity(out, raw.substr(i + 1, end - i - 1));
        i = end;
    }
    if (out.size() > longest_word && out.find(' ') == std::string::npos) return {};
    return readable_text(ByteView(reinterpret_cast<const std::uint8_t*>(out.data()), out.size()));
}

// Reads on where an XML parser would stop: what a damaged packet says is listed as well.
class XmpScan {
public:
    XmpScan(std::string_view text, MetadataList& list) : text_(text), list_(list) {}

    void run() {
        std::size_t at = 0;
        while (at < text_.size()) {
            const std::size_t open = std::min(text_.find('<', at), text_.size());
            add_text(text_.substr(at, open - at));
            if (open == text_.size()) return;
            at = read_markup(open);
        }
    }

private:
    std::size_t after(std::string_view ending, std::size_t from) const {
        const std::size_t found = text_.find(ending, from);
        return found == std::string_view::npos ? text_.size() : found + ending.size();
    }

    std::size_t read_markup(std::size_t open) {
        const std::string_view rest = text_.substr(open);
        if (starts(rest, "<?"sv)) return after("?>"sv, open);
        if (starts(rest, "<!--"sv)) return after("-->"sv, open);
        if (starts(rest, "<![CDATA["sv)) {
            const std::size_t end = after("]]>"sv, open);
            add_text(text_.substr(open + 9, end - open - 9 - (end > open + 12 ? 3 : 0)));
            return end;
        }
        if (starts(rest, "</"sv)) {
            if (depth_ > 0) --depth_;
            if (properties_.size() > depth_) properties_.pop_back();
            return after(">"sv, open);
        }
        return read_element(open + 1);
    }

    std::size_t read_element(std::size_t at) {
        const std::string_view name = read_name(at);
        if (!is_scaffold(name)) list_.add("XMP:" + std::string(name));
        while (at < text_.size() && text_[at] != '>' && text_[at] != '/') {
            if (is_space(text_[at])) {
                ++at;
                continue;
            }
            const std::string_view attribute = read_name(at);
            while (at < text_.size() && (is_space(text_[at]) || text_[at] == '=')) ++at;
            if (at < text_.size() && (text_[at] == '"' || text_[at] == '\'')) {
                const std::size_t end = std::min(text_.find(text_[at], at + 1), text_.size());
                if (!is_scaffold(attribute))
                    list_.add("XMP:" + std::string(attribute), decoded(text_.substr(at + 1, end - at - 1)));
                at = end + 1;
            } else if (attribute.empty()) {
                ++at;
            }
        }
        const bool closed = at < text_.size() && text_[at] == '/';
        if (!closed) {
            ++depth_;
            if (depth_ <= deepest)
                properties_.push_back(is_scaffold(name) && !properties_.empty() ? properties_.back() : name);
        }
        return after(">"sv, std::min(at, text_.size()));
    }

    std::string_view read_name(std::size_t& at) const {
        const std::size_t start = at;
        while (at < text_.size() && !is_space(text_[at]) && text_[at] != '>' && text_[at] != '/' && text_[at] != '=' &&
               text_[at] != '"' && text_[at] != '\'')
            ++at;
        const std::string_view name = text_.substr(start, at - start);
        return name.size() <= 200 && is_utf8(name) ? name : "unreadable"sv;
    }

    void add_text(std::string_view raw) {
        const std::string text = decoded(raw);
        if (text.empty() || properties_.empty() || is_scaffold(properties_.back())) return;
        list_.add("XMP:" + std::string(properties_.back()), text);
    }

    std::string_view text_;
    MetadataList& list_;
    std::vector<std::string_view> properties_;  // the property that each open element belongs to
    std::size_t depth_ = 0;
};

}  // namespace

void list_xmp(ByteView packet, const std::string& container, MetadataList& list) {
    if (!list.charge(packet.size())) return;
    const std::size_t before = list.size();
    const auto zeros = static_cast<std::size_t>(std::count(packet.begin(), packet.end(), std::uint8_t{0}));
    std::string wide;
    std::string_view text(reinterpret_cast<const char*>(packet.data()), packet.size());
    if (zeros > packet.size() / 3) {  // UTF-16: every other byte of markup is zero
        wide = utf8_from_utf16(packet, !packet.empty() && packet[0] == 0);
        text = wide;
    }
    XmpScan(text, list).run();
    if (list.size() == before) list.add(container);
}

}  // namespace consent
