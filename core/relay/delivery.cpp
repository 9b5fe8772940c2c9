// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/delivery.h"

#include <algorithm>
#include <array>

namespace mailweir {

namespace {

struct StateNames {
    DeliveryState state;
    const char *name;
};

constexpr std::array kStates{
    StateNames{DeliveryState::Waiting, "waiting"}, StateNames{DeliveryState::Sending, "sending"},
    StateNames{DeliveryState::Sent, "sent"},       StateNames{DeliveryState::Deferred, "deferred"},
    StateNames{DeliveryState::Held, "held"},       StateNames{DeliveryState::Uncertain, "uncertain"},
    StateNames{DeliveryState::Failed, "failed"},   StateNames{DeliveryState::Cancelled, "cancelled"},
};

constexpr std::array kWorstFirst{DeliveryState::Failed,   DeliveryState::Uncertain, DeliveryState::Deferred,
                                 DeliveryState::Held,     DeliveryState::Sending,   DeliveryState::Waiting,
                                 DeliveryState::Cancelled};

} // namespace

QByteArray deliveryStateName(DeliveryState state)
{
    for (const StateNames &entry : kStates) {
        if (entry.state == state)
            return entry.name;
    }
    return {};
}

std::optional<DeliveryState> deliveryStateFromName(QByteArrayView name)
{
    for (const StateNames &entry : kStates) {
        if (name == entry.name)
            return entry.state;
    }
    return std::nullopt;
}

QByteArray deliveryKindName(DeliveryKind kind)
{
    switch (kind) {
    case DeliveryKind::Summary:
        return "summary";
    case DeliveryKind::Each:
        return "each";
    case DeliveryKind::Release:
        return "release";
    case DeliveryKind::Resend:
        return "resend";
    case DeliveryKind::Spool:
        return "spool";
    }
    return {};
}

DeliveryState worstOf(const QList<DeliveryRecipient> &recipients)
{
    for (const DeliveryState state : kWorstFirst) {
        if (std::any_of(recipients.begin(), recipients.end(),
                        [state](const DeliveryRecipient &recipient) { return recipient.state == state; }))
            return state;
    }
    return DeliveryState::Sent;
}

bool isPending(DeliveryState state)
{
    return state == DeliveryState::Waiting || state == DeliveryState::Deferred || state == DeliveryState::Uncertain;
}

bool hasPending(const Delivery &delivery)
{
    return std::any_of(delivery.recipients.begin(), delivery.recipients.end(),
                       [](const DeliveryRecipient &recipient) { return isPending(recipient.state); });
}

bool isSending(const Delivery &delivery)
{
    return std::any_of(delivery.recipients.begin(), delivery.recipients.end(),
                       [](const DeliveryRecipient &recipient) { return recipient.state == DeliveryState::Sending; });
}

} // namespace mailweir
