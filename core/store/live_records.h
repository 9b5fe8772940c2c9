// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/counters.h"

namespace mailweir {

/// What the index needs of a segment, as its counters say; open batches not included.
struct SegmentUse {
    qint64 records = 0;
    qint64 bytes = 0;
    qint64 unread = 0; ///< records that the disk does not give
    friend bool operator==(const SegmentUse &, const SegmentUse &) = default;
};
[[nodiscard]] Result<QHash<quint32, SegmentUse>> segmentUses(Database &database);

/// The records of a segment that something can still ask for, in order: of messages that are shown or can be brought
/// back, with their chunks, and the last messages of batches that are not delivered. What is not among them once it was
/// indexed never will be again.
[[nodiscard]] Result<QList<RecordLocation>> liveRecords(Database &database, quint32 segment);

/// Forgets the chunks of messages that nothing can ask for any more.
[[nodiscard]] Result<void> dropDeadChunks(Database &database, Counters &counters);

} // namespace mailweir
