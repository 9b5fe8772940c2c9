// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHashFunctions>

#include <compare>
#include <optional>

namespace mailweir {

/// A message's id: 22 characters of 0-9A-Za-z that sort by arrival, the same in the 250, the log, the API and the
/// window. `order` is the arrival (milliseconds since 1970 times 65,536 plus a counter) and unique within one store,
/// so it is also the key of its rows; `salt` is random, so that ids cannot be guessed from one another.
struct MessageId {
    quint64 order = 0;
    quint64 salt = 0;

    [[nodiscard]] bool isNull() const { return order == 0; }
    [[nodiscard]] QByteArray text() const;
    /// The inverse of text(); nothing for any other text.
    [[nodiscard]] static std::optional<MessageId> fromText(QByteArrayView text);

    friend auto operator<=>(const MessageId &, const MessageId &) = default;
    friend size_t qHash(const MessageId &id, size_t seed = 0) noexcept { return ::qHash(id.order, seed); }
};

/// Hands out ids that rise strictly, also when the clock steps back or many fall into one millisecond.
/// Thread: one at a time; the log writer owns it.
class MessageIdSource {
public:
    /// Every later id is greater than `last`.
    void startAfter(MessageId last);
    [[nodiscard]] MessageId next(Timestamp now);

private:
    quint64 m_last = 0;
};

/// A number that names one kind of thing only. Not interchangeable with other ids or with integers.
template <typename Tag> struct NumericId {
    qint64 value = 0;

    [[nodiscard]] bool isNull() const { return value == 0; }
    [[nodiscard]] QByteArray text() const { return QByteArray::number(value); }
    [[nodiscard]] static std::optional<NumericId> fromText(QByteArrayView text)
    {
        bool ok = false;
        const qint64 number = text.toByteArray().toLongLong(&ok);
        if (!ok || number <= 0)
            return std::nullopt;
        return NumericId{number};
    }

    friend auto operator<=>(const NumericId &, const NumericId &) = default;
    friend size_t qHash(const NumericId &id, size_t seed = 0) noexcept { return ::qHash(id.value, seed); }
};

/// A batch. An id is never used again, so a late notice about a batch that has left cannot hit its successor.
using BatchId = NumericId<struct BatchTag>;
using DeliveryId = NumericId<struct DeliveryTag>;
using GroupId = NumericId<struct GroupTag>;
/// One removal of messages that can still be undone.
using RemovalId = NumericId<struct RemovalTag>;
/// An import or export that is running.
using TransferId = NumericId<struct TransferTag>;

} // namespace mailweir
