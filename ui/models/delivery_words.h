// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/reply.h"
#include "core/relay/delivery.h"

#include <QCoreApplication>

namespace mailweir {

/// What became of a delivery, told like a letter: who said what, what it means, what happens next. Pure.
class DeliveryWords {
    Q_DECLARE_TR_FUNCTIONS(mailweir::DeliveryWords)
public:
    /// The recipient whose reply decided, or the first; nothing when there is none.
    [[nodiscard]] static const DeliveryRecipient *decisive(const Delivery &delivery);
    /// The server's sentence with its code, or what happened on this side; empty when nothing happened yet.
    [[nodiscard]] static QString reason(const Delivery &delivery);
    /// Plain words for a reply (RFC 3463, RFC 5321 section 4.2.3); empty when nothing can be said for sure.
    [[nodiscard]] static QString meaning(int code, EnhancedStatus enhanced, QByteArrayView text);
    [[nodiscard]] static QString meaning(const Delivery &delivery);
    /// What Mailweir will do by itself, and what the user can do.
    [[nodiscard]] static QString next(const Delivery &delivery, Timestamp now);
    /// Whether it waits for a relay to be set up.
    [[nodiscard]] static bool needsRelay(const Delivery &delivery);
};

} // namespace mailweir
