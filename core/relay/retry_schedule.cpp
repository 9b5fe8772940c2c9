// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/retry_schedule.h"

#include <algorithm>

namespace mailweir {

std::optional<Milliseconds> RetrySchedule::nextDelay(int attemptsThisRound, Milliseconds sinceRound) const
{
    if (attemptsThisRound >= attempts || sinceRound >= age)
        return std::nullopt;
    Milliseconds delay = std::min(first, max);
    for (int attempt = 1; attempt < attemptsThisRound && delay < max && delay > Milliseconds::zero(); ++attempt)
        delay = delay > max / 2 ? max : delay * 2;
    return delay;
}

} // namespace mailweir
