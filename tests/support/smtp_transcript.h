// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/smtp/server_session.h"

#include <QList>
#include <QString>

namespace mailweir {

/// What came of a client's bytes.
struct ServedSession {
    struct Message {
        Envelope envelope;
        QByteArray bytes;

        friend bool operator==(const Message &, const Message &) = default;
    };

    QByteArray replies;
    QList<Message> messages; ///< those that were submitted
    QList<LoginAttempt> logins; ///< those that were checked
    Milliseconds held{0}; ///< all delays together
    qint64 bytesPerSecond = 0; ///< of the last throttle
    bool closed = false;

    friend bool operator==(const ServedSession &, const ServedSession &) = default;
};

/// How a session is set up and what its owner answers.
struct SessionSetup {
    ServerOptions options;
    bool paused = false;
    TlsDetails tls; ///< of an implicit handshake
    LoginVerdict login = LoginVerdict::Accepted;
    std::vector<FaultRule> faults;
    std::optional<ErrorCode> commitError; ///< none: ids 1, 2, 3 …
};

/// Feeds the pieces one by one to a new session; each commit is answered after the piece that ended the message.
/// Every answer the session waits for is given before the next piece.
[[nodiscard]] ServedSession serve(const SessionSetup &setup, const QList<QByteArray> &pieces);

/// One case of a transcript file: what the client sends, and what must come of it however the bytes arrive.
///
///     == name              a new case
///     O: size=100          options: size, recipients, only=GLOB, paused, strict, lmtp, listener=NAME,
///                          disk=full (refused at MAIL), commit=full, commit=failed,
///                          tls=offered, tls=required, tls=implicit, auth=any, auth=required (both without TLS too),
///                          auth=secure (any, with TLS only), cram, login=refused, login=unavailable
///     F: at reply          a fault rule; before `at` come key=value: sender, rcpt, user, delay (ms), drop, greylist,
///                          rate, times; the reply may be left out
///     C: text              the client sends text and CRLF (c: without CRLF)
///     S: text              the server answers text and CRLF
///     tls                  the handshake that STARTTLS begins; what follows is sent within TLS
///     E: a@b.test -> c@d.test, e@f.test        a message with this envelope, parameters in brackets behind the
///                          addresses, and the user behind a bar …
///     M: text              … and these bytes, with CRLF (m: without)
///     closed               the server closes
///     @hello @rcpt @data   common beginnings: greeting and EHLO; and MAIL and RCPT; and DATA with its answer
///
/// In texts \r \n \t \xHH \\ are escapes, `{A*500}` is 500 A, and `{1}` in an answer is the id of the first message.
struct TranscriptCase {
    QString name;
    SessionSetup setup;
    QList<QByteArray> turns; ///< what the client sends between two answers
    qsizetype tlsAt = -1; ///< how many bytes go before the handshake; -1 = there is none
    QByteArray replies;
    QList<std::pair<QByteArray, QByteArray>> messages; ///< envelope as written, bytes
    bool closed = false;

    [[nodiscard]] QByteArray input() const { return turns.join(); }
};

/// Every case of a file; a mistake in the file is fatal.
[[nodiscard]] QList<TranscriptCase> readTranscripts(const QString &path);

/// The envelope in the form of a transcript file.
[[nodiscard]] QByteArray shownEnvelope(const Envelope &envelope);

/// The same bytes, with a cut at this position.
[[nodiscard]] QList<QByteArray> cutAt(const QList<QByteArray> &pieces, qsizetype position);

/// The ways to cut bytes that every session must take alike: whole, one by one, in two at every position
/// (of more than 4,000 bytes at every second, and so on).
[[nodiscard]] QList<QList<QByteArray>> waysToCut(const QByteArray &bytes);

} // namespace mailweir
