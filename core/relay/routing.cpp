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
    std::optional<DeliveryRecipient> unsent; // stands for all of them; one that is still to be tried decides
    for (const DeliveryRecipient &recipient : std::as_const(delivery.recipients)) {
        if (recipient.state == DeliveryState::Sent)
            recipients.append(recipient);
        else if (!unsent || (!isPending(unsent->state) && isPending(recipient.state)))
            unsent = recipient;
    }
    if (unsent) {
        unsent->address = address;
        recipients.append(*unsent);
    }
    delivery.recipients = recipients;
    delivery.state = worstOf(recipients);
    return delivery;
}

Delivery readdress(Delivery delivery, const QList<QByteArray> &addresses)
{
    delivery.recipients.removeIf([](const DeliveryRecipient &r) { return r.state != DeliveryState::Sent; });
    for (const QByteArray &address : addresses)
        delivery.recipients.append({address, DeliveryState::Waiting, {}});
    delivery.state = worstOf(delivery.recipients);
    return delivery;
}

} // namespace mailweir
