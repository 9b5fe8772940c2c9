// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/timestamp.h"
#include "core/mail/message_flags.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace mailweir {

/// An address of a header field, decoded for people.
struct MailAddress {
    QString name;
    QString address;

    friend bool operator==(const MailAddress &, const MailAddress &) = default;
};

/// What a table row and the list calls of the HTTP API show of a message. Made once, when it is indexed.
struct MessageSummary {
    MessageId id;
    GroupId group; ///< set by the store
    QString subject; ///< decoded, one line
    QString messageId; ///< without < >
    MailAddress from; ///< of the header; both empty when there is none
    QList<MailAddress> to;
    QList<MailAddress> cc;
    QList<MailAddress> bcc; ///< of the header, then recipients of the envelope that no field names
    QList<MailAddress> replyTo;
    QByteArray envelopeSender;
    QList<QByteArray> envelopeRecipients;
    Timestamp received{};
    Timestamp date{}; ///< the Date header; the receive time when it is missing or cannot be read
    qint64 size = 0; ///< bytes stored
    int attachments = 0;
    MessageFlags flags;
    QStringList tags; ///< of the field X-Tags, or given since; each once, in order
    QString project; ///< of the listener it came in by; empty = none
    QString snippet; ///< the beginning of the text, at most 250 characters
    bool read = false;
    bool pinned = false; ///< kept by retention
    bool recovered = false; ///< came back from the log after the database was lost
    bool own = false; ///< Mailweir made it: stored, never batched

    friend bool operator==(const MessageSummary &, const MessageSummary &) = default;
};

} // namespace mailweir
