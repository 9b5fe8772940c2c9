// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"
#include "core/mail/message_summary.h"

#include <QByteArrayView>

namespace mailweir {

/// One batch that a message belongs to: messages with the same key and the same recipient go into one summary.
struct BatchKey {
    QString key;
    QByteArray recipient; ///< EmailAddress::key()
    QByteArray address; ///< as it was written, for the summary's envelope

    friend bool operator==(const BatchKey &, const BatchKey &) = default;
};

/// What the index needs to know about a message.
struct Classification {
    MessageSummary summary; ///< without the group's id
    QString groupKey; ///< what the table groups by; marks are wrapped in ‹ ›, e.g. "Timeout in worker ‹n›"
    QString groupLabel; ///< what the table shows for it
    QList<BatchKey> batches; ///< none for mail of our own and for a message that must not be batched
};

/// Bytes and envelope in, summary and keys out. Injected into the store, which may not know the rules.
/// Thread: called on the indexer's thread only. Must take any bytes and never fail.
class Classifier {
public:
    virtual ~Classifier() = default;
    [[nodiscard]] virtual Classification classify(MessageId id, const Envelope &envelope, QByteArrayView raw) = 0;
};

} // namespace mailweir
