// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace mailweir {

/// RFC 3463 status, class.subject.detail.
struct EnhancedStatus {
    int statusClass = 0; ///< 2, 4 or 5; 0 = none
    int subject = 0;
    int detail = 0;

    [[nodiscard]] bool isNull() const { return statusClass == 0; }
    [[nodiscard]] QByteArray text() const;
    /// Reads it off the front of a reply's text, e.g. "5.1.1 no such user".
    [[nodiscard]] static std::optional<EnhancedStatus> fromFrontOf(QByteArrayView text);

    friend bool operator==(const EnhancedStatus &, const EnhancedStatus &) = default;
};

/// An SMTP reply, one of ours or an upstream's (RFC 5321 section 4.2).
struct Reply {
    int code = 0; ///< 200–599; 0 = there was none
    EnhancedStatus enhanced;
    QList<QByteArray> lines; ///< texts without code and enhanced status; at least one

    [[nodiscard]] bool positive() const { return code >= 200 && code < 400; }
    [[nodiscard]] bool transient() const { return code >= 400 && code < 500; }
    [[nodiscard]] bool permanent() const { return code >= 500; }
    /// The lines joined by blanks.
    [[nodiscard]] QByteArray text() const;
    /// The bytes on the wire. `withEnhanced` is false before EHLO, for greetings, 3yz and EHLO's own reply
    /// (RFC 2034 section 4).
    [[nodiscard]] QByteArray wire(bool withEnhanced) const;

    friend bool operator==(const Reply &, const Reply &) = default;
};

/// How far an SMTP transaction had come, as shown in attempts.
enum class Stage { Connect, Greeting, Hello, Tls, Auth, Mail, Recipient, Data, EndOfData, Quit };

/// The outside name of a stage: connect, greeting, ehlo, starttls, auth, mail, rcpt, data, dot, quit.
[[nodiscard]] QByteArray stageName(Stage stage);
[[nodiscard]] std::optional<Stage> stageFromName(QByteArrayView name);

/// One line of a session, as shown to the user: passwords blanked, bodies left out.
struct TranscriptLine {
    enum class Side { Client, Server, Note };

    qint64 atMs = 0; ///< milliseconds since the connection was begun
    Side side = Side::Note;
    QByteArray text; ///< without the line end; control bytes are shown escaped

    friend bool operator==(const TranscriptLine &, const TranscriptLine &) = default;
};

} // namespace mailweir
