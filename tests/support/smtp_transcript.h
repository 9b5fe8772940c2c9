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
    bool closed = false;

    friend bool operator==(const ServedSession &, const ServedSession &) = default;
};

/// How a session is set up and what the store answers.
struct SessionSetup {
    ServerOptions options;
    bool paused = false;
    std::optional<ErrorCode> commitError; ///< none: ids 1, 2, 3 …
};

/// Feeds the pieces one by one to a new session; each commit is answered after the piece that ended the message.
[[nodiscard]] ServedSession serve(const SessionSetup &setup, const QList<QByteArray> &pieces);

/// One case of a transcript file: what the client sends, and what must come of it however the bytes arrive.
///
///     == name              a new case
///     O: size=100          options: size, recipients, paused, disk=full (refused at MAIL), commit=full, commit=failed
///     C: text              the client sends text and CRLF (c: without CRLF)
///     S: text              the server answers text and CRLF
///     E: a@b.test -> c@d.test, e@f.test        a message with this envelope …
///     M: text              … and these bytes, with CRLF (m: without)
///     closed               the server closes
///     @hello @rcpt @data   common beginnings: greeting and EHLO; and MAIL and RCPT; and DATA with its answer
///
/// In texts \r \n \t \xHH \\ are escapes, `{A*500}` is 500 A, and `{1}` in an answer is the id of the first message.
struct TranscriptCase {
    QString name;
    SessionSetup setup;
    QList<QByteArray> turns; ///< what the client sends between two answers
    QByteArray replies;
    QList<std::pair<QByteArray, QByteArray>> messages; ///< envelope as written, bytes
    bool closed = false;

    [[nodiscard]] QByteArray input() const { return turns.join(); }
};

/// Every case of a file; a mistake in the file is fatal.
[[nodiscard]] QList<TranscriptCase> readTranscripts(const QString &path);

/// The envelope in the form of a transcript file.
[[nodiscard]] QByteArray shownEnvelope(const Envelope &envelope);

/// The ways to cut bytes that every session must take alike: whole, one by one, in two at every position.
[[nodiscard]] QList<QList<QByteArray>> waysToCut(const QByteArray &bytes);

} // namespace mailweir
