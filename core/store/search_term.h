// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QRegularExpression>
#include <QString>

#include <optional>
#include <vector>

namespace mailweir {

/// A node of a parsed query. A value; compares by its parts.
struct SearchTerm {
    enum class Kind {
        All, ///< every message
        Nothing,
        And,
        Or,
        Not, ///< of the one term in `terms`
        // Words one after the other, the last of them perhaps only begun; anywhere in header fields, texts, file names.
        Words,
        Anywhere, ///< the same, as `text` or `pattern` stands there
        // `text` is a part of the value, or `pattern` fits it; one value of several is enough.
        From,
        To,
        Cc,
        Bcc,
        ReplyTo,
        Addressed, ///< any of these five
        Subject,
        MessageId,
        MailFrom,
        RcptTo,
        Group, ///< its label
        Body,
        FileName,
        ContentType,
        User,
        Helo,
        Ip,
        Process, ///< executable or directory
        Header, ///< a field called `name`; with neither text nor pattern any value will do
        // `text` is the value.
        Tag,
        Listener,
        Project,
        // States.
        Read,
        Tagged,
        Pinned,
        Malformed,
        Tls,
        HasAttachment,
        HasInline,
        Failed, ///< a summary that holds it could not be sent
        Queued, ///< it is collected, or its summary is on the way
        Sent,
        // `number` is bytes, milliseconds since 1970, the client's port or process id.
        Larger,
        Smaller,
        Since, ///< received then or later
        Until, ///< received then or before
        Port,
        ProcessId,
    };

    Kind kind = Kind::Nothing;
    QString text; ///< folded; of Words: normalised, see searchWords()
    QByteArray name; ///< of a header field
    qint64 number = 0;
    std::optional<QRegularExpression> pattern;
    std::vector<SearchTerm> terms; ///< of And, Or, Not

    friend bool operator==(const SearchTerm &, const SearchTerm &) = default;
};

/// Whether `text` has what the term asks for: its pattern, or its text once both are folded. A pattern that takes too
/// long does not fit. Thread: any.
[[nodiscard]] bool holds(const SearchTerm &term, const QString &text);

} // namespace mailweir
