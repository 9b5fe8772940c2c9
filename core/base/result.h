// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace mailweir {

/// What went wrong, in a form that code can decide by. The words for a person are made elsewhere: describe() for
/// terminals and logs, the ui room (translated) for the window.
enum class ErrorCode {
    Io, ///< the operating system refused; detail has its words
    DiskFull, ///< too little space is left
    PermissionDenied,
    Locked, ///< somebody else holds it; detail says who
    AddressInUse, ///< a port or socket is taken
    NotFound,
    Corrupt, ///< stored data is damaged
    TooNew, ///< written by a newer version
    Invalid, ///< bad input; detail says what is allowed
    NotInThisVersion, ///< a reserved name that is not built yet
    Unavailable, ///< a service is missing (keychain, tray, notifications)
    Refused, ///< a peer said no; detail has its words
    TimedOut,
    Cancelled,
    Conflict, ///< the object is no longer in a state that allows it
};

/// An error: a code, what it is about (a path, an address, a key), and details (usually the system's own words).
struct Error {
    ErrorCode code = ErrorCode::Io;
    QString subject;
    QString detail;

    friend bool operator==(const Error &, const Error &) = default;
};

/// One English sentence without a final full stop, for standard error and logs.
[[nodiscard]] QString describe(const Error &error);

/// An Io, DiskFull or PermissionDenied error from errno, about `subject`.
[[nodiscard]] Error systemError(const QString &subject, int errnoValue);

/// A value or the Error that took its place. GCC 12 has no std::expected for C++20.
template <typename T> class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Only when ok().
    [[nodiscard]] const T &value() const & { return std::get<0>(m_state); }
    [[nodiscard]] T &value() & { return std::get<0>(m_state); }
    [[nodiscard]] T &&value() && { return std::get<0>(std::move(m_state)); }
    [[nodiscard]] const T &operator*() const & { return value(); }
    [[nodiscard]] T &operator*() & { return value(); }
    [[nodiscard]] T &&operator*() && { return std::move(*this).value(); }
    [[nodiscard]] const T *operator->() const { return &value(); }
    [[nodiscard]] T *operator->() { return &value(); }

    /// Only when not ok().
    [[nodiscard]] const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// Success, or an Error.
template <> class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
        , m_ok(false)
    {
    }

    [[nodiscard]] bool ok() const { return m_ok; }
    explicit operator bool() const { return m_ok; }
    [[nodiscard]] const Error &error() const { return m_error; }

private:
    Error m_error;
    bool m_ok = true;
};

} // namespace mailweir
