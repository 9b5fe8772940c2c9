// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/record_log.h"
#include "core/store/segment_file.h"

#include <QList>
#include <QMap>

#include <vector>

namespace mailweir {

struct SegmentScan;

struct BodyLogOptions {
    qint64 segmentTarget = 128 * 1024 * 1024; ///< a segment of this size is sealed before the next group
    /// So many zeros are laid down ahead of small groups, which then overwrite them: as the file keeps its size, a sync
    /// need not write its inode, or commit the file system's journal, and takes two thirds of the time. 0 = none.
    qint64 zeroAhead = 256 * 1024;
    SegmentFile::Opener opener = openSegmentFile;
};

/// The log in files: `<directory>/NNNNNNNNNN.seg`, each begun by its own salt.
///
/// A failed write or sync is never tried again on the same file: what follows the last acknowledged record is cut off,
/// the file is closed for good and the next group goes into a new one.
///
/// Thread: one at a time; the log writer owns it.
class BodyLog final : public RecordLog {
public:
    BodyLog(const QString &directory, const BodyLogOptions &options);
    ~BodyLog() override;

    /// Makes the directory if need be, but not the one above it. Errors: those of systemError().
    [[nodiscard]] Result<void> createDirectory();
    /// Creates the directory likewise, finds what lies behind `indexed`, and cuts off a torn tail. Damage with
    /// acknowledged records after it is passed over with a warning, and that file is kept as it is, never written
    /// again. Errors: those of systemError().
    [[nodiscard]] Result<LogRecovery> open(LogPosition indexed) override;

    /// Seals a full segment, begins a new one.
    [[nodiscard]] Result<void> beginGroup() override;
    RecordLocation add(RecordKind kind, MessageId id, const QByteArray &envelope, const QByteArray &body) override;
    [[nodiscard]] Result<void> endGroup(bool durable) override;
    [[nodiscard]] Result<void> sync() override;

    [[nodiscard]] bool wasLost(const RecordLocation &location) const override;
    [[nodiscard]] quint32 segment() const override { return m_segment; }

private:
    struct Piece {
        RecordHeaderBytes header;
        QByteArray envelope;
        QByteArray body;
    };

    [[nodiscard]] Result<void> recoverSegment(quint32 number, qint64 from, bool isLast, LogRecovery &recovery);
    [[nodiscard]] Result<void> recoverPacked(quint32 number, qint64 from, LogRecovery &recovery);
    static void takeOver(const SegmentScan &scan, const QString &path, quint32 number, LogRecovery &recovery);
    [[nodiscard]] Result<void> createSegment();
    [[nodiscard]] Result<void> writeGroup(bool durable);
    void addZeros(std::vector<QByteArrayView> &pieces);
    void closeSegment();
    void abandonSegment();

    QString m_directory;
    BodyLogOptions m_options;
    std::unique_ptr<SegmentFile> m_file; // null: the next group begins a new segment
    quint32 m_segment = 0; // the newest one
    quint32 m_salt = 0;
    qint64 m_end = 0; // of the group
    qint64 m_written = 0; // handed to the system
    qint64 m_durable = 0; // on the disk
    qint64 m_promised = 0; // holds what was acknowledged, on the disk or not
    bool m_groupPromises = false; // there is more than chunks in it
    qint64 m_zeroedTo = 0; // the file's size, when zeros were laid down
    std::vector<Piece> m_group;
    QMap<quint32, qint64> m_cuts; // where abandoned segments end
};

} // namespace mailweir
