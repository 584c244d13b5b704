// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <expat.h>

#include "base/plain_text.hpp"
#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"

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

// The prefix that a schema goes by, whatever a packet calls it.
constexpr std::pair<std::string_view, std::string_view> schemas[] = {
    {"http://purl.org/dc/elements/1.1/"sv, "dc"sv},
    {"http://ns.adobe.com/photoshop/1.0/"sv, "photoshop"sv},
    {"http://ns.adobe.com/xap/1.0/"sv, "xmp"sv},
    {"http://ns.adobe.com/xap/1.0/rights/"sv, "xmpRights"sv},
    {"http://ns.adobe.com/xap/1.0/mm/"sv, "xmpMM"sv},
    {"http://ns.adobe.com/exif/1.0/"sv, "exif"sv},
    {"http://cipa.jp/exif/1.0/"sv, "exifEX"sv},
    {"http://ns.adobe.com/exif/1.0/aux/"sv, "aux"sv},
    {"http://ns.adobe.com/tiff/1.0/"sv, "tiff"sv},
    {"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"sv, "Iptc4xmpCore"sv},
    {"http://iptc.org/std/Iptc4xmpExt/2008-02-29/"sv, "Iptc4xmpExt"sv},
    {"http://ns.useplus.org/ldf/xmp/1.0/"sv, "plus"sv},
    {"http://ns.adobe.com/lightroom/1.0/"sv, "lr"sv},
    {"http://www.metadataworkinggroup.com/schemas/regions/"sv, "mwg-rs"sv},
    {"http://www.metadataworkinggroup.com/schemas/keywords/"sv, "mwg-kw"sv},
    {"http://ns.microsoft.com/photo/1.2/"sv, "MP"sv},
    {"http://ns.microsoft.com/photo/1.2/t/RegionInfo#"sv, "MPRI"sv},
    {"http://ns.microsoft.com/photo/1.2/t/Region#"sv, "MPReg"sv},
    {"http://ns.microsoft.com/photo/1.0/"sv, "MicrosoftPhoto"sv},
    {"http://www.digikam.org/ns/1.0/"sv, "digiKam"sv},
    {"http://ns.acdsee.com/iptc/1.0/"sv, "acdsee"sv},
    {"http://ns.google.com/photos/1.0/container/"sv, "Container"sv},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#"sv, "rdf"sv},
    {"adobe:ns:meta/"sv, "x"sv},
};

std::string kept_text(const std::string& raw) {
    if (raw.size() > longest_word && raw.find(' ') == std::string::npos) return {};
    return tidy_text(raw);
}

// What expat says of a packet. Nothing thrown may pass through expat's frames: it is kept for afterwards.
class XmpReader {
public:
    explicit XmpReader(MetadataList& list) : parser_(XML_ParserCreate("UTF-8")), list_(list) {
        if (parser_ == nullptr) throw std::bad_alloc();
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(
            parser_.get(),
            [](void* user, const XML_Char* name, const XML_Char** attributes) {
                static_cast<XmpReader*>(user)->careful([&](XmpReader& self) { self.start(name, attributes); });
            },
            [](void* user, const XML_Char*) {
                static_cast<XmpReader*>(user)->careful([](XmpReader& self) { self.end(); });
            });
        XML_SetCharacterDataHandler(parser_.get(), [](void* user, const XML_Char* text, int size) {
            static_cast<XmpReader*>(user)->careful([&](XmpReader& self) {
                if (!self.open_.empty()) self.open_.back().text.append(text, static_cast<std::size_t>(size));
            });
        });
        XML_SetCommentHandler(parser_.get(), [](void* user, const XML_Char* text) {
            static_cast<XmpReader*>(user)->careful(
                [&](XmpReader& self) { self.list_.add("XMP:comment", kept_text(text)); });
        });
        // No declaration of entities has a place in XMP, so none is ever expanded or fetched.
        XML_SetStartDoctypeDeclHandler(
            parser_.get(), [](void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
                XML_StopParser(static_cast<XmpReader*>(user)->parser_.get(), XML_FALSE);
            });
    }

    // Answers what could not be parsed.
    std::string_view read(std::string_view text) {
        const auto status = XML_Parse(parser_.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
        if (failed_) throw std::bad_alloc();
        if (status == XML_STATUS_OK) return {};
        while (!open_.empty()) end();
        const auto stopped = static_cast<std::size_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser_.get()), 0));
        return text.substr(std::min(stopped, text.size()));
    }

private:
    struct Element {
        std::string property;  // that its text belongs to
        std::string text;
    };
    struct Free {
        void operator()(XML_Parser parser) const noexcept { XML_ParserFree(parser); }
    };

    template <typename Work>
    void careful(Work work) noexcept {
        try {
            work(*this);
        } catch (...) {
            failed_ = true;
            XML_StopParser(parser_.get(), XML_FALSE);
        }
    }

    std::string known_name(std::string_view name) const {
        const std::size_t colon = name.find(':');
        const auto known = prefixes_.find(std::string(name.substr(0, colon)));
        if (colon == std::string_view::npos || known == prefixes_.end()) return std::string(name.substr(0, 200));
        return known->second + std::string(name.substr(colon, 200));
    }

    void start(std::string_view name, const XML_Char** attributes) {
        for (const XML_Char** at = attributes; *at != nullptr; at += 2) {
            if (!starts(*at, "xmlns:"sv)) continue;
            for (const auto& [schema, prefix] : schemas)
                if (schema == at[1]) prefixes_[std::string(at[0]).substr(6)] = prefix;
        }
        const std::string here = known_name(name);
        if (!is_scaffold(here)) list_.add("XMP:" + here);
        const std::string property = is_scaffold(here) && !open_.empty() ? open_.back().property : here;
        for (const XML_Char** at = attributes; *at != nullptr; at += 2) {
            const std::string attribute = known_name(at[0]);
            const bool is_value = attribute == "rdf:resource"sv || attribute == "rdf:value"sv;
            if (is_value && !is_scaffold(property)) list_.add("XMP:" + property, kept_text(at[1]));
            if (!is_scaffold(attribute)) list_.add("XMP:" + attribute, kept_text(at[1]));
        }
        if (open_.size() >= deepest) XML_StopParser(parser_.get(), XML_FALSE);
        else open_.push_back({property, {}});
    }

    void end() {
        if (open_.empty()) return;
        const std::string text = kept_text(open_.back().text);
        if (!text.empty() && !is_scaffold(open_.back().property)) list_.add("XMP:" + open_.back().property, text);
        open_.pop_back();
    }

    std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser_;
    MetadataList& list_;
    std::map<std::string, std::string> prefixes_;
    std::vector<Element> open_;
    bool failed_ = false;
};

}  // namespace

void list_xmp(ByteView packet, const std::string& container, MetadataList& list) {
    if (!list.charge(packet.size()) || packet.size() > 0x7FFFFFF) return list.add(container);
    const std::size_t before = list.size();
    const auto zeros = static_cast<std::size_t>(std::count(packet.begin(), packet.end(), std::uint8_t{0}));
    std::string text;
    if (zeros > packet.size() / 3) {  // UTF-16: every other byte of markup is zero
        text = utf8_from_utf16(packet, !packet.empty() && packet[0] == 0);
    } else {
        text.assign(packet.begin(), packet.end());
        if (!is_utf8(text)) text = utf8_from_latin1(packet);
    }
    text.resize(text.find_last_not_of(std::string_view("\0 \r\n\t", 5)) + 1);
    text.erase(0, std::min(text.find_first_not_of(" \r\n\t"), text.size()));
    const std::string_view rest = XmpReader(list).read(text);
    const std::string more =
        text_runs(ByteView(reinterpret_cast<const std::uint8_t*>(rest.data()), rest.size()));
    if (list.size() == before || !more.empty()) list.add(container, more);
}

}  // namespace consent
