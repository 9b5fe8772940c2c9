// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/routing.h"

namespace mailweir {

Delivery holdForRelay(Delivery delivery)
{
    for (DeliveryRecipient &recipient : delivery.recipients) {
        if (isPending(recipient.state))
            recipient.state = DeliveryState::Held;
    }
    delivery.state = worstOf(delivery.recipients);
    delivery.nextAttemptAt.reset();
    delivery.lastError = QStringLiteral("no_relay");
    return delivery;
}

Delivery redirect(Delivery delivery, const QByteArray &address)
{
    if (address.isEmpty())
        return delivery;
    QList<DeliveryRecipient> recipients;
    bool replaced = false;
    for (DeliveryRecipient &recipient : delivery.recipients) {
        if (recipient.state == DeliveryState::Sent) {
            recipients.append(recipient);
        } else if (!std::exchange(replaced, true)) {
            recipient.address = address;
            recipients.append(recipient);
        }
    }
    delivery.recipients = recipients;
    return delivery;
}

} // namespace mailweir
