// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/record_source.h"

#include <QHash>

#include <atomic>

namespace mailweir {

/// Gives back the space of dead records in files: what is to be kept of a segment is written into a packed one, which
/// takes its place when it is on the disk. The records that are kept are proven on the way. Readers that have the old
/// file open find it empty then, so that its space is free at once.
class SegmentPacker final : public RecordRemover {
public:
    explicit SegmentPacker(const QString &directory);

    /// Also finishes what an earlier run was interrupted in.
    Result<QList<HeldSegment>> segments() override;
    Result<void> keepOnly(quint32 segment, const QList<RecordLocation> &live) override;
    void cancel() override { m_cancelled = true; }

private:
    [[nodiscard]] Result<HeldSegment> held(quint32 segment);
    [[nodiscard]] Result<void> pack(quint32 segment, const QList<RecordLocation> &live, const QString &path);
    [[nodiscard]] Result<void> removeSegment(quint32 segment);

    QString m_directory;
    QHash<quint32, HeldSegment> m_packed; // known from their footers
    bool m_cleared = false; // of interrupted work
    std::atomic<bool> m_cancelled{false};
};

} // namespace mailweir
