// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message_summary.h"
#include "core/store/log_reader.h"

#include <QStringList>

namespace mailweir {

/// Of a message nothing beyond this is looked at by a search, texts and parts alike.
inline constexpr qint64 kMaxSearched = 1024 * 1024;

/// What a search sees of a message's body.
struct SearchContent {
    QStringList texts; ///< the plain text, the HTML as text; those it has
    QStringList fileNames; ///< of attached and inline parts
    QStringList types; ///< content types of the texts and of those parts
    bool hasInline = false;
};

/// `raw` may be only the beginning of the message. Thread: any.
[[nodiscard]] SearchContent searchContent(QByteArrayView raw);

/// What bare words are looked for in: what people see of the header, the texts, the names of the files; as Mailpit's
/// order has it, one after the other.
[[nodiscard]] QString searchFlatText(const MessageSummary &summary, const SearchContent &content);

/// Name and address, one a line.
[[nodiscard]] QString addressLines(const QList<MailAddress> &addresses);

/// Whether the values of such header fields are in the index: of those that applications add.
[[nodiscard]] bool isIndexedField(QByteArrayView lowerName);

/// The texts of a message as the index takes them.
struct SearchDocument {
    MessageId id;
    QString words; ///< searchWords() of the flat text
    // Folded, values on lines of their own; parts of them are looked for.
    QString subject;
    QString sender;
    QString recipients; ///< To, Cc, Bcc, Reply-To
    QString others; ///< Message-ID, envelope, parts, header fields as "name: value"
};

/// `message`: null when it could not be read; then the summary alone is searched.
[[nodiscard]] SearchDocument searchDocument(const MessageSummary &summary, const LoggedMessage *message);

} // namespace mailweir
