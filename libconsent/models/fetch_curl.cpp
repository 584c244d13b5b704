// SPDX-License-Identifier: Apache-2.0
#include "models/fetch.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

#include <curl/curl.h>

#include <consent/version.hpp>

namespace consent {

namespace {

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

bool curl_is_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

// "bytes 10-99/100" or "bytes */100"; numbers that are not told stay empty.
struct ContentRange {
    std::optional<std::uint64_t> first;
    std::optional<std::uint64_t> total;
};

std::optional<std::uint64_t> leading_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc() || end == text.data()) return std::nullopt;
    return number;
}

ContentRange content_range_of(std::string_view value) {
    ContentRange range;
    const auto digits = value.find_first_of("0123456789*");
    if (digits != value.npos) range.first = leading_number(value.substr(digits));
    const auto slash = value.find('/');
    if (slash != value.npos) range.total = leading_number(value.substr(slash + 1));
    return range;
}

bool same_word(std::string_view a, std::string_view lower) {
    return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                      [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 32) : x) == y; });
}

enum class Stop { none, wrong_part, too_large, by_caller, by_disk, by_exception };

// One request and what came of it. The callbacks run inside curl_easy_perform, on this thread.
struct Exchange {
    const FetchRequest& request;
    PartFile& part;
    CURL* handle;
    std::uint64_t asked_from;

    ContentRange range{};
    std::uint64_t counted_from = asked_from;  // what the told length comes on top of
    bool begun = false;
    Stop stop = Stop::none;
    Error disk_error{};
    std::exception_ptr thrown{};

    [[nodiscard]] long status() const {
        long code = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }

    // Decides, before the first byte is kept, where the answer's bytes belong.
    bool begin() {
        begun = true;
        const long code = status();
        if (code == 200) {
            counted_from = 0;
            return asked_from == 0 || keep(part.clear());
        }
        if (code == 206 && range.first == asked_from) return true;
        stop = Stop::wrong_part;
        return false;
    }

    bool keep(const Result<void>& done) {
        if (done) return true;
        stop = Stop::by_disk;
        disk_error = done.error();
        return false;
    }

    bool take(ByteView bytes) {
        if (!begun && !begin()) return false;
        if (bytes.size() > request.most - part.size()) {
            stop = Stop::too_large;
            return false;
        }
        return keep(part.append(bytes));
    }

    bool go_on(std::uint64_t told_total) {
        if (!request.progress) return true;
        const std::uint64_t total = request.exactly ? request.most : told_total == 0 ? 0 : counted_from + told_total;
        if (request.progress(part.size(), total)) return true;
        stop = Stop::by_caller;
        return false;
    }

    template <typename Body>
    bool without_throwing(Body&& body) noexcept {
        try {
            return body();
        } catch (...) {
            thrown = std::current_exception();
            stop = Stop::by_exception;
            return false;
        }
    }
};

extern "C" {

size_t consent_on_header(char* data, size_t size, size_t count, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    std::string_view line(data, size * count);
    if (line.starts_with("HTTP/")) exchange.range = {};  // a redirection's headers are not the answer's
    const auto colon = line.find(':');
    if (colon != line.npos && same_word(line.substr(0, colon), "content-range"))
        exchange.range = content_range_of(line.substr(colon + 1));
    return size * count;
}

size_t consent_on_body(char* data, size_t size, size_t count, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(data), size * count);
    return exchange.without_throwing([&] { return exchange.take(bytes); }) ? bytes.size() : CURL_WRITEFUNC_ERROR;
}

int consent_on_progress(void* context, curl_off_t total, curl_off_t, curl_off_t, curl_off_t) {
    auto& exchange = *static_cast<Exchange*>(context);
    return exchange.without_throwing([&] { return exchange.go_on(static_cast<std::uint64_t>(total)); }) ? 0 : 1;
}

}  // extern "C"

Error unavailable(const FetchRequest& request, const std::string& what) {
    return Error{ErrorCode::unavailable, "Cannot fetch " + request.name + " from " + url_for_people(request.url) + ": " + what};
}

template <typename Value>
bool set(CURL* handle, CURLoption option, Value value) {
    return curl_easy_setopt(handle, option, value) == CURLE_OK;
}

bool prepare(Exchange& exchange, char* curl_says) {
    CURL* handle = exchange.handle;
    const bool secure = exchange.request.url.starts_with("https:");
    bool ok = set(handle, CURLOPT_URL, exchange.request.url.c_str()) && set(handle, CURLOPT_NOSIGNAL, 1L) &&
              set(handle, CURLOPT_PROTOCOLS_STR, "http,https") &&
              set(handle, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https") &&
              set(handle, CURLOPT_FOLLOWLOCATION, 1L) && set(handle, CURLOPT_MAXREDIRS, 10L) &&
              set(handle, CURLOPT_SSL_VERIFYPEER, 1L) && set(handle, CURLOPT_SSL_VERIFYHOST, 2L) &&
              set(handle, CURLOPT_FAILONERROR, 1L) && set(handle, CURLOPT_CONNECTTIMEOUT, 30L) &&
              set(handle, CURLOPT_LOW_SPEED_LIMIT, 100L) && set(handle, CURLOPT_LOW_SPEED_TIME, 60L) &&
              set(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(exchange.request.most)) &&
              set(handle, CURLOPT_USERAGENT, "consent/" CONSENT_VERSION_STRING) &&
              set(handle, CURLOPT_ERRORBUFFER, curl_says) && set(handle, CURLOPT_HEADERFUNCTION, consent_on_header) &&
              set(handle, CURLOPT_HEADERDATA, &exchange) && set(handle, CURLOPT_WRITEFUNCTION, consent_on_body) &&
              set(handle, CURLOPT_WRITEDATA, &exchange) && set(handle, CURLOPT_NOPROGRESS, 0L) &&
              set(handle, CURLOPT_XFERINFOFUNCTION, consent_on_progress) && set(handle, CURLOPT_XFERINFODATA, &exchange);
    // CURLOPT_RANGE and not CURLOPT_RESUME_FROM: the latter turns a server that answers with the whole into an error.
    const std::string range = std::to_string(exchange.asked_from) + "-";
    if (exchange.asked_from > 0) ok = ok && set(handle, CURLOPT_RANGE, range.c_str());
    return ok;
}

std::string curl_reason(CURLcode code, const char* curl_says) {
    std::string reason = *curl_says != '\0' ? curl_says : curl_easy_strerror(code);
    std::replace_if(reason.begin(), reason.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return reason;
}

Error too_large(const FetchRequest& request, PartFile& part) {
    part.discard();
    return unavailable(request, "the server sends more than the " + std::to_string(request.most) +
                                    " bytes the file may have, so it is another file. Use another source.");
}

Error bad_status(const FetchRequest& request, long status) {
    return unavailable(request, "the server answers with status " + std::to_string(status) +
                                    ". Check the address, or use another source.");
}

Error broken_off(const FetchRequest& request, const PartFile& part, const std::string& reason) {
    if (part.size() == 0) return unavailable(request, reason + ". Check the address and the connection, and try again.");
    return unavailable(request, reason + ". The first " + std::to_string(part.size()) +
                                    " bytes are kept: try again to continue.");
}

// What fills a full disk is not kept.
Error no_room(Exchange& exchange) {
    exchange.part.discard();
    return exchange.disk_error;
}

enum class Outcome { whole, begin_anew };

Result<Outcome> fetch_once(const FetchRequest& request, PartFile& part) {
    const Handle handle(curl_easy_init(), &curl_easy_cleanup);
    if (!handle) return Error{ErrorCode::internal, "Out of memory while preparing a download."};
    Exchange exchange{.request = request, .part = part, .handle = handle.get(), .asked_from = part.size()};
    char curl_says[CURL_ERROR_SIZE] = "";
    if (!prepare(exchange, curl_says))
        return unavailable(request, "the installed libcurl cannot do what is asked of it. Check the address.");

    const CURLcode code = curl_easy_perform(handle.get());
    const bool resumed = exchange.asked_from > 0;
    switch (exchange.stop) {
        case Stop::by_exception: std::rethrow_exception(exchange.thrown);
        case Stop::by_disk: return no_room(exchange);
        case Stop::by_caller: return Error{ErrorCode::refused, "Fetching " + request.name + " was stopped."};
        case Stop::too_large: return too_large(request, part);
        case Stop::wrong_part:
            if (resumed) return Outcome::begin_anew;
            return bad_status(request, exchange.status());
        case Stop::none: break;
    }
    const long status = exchange.status();
    if (code == CURLE_FILESIZE_EXCEEDED) return status < 400 ? too_large(request, part) : bad_status(request, status);
    if (code == CURLE_HTTP_RETURNED_ERROR || (code == CURLE_OK && status == 416)) {
        if (status == 416 && resumed) {
            if (exchange.range.total == part.size()) return Outcome::whole;
            return Outcome::begin_anew;
        }
        return bad_status(request, status);
    }
    if (code != CURLE_OK) return broken_off(request, part, curl_reason(code, curl_says));
    if (!exchange.begun && !exchange.begin()) {
        if (exchange.stop == Stop::by_disk) return no_room(exchange);
        if (resumed) return Outcome::begin_anew;
        return bad_status(request, status);
    }
    return Outcome::whole;
}

}  // namespace

std::string url_for_people(const std::string& url) {
    std::string shown = url.substr(0, url.find_first_of("?#"));
    const auto scheme = shown.find("://");
    if (scheme == shown.npos) return shown;
    const auto host = scheme + 3;
    const auto path = std::min(shown.find('/', host), shown.size());
    const auto at = shown.rfind('@', path);
    if (at != shown.npos && at >= host) shown.erase(host, at + 1 - host);
    return shown;
}

Result<void> fetch_http(const FetchRequest& request, PartFile& part) {
    if (!curl_is_ready()) return Error{ErrorCode::internal, "libcurl cannot be started."};
    if (part.size() > request.most)
        if (auto cleared = part.clear(); !cleared) return cleared;
    if (request.exactly && part.size() == request.most) return {};
    // At most one fresh start: the second request has nothing to continue and so cannot ask for another.
    for (int request_number = 0; request_number < 2; ++request_number) {
        auto outcome = fetch_once(request, part);
        if (!outcome) return std::move(outcome).error();
        if (*outcome == Outcome::whole) return {};
        if (auto cleared = part.clear(); !cleared) return cleared;
    }
    return unavailable(request, "the server does not answer twice alike. Use another source.");
}

}  // namespace consent
