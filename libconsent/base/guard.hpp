// SPDX-License-Identifier: Apache-2.0
//
// The border of the library: whatever is thrown inside comes out as an Error.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>

#include <consent/result.hpp>

namespace consent {

// Calls `body`, which returns a Result. An exception becomes Error{internal}; `doing` says what was going on
// ("reading the picture").
template <typename Body>
std::invoke_result_t<Body> guarded(const char* doing, Body&& body) noexcept {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::internal, std::string("Out of memory while ") + doing + "."};
    } catch (const std::exception& thrown) {
        std::string what = thrown.what();
        for (char& c : what)
            if (c == '\n' || c == '\r') c = ' ';
        return Error{ErrorCode::internal, std::string("Unexpected failure while ") + doing + ": " + what};
    } catch (...) {
        return Error{ErrorCode::internal, std::string("Unexpected failure while ") + doing + "."};
    }
}

}  // namespace consent
