// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/batch.h"

namespace mailweir {

QByteArray batchStateName(BatchState state)
{
    switch (state) {
    case BatchState::Collecting:
        return "collecting";
    case BatchState::Held:
        return "held";
    case BatchState::Sealing:
    case BatchState::Sealed:
        return "sealed";
    case BatchState::Discarded:
        return "discarded";
    }
    return {};
}

Timestamp dueAt(const Batch &batch, const BatchRule &rule)
{
    return std::min(batch.first + rule.maxWait, batch.last + rule.wait);
}

} // namespace mailweir
