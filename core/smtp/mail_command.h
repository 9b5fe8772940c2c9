// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/reply.h"
#include "core/smtp/body_writer.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>
#include <variant>

namespace mailweir {

/// What is to be sent: envelope addresses without < >, the empty sender is the null path.
struct ClientMail {
    QByteArray sender;
    QList<QByteArray> recipients;
    QByteArray raw; ///< any line ends
};

/// What a server can do, as its EHLO reply says; names it does not list are unknown to it (RFC 5321 section 4.1.1.1).
struct ServerExtensions {
    bool startTls = false;
    bool eightBitMime = false;
    bool smtpUtf8 = false;
    std::optional<qint64> size; ///< 0 = no limit is told
    QList<QByteArray> auth; ///< upper case

    [[nodiscard]] static ServerExtensions fromReply(const Reply &reply);
};

/// Whether an address cannot end its brackets or its line, with which its author would speak SMTP: no control byte,
/// no < or >.
[[nodiscard]] bool isSafeAddress(QByteArrayView address);

/// The MAIL command (without CRLF) with the parameters that the mail needs and the server offers, or the reason why
/// this server cannot be given it: code 0 and 5.1.7, 5.3.4 (RFC 1870), 5.6.0, 5.6.3 (RFC 6152) or 5.6.7 (RFC 6531).
[[nodiscard]] std::variant<QByteArray, Reply> mailCommand(const ClientMail &mail, const BodyTraits &traits,
                                                          const ServerExtensions &extensions);

} // namespace mailweir
