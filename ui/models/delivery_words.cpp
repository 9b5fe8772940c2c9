// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/delivery_words.h"

#include "ui/models/texts.h"

#include <algorithm>

namespace mailweir {

namespace {

const QLatin1String kNoRelay("no_relay");

} // namespace

const DeliveryRecipient *DeliveryWords::decisive(const Delivery &delivery)
{
    if (delivery.recipients.isEmpty())
        return nullptr;
    const auto worst = std::find_if(delivery.recipients.cbegin(), delivery.recipients.cend(),
                                    [&](const DeliveryRecipient &r) { return r.state == delivery.state; });
    return worst == delivery.recipients.cend() ? &delivery.recipients.first() : &*worst;
}

bool DeliveryWords::needsRelay(const Delivery &delivery)
{
    return delivery.state == DeliveryState::Held && delivery.lastError == kNoRelay;
}

QString DeliveryWords::reason(const Delivery &delivery)
{
    if (delivery.lastError == kNoRelay)
        return tr("No relay is set");
    if (!delivery.lastError.isEmpty())
        return delivery.lastError;
    const DeliveryRecipient *recipient = decisive(delivery);
    if (!recipient || recipient->reply.code == 0)
        return {};
    QByteArray words = QByteArray::number(recipient->reply.code);
    if (!recipient->reply.enhanced.isNull())
        words += ' ' + recipient->reply.enhanced.text();
    return QString::fromUtf8(words + ' ' + recipient->reply.text());
}

QString DeliveryWords::meaning(int code, EnhancedStatus enhanced, QByteArrayView text)
{
    const bool permanent = code >= 500 || enhanced.statusClass == 5;
    const auto is = [&](int subject, int detail) {
        return enhanced.subject == subject && enhanced.detail == detail;
    };
    if (!enhanced.isNull()) {
        if (is(1, 1) || is(1, 0) || is(1, 6))
            return tr("The server does not know this address.");
        if (is(1, 2))
            return tr("The server cannot find the domain of this address.");
        if (is(1, 3))
            return tr("The server says that this is not a valid address.");
        if (is(1, 7) || is(1, 8))
            return tr("The server does not accept the sender's address.");
        if (is(2, 1))
            return tr("This mailbox is switched off.");
        if (is(2, 2))
            return tr("This mailbox is full.");
        if (is(2, 3) || is(3, 4))
            return tr("The mail is too large for this server.");
        if (is(3, 2))
            return tr("The server is closed for the moment.");
        if (enhanced.subject == 4)
            return tr("The server cannot reach the next one on the way.");
        if (is(7, 0) && code == 530)
            return tr("The server wants an encrypted connection or a login first.");
        if (is(7, 8) || is(7, 9))
            return tr("The server does not accept this user name and password.");
        if (is(7, 1))
            return permanent ? tr("The server's rules forbid this mail.")
                             : tr("The server wants to see this mail a second time, later.");
        if (enhanced.subject == 7)
            return tr("The server refuses for reasons of security or policy.");
    }
    switch (code) {
    case 421:
        return tr("The server is busy or shutting down.");
    case 450:
    case 451:
        return tr("The server cannot take it right now.");
    case 452:
        return tr("The server has too little room at the moment.");
    case 530:
        return tr("The server wants an encrypted connection or a login first.");
    case 535:
        return tr("The server does not accept this user name and password.");
    case 550:
    case 551:
        return tr("The server does not know this address, or does not take mail for it.");
    case 552:
        return tr("The mail is too large, or the mailbox is full.");
    case 553:
        return tr("The server says that this is not a valid address.");
    case 554:
        return tr("The server refuses this mail.");
    default:
        break;
    }
    if (code == 0 && !text.isEmpty())
        return tr("The mail server could not be reached, or the connection broke.");
    return {};
}

QString DeliveryWords::meaning(const Delivery &delivery)
{
    if (delivery.lastError == kNoRelay)
        return tr("Mailweir has caught this mail, but knows no mail server to hand the summary to.");
    switch (delivery.state) {
    case DeliveryState::Uncertain:
        return tr("The connection broke after the whole mail had been handed over, so it may have arrived.");
    case DeliveryState::Waiting:
    case DeliveryState::Sending:
    case DeliveryState::Sent:
    case DeliveryState::Cancelled:
        return {};
    case DeliveryState::Held:
    case DeliveryState::Deferred:
    case DeliveryState::Failed:
        break;
    }
    const DeliveryRecipient *recipient = decisive(delivery);
    const Reply reply = recipient ? recipient->reply : Reply{};
    return meaning(reply.code, reply.enhanced, delivery.lastError.toUtf8());
}

QString DeliveryWords::next(const Delivery &delivery, Timestamp now)
{
    switch (delivery.state) {
    case DeliveryState::Waiting:
        return tr("It will be sent in a moment.");
    case DeliveryState::Sending:
        return tr("It is being sent.");
    case DeliveryState::Sent:
        return tr("Nothing more to do.");
    case DeliveryState::Deferred:
        return delivery.nextAttemptAt
            ? tr("Mailweir tries again %1.", "%1: in 5 min, or now").arg(Texts::until(*delivery.nextAttemptAt, now))
            : tr("Mailweir tries again by itself.");
    case DeliveryState::Uncertain:
        return delivery.nextAttemptAt
            ? tr("Mailweir tries again %1 with the same Message-ID, so that a second copy can be told.")
                  .arg(Texts::until(*delivery.nextAttemptAt, now))
            : tr("Mailweir tries again with the same Message-ID, so that a second copy can be told.");
    case DeliveryState::Held:
        return needsRelay(delivery) ? tr("It stays here. Set up a relay, then resend it.")
                                    : tr("It stays here until you resend it.");
    case DeliveryState::Failed:
        return tr("Mailweir has given up. Resend it once the cause is mended.");
    case DeliveryState::Cancelled:
        return tr("It will not be sent unless you resend it.");
    }
    Q_UNREACHABLE();
}

} // namespace mailweir
