// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/record_source.h"
#include "core/store/segment_scan.h"

#include <functional>
#include <map>

namespace mailweir {

/// One segment of the body log, plain or packed, open for reading.
/// Thread: one at a time.
class SegmentView {
public:
    virtual ~SegmentView() = default;

    /// The bytes of a record as they were added, header and all; their sum is right. Errors: Corrupt, NotFound (it was
    /// forgotten), Io.
    [[nodiscard]] virtual Result<QByteArray> record(qint64 offset, qint64 length) = 0;
    /// What its records begin their sums with.
    [[nodiscard]] virtual quint32 salt() const = 0;
    /// Of the segment as it was written; no record lies behind it.
    [[nodiscard]] virtual Result<qint64> end() = 0;
};

/// Opens a segment in a directory: `NNNNNNNNNN.seg` as it was written or, if there is no such file, `NNNNNNNNNN.zseg`
/// packed. Errors: NotFound (neither is there), Corrupt (its head is damaged), those of the file.
[[nodiscard]] Result<std::unique_ptr<SegmentView>> openSegment(const QString &directory, quint32 segment);

/// Reads records of the body log in files. Segments may be packed, replaced and removed meanwhile.
class SegmentSource final : public RecordSource {
public:
    explicit SegmentSource(const QString &directory);
    ~SegmentSource() override;

    Result<Record> record(const RecordLocation &location) override;

private:
    struct Open {
        std::unique_ptr<SegmentView> view;
        quint64 usedAt = 0;
    };
    [[nodiscard]] Result<SegmentView *> view(quint32 segment);
    [[nodiscard]] Result<QByteArray> read(const RecordLocation &location);

    QString m_directory;
    std::map<quint32, Open> m_open;
    quint64 m_uses = 0;
};

/// The numbers of the segments in a directory, plain or packed, each once, in order.
[[nodiscard]] QList<quint32> segmentNumbersIn(const QString &directory);
/// The records of a segment that begin at `from` or later, whether it is plain or packed. Errors: those of the file.
[[nodiscard]] Result<SegmentScan> scanSegmentIn(const QString &directory, quint32 segment, qint64 from);

} // namespace mailweir
