// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"
#include "core/mail/reply.h"

#include <QByteArray>
#include <QByteArrayView>

namespace mailweir {

/// `text` with its control characters shown as \r, \n, \t, \xNN or \uNNNN, bytes that are no UTF-8 as \xNN, and the
/// backslash doubled, cut after 1,000 bytes: what a peer said cannot steer a terminal or break a line.
[[nodiscard]] QByteArray printable(QByteArrayView text);

/// Records what was said in a server's session, in the form in which it is stored with each message: what the owner
/// keep()s for all of them (greeting, EHLO, TLS, login), and what was said since the last message.
///
/// The form: one line each, "C 12 EHLO c.test\n": side (C, S, N), milliseconds since the connection was begun, text.
/// Control bytes are escaped as printable() does. Bounded: 100 lines and 16 KiB of what is kept, 300 and 64 KiB of the
/// rest; a note says how many are missing.
class SessionTranscript {
public:
    void begin(Timestamp now) { m_begin = now; }
    void client(QByteArrayView line, Timestamp now) { add('C', line, now); }
    void server(QByteArrayView line, Timestamp now) { add('S', line, now); }
    void note(QByteArrayView words, Timestamp now) { add('N', words, now); }

    /// What was said since the last call belongs to every message to come.
    void keep();
    /// What was said and not kept belonged to a message that is over.
    void endMessage();
    [[nodiscard]] QByteArray bytes() const;

private:
    struct Part {
        QByteArray text;
        int lines = 0;
        int left = 0; // out
    };
    void add(char side, QByteArrayView text, Timestamp now);

    Timestamp m_begin{};
    Part m_kept;
    Part m_message;
};

/// The lines of a stored transcript; what cannot be read is left out.
[[nodiscard]] QList<TranscriptLine> readTranscript(QByteArrayView bytes);

} // namespace mailweir
