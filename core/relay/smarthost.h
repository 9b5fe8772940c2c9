// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/relay/delivery.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace mailweir {

/// The server that mail is relayed to. The password is in memory only.
struct Smarthost {
    enum class Security {
        Plain,
        StartTlsRequired, ///< with a certificate that fits `host`; never without
        StartTlsIfOffered, ///< falls back to plain text, and takes any certificate; says so in the transcript
        ImplicitTls, ///< from the first byte (RFC 8314); certificate as for StartTlsRequired
    };
    enum class Auth { Auto, Plain, Login }; ///< Auto: PLAIN when it is offered, else LOGIN

    QString name;
    QString host; ///< a name or an address without brackets
    quint16 port = 25;
    Security security = Security::StartTlsRequired;
    QString user; ///< empty = no login
    QString password;
    Auth auth = Auth::Auto;
    QByteArray clientName; ///< for EHLO; empty = the address literal of this end
    QString caFile; ///< PEM; trusted besides the system's authorities

    friend bool operator==(const Smarthost &, const Smarthost &) = default;
};

/// A mail as it is handed to a smarthost.
struct OutgoingMail {
    DeliveryId delivery; ///< copied into the attempt
    QByteArray sender; ///< envelope addresses without < >; empty = the null sender
    QList<QByteArray> recipients;
    QByteArray raw;
};

/// What one attempt came to.
struct AttemptReport {
    enum class Outcome {
        Completed, ///< every recipient has the server's word
        Failed, ///< the attempt's reply stands for every recipient without a word of its own
        ConnectionLost, ///< before the final dot: nothing was sent
        LostAfterDot, ///< recipients without a word of their own may have got it
    };
    /// The last word about one recipient; no code and no enhanced status: there was none.
    struct RecipientReply {
        QByteArray address;
        Stage stage = Stage::Recipient; ///< Recipient or EndOfData
        Reply reply;

        friend bool operator==(const RecipientReply &, const RecipientReply &) = default;
    };

    /// code is 0 when there was no reply or this side decided; a class of 5 in `enhanced` then says that it is final.
    DeliveryAttempt attempt;
    QList<RecipientReply> recipients; ///< in the order of the mail's
    Outcome outcome = Outcome::ConnectionLost;

    friend bool operator==(const AttemptReport &, const AttemptReport &) = default;
};

} // namespace mailweir
