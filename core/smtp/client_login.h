// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/reply.h"

#include <QByteArray>
#include <QList>

#include <variant>

namespace mailweir {

/// The AUTH exchange of a client (RFC 4954) with the mechanisms PLAIN (RFC 4616) and LOGIN: replies in, lines out. The
/// next mechanism is tried only when the server finds the last one unfit (504, 534), never after a wrong password.
class ClientLogin {
public:
    enum class Mechanism { Auto, Plain, Login }; ///< Auto: PLAIN when it is offered, else LOGIN

    struct Say {
        QByteArray line; ///< without CRLF
        QByteArray shown; ///< the same for the transcript, credentials blanked
    };
    struct Done { };
    struct Refused {
        Reply reply; ///< code 0: decided here
    };
    using Step = std::variant<Say, Done, Refused>;

    /// UTF-8, without NUL.
    ClientLogin(QByteArray user, QByteArray password, Mechanism mechanism);

    /// `offered`: the upper-case words of the AUTH extension.
    [[nodiscard]] Step begin(const QList<QByteArray> &offered);
    [[nodiscard]] Step onReply(const Reply &reply);

private:
    enum class State { Plain, User, Password, Last, Cancelled };

    [[nodiscard]] Step next();
    [[nodiscard]] Step say(State state, const QByteArray &line);
    [[nodiscard]] Step saySecret(State state, const QByteArray &secret, const QByteArray &before = {});

    QByteArray m_user;
    QByteArray m_password;
    Mechanism m_mechanism;
    QList<Mechanism> m_left; // to be tried
    State m_state = State::Plain;
};

} // namespace mailweir
