// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/timestamp.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace mailweir {

/// A batch's life: Collecting → Sealing (what belongs to it is fixed, the summary is being made) → Sealed. Held waits
/// for the user, Discarded is left out of every summary.
enum class BatchState { Collecting, Held, Sealing, Sealed, Discarded };

/// Outside names: collecting, held, sealed, discarded (Sealing is shown as sealed).
[[nodiscard]] QByteArray batchStateName(BatchState state);

/// Messages on their way into one summary: same key, same recipient.
struct Batch {
    BatchId id;
    QString key; ///< of the batch expression
    QString label; ///< what people are shown for it
    QByteArray recipient; ///< the address its summary goes to
    qint64 count = 0; ///< messages
    int groups = 0;
    Timestamp first{}; ///< receive time of the first message
    Timestamp last{}; ///< and of the newest
    BatchState state = BatchState::Collecting;
    DeliveryId delivery; ///< null until sealed

    friend bool operator==(const Batch &, const Batch &) = default;
};

/// When a batch leaves.
struct BatchRule {
    Milliseconds wait{30'000}; ///< quiet time after the newest message
    Milliseconds maxWait{300'000}; ///< age of the first message

    friend bool operator==(const BatchRule &, const BatchRule &) = default;
};

/// A batch is due when `now - first >= maxWait` or `now - last >= wait`, both inclusive; this is the earlier of the
/// two.
[[nodiscard]] Timestamp dueAt(const Batch &batch, const BatchRule &rule);

/// One group's share of a batch, as the summary shows it.
struct BatchGroup {
    static constexpr qint64 kMaxRaw = 1024 * 1024; ///< bytes; more of a message no summary looks at

    qint64 count = 0;
    Timestamp oldest{}; ///< by the Date header, else the receive time
    Timestamp newest{};
    QString label;
    MessageId lastMessage;
    QByteArray lastRaw; ///< first kMaxRaw bytes of the last message; the composer decodes what people read of it
    bool lastIsLost = false; ///< the store could not read the last message; `lastRaw` is empty
};

/// What a batch's summary is made from.
struct BatchContent {
    Batch batch;
    QList<BatchGroup> groups; ///< in order of first appearance
};

} // namespace mailweir
