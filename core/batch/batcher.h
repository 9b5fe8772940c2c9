// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/batch.h"

#include <QHash>

#include <optional>
#include <set>

namespace mailweir {

/// Knows which collecting batch is due when. Pure: no clock and no timer; each call costs O(log n) for n open batches.
/// Thread: one at a time; the service's I/O thread owns it.
class Batcher {
public:
    explicit Batcher(BatchRule rule);

    /// Every open batch is due by the new rule from now on, those handed out already too.
    void setRule(BatchRule rule);
    /// A batch as it is now. A collecting one is tracked; any other state means that it is forgotten.
    void update(const Batch &batch);

    /// When the next batch that was not handed out is due; nothing when there is none.
    [[nodiscard]] std::optional<Timestamp> nextDue() const;
    /// The batches due at `now` (inclusive), the longest due first. Each is handed out once until update() or
    /// setRule().
    [[nodiscard]] QList<BatchId> takeDue(Timestamp now);
    /// Every open batch, handed out or not, in order of their ids: for a forced flush.
    [[nodiscard]] QList<BatchId> all() const;

private:
    struct Open {
        Timestamp first{};
        Timestamp last{};
        Timestamp due{};
    };

    void schedule(BatchId id, Open &open);

    BatchRule m_rule;
    QHash<BatchId, Open> m_open;
    std::set<std::pair<Timestamp, BatchId>> m_due; // those of m_open that were not handed out
};

} // namespace mailweir
