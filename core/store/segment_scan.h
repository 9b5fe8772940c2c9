// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/log_record.h"
#include "core/store/segment_file.h"

namespace mailweir {

/// What the records of a segment say.
struct SegmentScan {
    std::optional<quint32> salt; ///< none: the segment's header cannot be read and nothing can be told
    QList<LogEntry> entries; ///< messages and commits, in order, without bytes
    qint64 end = 0; ///< where the sound records end; what follows was never acknowledged
    qint64 size = 0; ///< of the file
    bool torn = false; ///< after the end there is more than zeros
    QList<std::pair<qint64, qint64>> damage; ///< [from, to): unreadable; later records tell, or it cannot be ruled
                                             ///< out, that it was acknowledged
};

/// Reads the segment's records that begin at `from` or later. What the disk does not give is damage; it goes on behind
/// such a record when its header tells where it ends. Errors: those of the file but Io of a part.
[[nodiscard]] Result<SegmentScan> scanSegment(SegmentFile &file, quint32 segment, qint64 from);

} // namespace mailweir
