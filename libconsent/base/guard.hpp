// SPDX-License-Identifier: Apache-2.0
//
// The border of the library: whatever is thrown inside comes out as an Error.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include <consent/result.hpp>

namespace consent {

namespace detail {

// Short enough for std::string's own buffer, so that making it needs no memory.
inline Error out_of_memory() noexcept { return Error{ErrorCode::internal, "Out of memory."}; }

inline Error unexpected(const char* doing, const char* what) noexcept {
    try {
        std::string message = std::string("Unexpected failure while ") + doing + ": " + what;
        for (char& c : message)
            if (c == '\n' || c == '\r') c = ' ';
        return Error{ErrorCode::internal, std::move(message)};
    } catch (...) {
        return out_of_memory();
    }
}

}  // namespace detail

// Calls `body`, which returns a Result. An exception becomes Error{internal}; `doing` says what was going on
// ("reading the picture").
template <typename Body>
std::invoke_result_t<Body> guarded(const char* doing, Body&& body) noexcept {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return detail::out_of_memory();
    } catch (const std::exception& thrown) {
        return detail::unexpected(doing, thrown.what());
    } catch (...) {
        return detail::unexpected(doing, "something that is no exception");
    }
}

}  // namespace consent
