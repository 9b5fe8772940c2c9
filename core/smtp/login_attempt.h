// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace mailweir {

/// A login to be checked.
struct LoginAttempt {
    QByteArray user; ///< UTF-8 of 1 to 255 bytes without control characters
    QByteArray password; ///< or the bearer token of XOAUTH2; empty with a digest
    QByteArray challenge; ///< of CRAM-MD5 (RFC 2195): HMAC-MD5 of this with the password …
    QByteArray digest; ///< … must be this, in lower-case hexadecimal

    friend bool operator==(const LoginAttempt &, const LoginAttempt &) = default;
};

enum class LoginVerdict {
    Accepted,
    Refused,
    Unavailable, ///< cannot be told now
};

} // namespace mailweir
