// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/mime_message.h"
#include "core/store/mail_store.h"

#include <QHash>

namespace mailweir {

/// A mail made ready to be shown: everything that needs MIME or HTML parsing is done, on the reading thread.
struct MessageContent {
    /// HTML beyond this is shown as text (Qt needs seconds to lay it out), longer text and source are cut.
    static constexpr qsizetype kMaxHtml = 256 * 1024;
    static constexpr qsizetype kMaxText = 1024 * 1024;
    /// Inline images are passed over once this many bytes have been taken.
    static constexpr qsizetype kMaxImages = 16 * 1024 * 1024;

    std::optional<MessageId> id; ///< of a caught message; a delivery's mail has none
    MessageFlags flags; ///< likewise
    QString subject;
    MailAddress from;
    QList<MailAddress> to;
    QList<MailAddress> cc;
    QByteArray envelopeSender; ///< of a caught message; empty for the null sender
    QList<QByteArray> envelopeRecipients;
    std::optional<Timestamp> date;
    Timestamp received{};
    qint64 size = 0;
    QString html; ///< sanitised; empty when there is none
    bool htmlTooLarge = false;
    QString text;
    bool textCut = false;
    QList<std::pair<QString, QString>> headers;
    QString source; ///< Latin-1 for what is not UTF-8, cut at kMaxText
    bool sourceCut = false;
    QList<MimePart> attachments;
    QHash<QString, QByteArray> images; ///< by Content-ID
    QByteArray raw;
};

/// Pure; may take long. Thread: the reading one.
[[nodiscard]] MessageContent makeMessageContent(const QByteArray &raw);

/// A caught message. Errors: those of StoreReader::raw().
[[nodiscard]] Result<MessageContent> readMessage(StoreReader &reader, MessageId id);

/// A delivery with the mail it carries and its story.
struct DeliveryContent {
    Delivery delivery;
    QList<DeliveryAttempt> attempts; ///< oldest first
    MessageContent mail;
};

[[nodiscard]] Result<DeliveryContent> readDelivery(StoreReader &reader, DeliveryId id);

} // namespace mailweir
