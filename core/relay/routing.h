// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/relay/delivery.h"

namespace mailweir {

/// Where a delivery may go. Pure, like failure_policy.h.

/// No relay is set: what waits is held, with `no_relay` as the reason.
[[nodiscard]] Delivery holdForRelay(Delivery delivery);

/// Everything to the user: all who have not got it yet are replaced by the one address. An empty address changes
/// nothing.
[[nodiscard]] Delivery redirect(Delivery delivery, const QByteArray &address);

/// To other people: all who have not got it yet are replaced by these, who wait; whoever has got it stays.
[[nodiscard]] Delivery readdress(Delivery delivery, const QList<QByteArray> &addresses);

} // namespace mailweir
