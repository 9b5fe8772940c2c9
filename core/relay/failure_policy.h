// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/relay/delivery.h"
#include "core/relay/retry_schedule.h"
#include "core/relay/smarthost.h"

namespace mailweir {

/// What happens to a delivery, decided here and nowhere else. All pure: the delivery as it was goes in, as it is to be
/// stored comes out.

/// The recipients that wait, were deferred or are uncertain are being sent to; the attempt is counted here, so that an
/// attempt that ends in a crash counts too. The connection gets attemptRecipients().
[[nodiscard]] Delivery beginAttempt(Delivery delivery);

/// The addresses that are being sent to, in order.
[[nodiscard]] QList<QByteArray> attemptRecipients(const Delivery &delivery);

/// What the attempt came to, for the recipients that were being sent to:
/// - the server's 2yz after the dot: sent; its 5yz: failed; anything else: deferred. A 552 to RCPT is a 452 (too many
///   recipients, RFC 5321 section 4.5.3.1.10).
/// - without a word of their own: uncertain when the connection was lost after the dot, else as the attempt's reply
///   (greeting, AUTH, MAIL …) says; a lost connection defers.
/// Deferred and uncertain ones are due again as `schedule` says; when it gives up they have failed with the last words.
[[nodiscard]] Delivery applyReport(Delivery delivery, const AttemptReport &report, const RetrySchedule &schedule,
                                   Timestamp now);

/// Tries again what has not been sent, held and cancelled recipients too, at once and with a new round of attempts;
/// what was sent stays sent. Errors: Conflict when it is being sent, or all of it has been.
[[nodiscard]] Result<Delivery> resend(Delivery delivery, Timestamp now);

/// Gives up what has not been sent; what has failed is dismissed. Errors: Conflict when it is being sent or nothing is
/// left to cancel.
[[nodiscard]] Result<Delivery> cancel(Delivery delivery);

/// After a restart: what was being sent is uncertain when the final dot may have gone out, else it waits; both are due
/// at once. Others are unchanged.
[[nodiscard]] Delivery recover(Delivery delivery, Timestamp now);

} // namespace mailweir
