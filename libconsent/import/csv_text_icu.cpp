// SPDX-License-Identifier: Apache-2.0
#include "import/csv.hpp"

#include <memory>
#include <optional>
#include <string_view>

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include "base/plain_text.hpp"

namespace consent {
namespace {

struct Close {
    void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, Close>;

// Nothing when a byte sequence is not of that encoding.
std::optional<std::string> converted(std::string_view text, const char* encoding) {
    UErrorCode status = U_ZERO_ERROR;
    const Converter from(ucnv_open(encoding, &status)), to(ucnv_open("UTF-8", &status));
    if (U_FAILURE(status)) return std::nullopt;
    ucnv_setToUCallBack(from.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    std::string out(text.size() * 3 + 4, '\0');
    char* target = out.data();
    const char* source = text.data();
    ucnv_convertEx(to.get(), from.get(), &target, out.data() + out.size(), &source, text.data() + text.size(), nullptr, nullptr,
                   nullptr, nullptr, 1, 1, &status);
    if (U_FAILURE(status) || source != text.data() + text.size()) return std::nullopt;
    out.resize(static_cast<std::size_t>(target - out.data()));
    return out;
}

}  // namespace

Result<std::string> utf8_text(ByteView bytes, const std::string& file) {
    using namespace std::string_view_literals;
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::optional<std::string> read;
    if (text.starts_with("\xFF\xFE"sv)) {
        read = converted(text.substr(2), "UTF-16LE");
    } else if (text.starts_with("\xFE\xFF"sv)) {
        read = converted(text.substr(2), "UTF-16BE");
    } else if (text.starts_with("\xEF\xBB\xBF"sv)) {
        if (is_utf8(text.substr(3))) read = std::string(text.substr(3));
    } else if (is_utf8(text)) {
        read = std::string(text);
    } else {
        read = converted(text, "windows-1252");
        // ICU has control characters at the five bytes that Windows-1252 leaves open.
        for (const char c : "\x81\x8D\x8F\x90\x9D"sv)
            if (text.find(c) != std::string_view::npos) read.reset();
    }
    if (!read) return Error{ErrorCode::unreadable, file + " is neither UTF-8 nor Windows-1252 text: save it as CSV in UTF-8."};
    if (read->find('\0') != std::string::npos)
        return Error{ErrorCode::unreadable, file + " holds a NUL, which no text does: export it again."};
    return *std::move(read);
}

}  // namespace consent
