// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/smtp/grammar.h"
#include "core/smtp/login_attempt.h"

#include <QByteArray>

#include <optional>
#include <variant>

namespace mailweir {

/// The server's side of one AUTH exchange (RFC 4954): PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), XOAUTH2. Lines in,
/// challenges out, and in the end a login that somebody else checks.
class ServerLogin {
public:
    enum class Mechanism { Plain, Login, CramMd5, XOAuth2 };

    /// Sent as "334 " and this: Base64 already.
    struct Challenge {
        QByteArray text;
    };
    using Step = std::variant<Challenge, LoginAttempt, Refusal>;

    /// In any case (RFC 4422 section 3.1).
    [[nodiscard]] static std::optional<Mechanism> mechanism(QByteArrayView name);

    /// `challenge`: of CRAM-MD5, used once and never again.
    explicit ServerLogin(Mechanism mechanism, QByteArray challenge = {});

    /// `initial`: what followed the mechanism; `=` is an empty response. Nothing: there was none.
    [[nodiscard]] Step begin(std::optional<QByteArrayView> initial);
    /// A line that answers a challenge; `*` ends the exchange.
    [[nodiscard]] Step answer(QByteArrayView line);

private:
    [[nodiscard]] Step take(const QByteArray &response);

    Mechanism m_mechanism;
    QByteArray m_challenge;
    std::optional<QByteArray> m_user; // of LOGIN
};

} // namespace mailweir
