// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/relay/delivery.h"
#include "core/store/database.h"

namespace mailweir {

/// With recipients. NotFound when there is none.
[[nodiscard]] Result<Delivery> loadDelivery(Database &database, DeliveryId id);
/// Gives it its id; the size is that of `raw`.
[[nodiscard]] Result<Delivery> insertDelivery(Database &database, const Delivery &delivery, const QByteArray &raw);
/// Everything but the batch, the mail and its size. NotFound when there is none.
[[nodiscard]] Result<void> updateDelivery(Database &database, const Delivery &delivery);
/// Newest first; `states` empty = all; `before` 0 = from the newest; `limit` 0 = all.
[[nodiscard]] Result<QList<Delivery>> listDeliveries(Database &database, const QList<DeliveryState> &states,
                                                     DeliveryId before, int limit);

[[nodiscard]] Result<void> insertAttempt(Database &database, const DeliveryAttempt &attempt);
/// Oldest first.
[[nodiscard]] Result<QList<DeliveryAttempt>> listAttempts(Database &database, DeliveryId id);

} // namespace mailweir
