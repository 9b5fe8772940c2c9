// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <optional>

namespace mailweir {

/// When to try again: the first delay, doubled after each attempt up to a maximum, until there were enough attempts or
/// the mail is too old (RFC 5321 section 4.5.4.1; a test tool's smarthost is near, so the delays are shorter).
struct RetrySchedule {
    Milliseconds first = std::chrono::minutes(1);
    Milliseconds max = std::chrono::minutes(30);
    int attempts = 100;
    Milliseconds age = std::chrono::hours(48);

    /// The delay after the attempt numbered `attemptsThisRound` (1 = the first), `sinceRound` after the round began.
    /// Nothing = give up.
    [[nodiscard]] std::optional<Milliseconds> nextDelay(int attemptsThisRound, Milliseconds sinceRound) const;

    friend bool operator==(const RetrySchedule &, const RetrySchedule &) = default;
};

} // namespace mailweir
