// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/smtp/server_session.h"
#include "tests/fuzz/fuzz_support.h"

#include <QList>

namespace mailweir {

/// How a session is driven.
struct DriveOptions {
    quint32 setup = 0; ///< bits that choose the server's options
    quint32 seed = 0; ///< of what the owner answers, and of the cuts
    bool cut = false; ///< the bytes come in pieces, and some answers late; else all at once
    bool events = false; ///< time-outs, pauses and stops come in between
};

/// What came of it.
struct Driven {
    struct Message {
        Envelope envelope;
        QByteArray bytes;

        friend bool operator==(const Message &, const Message &) = default;
    };
    QByteArray replies;
    QList<Message> messages;
    bool closed = false;

    friend bool operator==(const Driven &, const Driven &) = default;
};

/// The options that `setup` stands for; no faults and no check of the room on the disk.
[[nodiscard]] ServerOptions serverOptions(quint32 setup);

/// Feeds `input` to a new session as its connection would and aborts where the session breaks a promise: replies that
/// are malformed, actions out of order, a message without the TLS or the login that was required, over a limit, for a
/// recipient that is not taken.
[[nodiscard]] Driven drive(const DriveOptions &options, QByteArrayView input);

/// Whether the way in which the bytes are cut may show with this setup: what comes in clear behind STARTTLS is thrown
/// away, but only what came before the handshake is in clear.
[[nodiscard]] bool cutsMayShow(quint32 setup);

} // namespace mailweir
