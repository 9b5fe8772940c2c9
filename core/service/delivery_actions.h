// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/store/mail_store.h"

#include <functional>

namespace mailweir {

/// What a person does with deliveries: send again, give up. Only the store is changed; DeliveryFlow hears of it as of
/// every change. Each is one transaction; answers come on the writing thread. Thread: any.

/// Makes deliveries due now, held and cancelled ones too; what was sent stays sent. Without a relay (`sendable` false)
/// they are held. The answer holds those that were found.
void resendDeliveries(MailStore &store, const Clock &clock, bool sendable, const QList<DeliveryId> &ids,
                      std::function<void(Result<QList<Delivery>>)> done);

/// Sends one to other people instead of those who have not got it yet.
void resendDeliveryTo(MailStore &store, const Clock &clock, bool sendable, DeliveryId id, const QList<QByteArray> &to,
                      std::function<void(Result<QList<Delivery>>)> done);

/// The same for all in that state.
void resendDeliveries(MailStore &store, const Clock &clock, bool sendable, DeliveryState state,
                      std::function<void(Result<QList<Delivery>>)> done);

/// Errors: NotFound; Conflict when it is sent or being sent.
void cancelDelivery(MailStore &store, DeliveryId id, std::function<void(Result<Delivery>)> done);

} // namespace mailweir
