// SPDX-License-Identifier: Apache-2.0
//
// How this library answers: with a value, or with an error that says what the caller can do.
//
// No function of the public face throws, prints or exits. What can go wrong in normal use comes back as
// a Result. A broken precondition (asking an error for its value, say) is a bug in the caller and ends in
// std::abort through assert in debug builds.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace consent {

// Each code answers one question: what can the caller do about it?
enum class ErrorCode {
    invalid_argument,  // the request itself is wrong (unknown purpose, person, date): ask for something else
    unreadable,        // this input cannot be read whole or is over a limit: bring another file
    refused,           // a rule forbids it (no biometric consent, a permit spent or stale): it stays forbidden
    unavailable,       // register, model or audit log is missing, locked, damaged or too new: mend it, try again
    write_failed,      // the output could not be written: nothing was left behind; free space, try again
    internal,          // a bug or an exhausted machine: report it
};

// A code for programs and one line for people. The message says what happened and what to do; it holds no
// person's name and no newline.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
};

// A value of T or an Error, spelled like std::expected<T, Error> (C++23) so that it can become one.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    // Requires: has_value().
    T& operator*() & noexcept { return *value_pointer(); }
    const T& operator*() const& noexcept { return *value_pointer(); }
    T&& operator*() && noexcept { return std::move(*value_pointer()); }
    T* operator->() noexcept { return value_pointer(); }
    const T* operator->() const noexcept { return value_pointer(); }

    // Requires: !has_value().
    [[nodiscard]] const Error& error() const& noexcept {
        assert(!has_value());
        return *std::get_if<1>(&state_);
    }
    [[nodiscard]] Error&& error() && noexcept {
        assert(!has_value());
        return std::move(*std::get_if<1>(&state_));
    }

private:
    T* value_pointer() noexcept {
        assert(has_value());
        return std::get_if<0>(&state_);
    }
    const T* value_pointer() const noexcept {
        assert(has_value());
        return std::get_if<0>(&state_);
    }

    std::variant<T, Error> state_;
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), failed_(true) {}

    [[nodiscard]] bool has_value() const noexcept { return !failed_; }
    explicit operator bool() const noexcept { return has_value(); }

    // Requires: !has_value().
    [[nodiscard]] const Error& error() const& noexcept {
        assert(failed_);
        return error_;
    }
    [[nodiscard]] Error&& error() && noexcept {
        assert(failed_);
        return std::move(error_);
    }

private:
    Error error_;
    bool failed_ = false;
};

}  // namespace consent
