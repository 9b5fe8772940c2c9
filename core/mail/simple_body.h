// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/transfer_encoding.h"

#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

namespace mailweir {

/// The body of a message in one of the usual forms: a text, or multiparts of texts and files, with nothing odd in any
/// header. Says exactly what MimeMessage says, ten times as quickly, because it makes no tree; for any other message it
/// says nothing, and MimeMessage is to be asked. Thread: a value, valid as long as the bytes it was made of.
class SimpleBody {
public:
    [[nodiscard]] static std::optional<SimpleBody> read(QByteArrayView raw);

    /// The first `characters` of MimeMessage::text(); nothing when the bytes do not fit what is said about them.
    [[nodiscard]] std::optional<QString> text(qsizetype characters) const { return joined(m_texts, characters); }
    /// Likewise of MimeMessage::html().
    [[nodiscard]] std::optional<QString> html(qsizetype characters) const { return joined(m_pages, characters); }
    /// What is neither of these, in order.
    struct File {
        QByteArray contentType; ///< as the three of MimePart
        QString fileName;
        bool isInline = false;
    };
    [[nodiscard]] const QList<File> &files() const { return m_files; }
    /// MimeMessage::attachmentCount().
    [[nodiscard]] int attachmentCount() const;

private:
    struct Text {
        QByteArrayView bytes;
        TransferEncoding encoding = TransferEncoding::None;
        QByteArray charset; // lower case
    };
    class Reader;

    [[nodiscard]] static std::optional<QString> joined(const QList<Text> &texts, qsizetype characters);

    QList<Text> m_texts; // text/plain
    QList<Text> m_pages; // text/html
    QList<File> m_files;
};

} // namespace mailweir
