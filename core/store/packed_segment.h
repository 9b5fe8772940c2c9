// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/record_codec.h"
#include "core/store/segment_file.h"
#include "core/store/segment_scan.h"
#include "core/store/segment_source.h"

namespace mailweir {

/// The format of a packed segment: a sealed segment of the log, or what is still needed of it, with each record
/// compressed by itself. Records keep the places they had in the segment as their names. All numbers are little-endian.
///
/// File: head, entries without gaps, table, head again, footer.
/// Head: "MWPACK01", the salt of the segment (4), size of the dictionary (4), CRC32C of the dictionary (4), CRC32C of
/// the twenty bytes before (4), dictionary. Entry: offset in the segment (8), length of the record (4), size of the
/// frame (4), CRC32C of these sixteen bytes, begun with the salt (4), frame: Zstandard with the dictionary, or the
/// record itself when `size` is `length`. Table: for each entry, ordered by offset: offset (8), place of the entry in
/// the file (8). Footer: place of the table (8), number of entries (8), sum of the lengths (8), end of the segment (8),
/// CRC32C of the table (4), CRC32C of the thirty-six bytes before (4), "MWPK".
///
/// A record, once expanded, is proven by its own sum. The table and the second head serve speed and safety only: should
/// either be damaged, the entries tell the same, so damage costs no more than the record it is in.
inline constexpr qint64 kPackedHeadSize = 24;
inline constexpr qint64 kPackedEntrySize = 20;
inline constexpr qint64 kPackedTableEntrySize = 16;
inline constexpr qint64 kPackedFooterSize = 44;

/// The path of a packed segment, e.g. `0000000001.zseg`.
[[nodiscard]] QString packedSegmentPath(const QString &directory, quint32 segment);

/// Reads a packed segment. Thread: one at a time.
class PackedSegment final : public SegmentView {
public:
    /// Errors: those of the file; Corrupt when both heads are damaged.
    [[nodiscard]] static Result<std::unique_ptr<PackedSegment>> open(const QString &path);

    Result<QByteArray> record(qint64 offset, qint64 length) override;
    quint32 salt() const override { return m_salt; }
    Result<qint64> end() override { return m_end; }
    /// Its messages and commits that begin at `from` or later, in order. What is damaged is told as such.
    [[nodiscard]] Result<SegmentScan> scan(quint32 segment, qint64 from);

    /// Of the records as they were added.
    [[nodiscard]] qint64 bytes() const { return m_bytes; }

private:
    struct Place {
        qint64 offset = 0;
        qint64 place = 0;
    };
    struct Entry {
        qint64 offset = 0;
        qint64 length = 0;
        qint64 place = 0; ///< of the frame
        qint64 size = 0;
    };

    PackedSegment(std::unique_ptr<SegmentFile> file, const QString &path);
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<bool> readHead(qint64 place);
    [[nodiscard]] Result<bool> readFooter();
    [[nodiscard]] Result<bool> readTable(quint32 sum);
    /// Finds the entries without a table.
    [[nodiscard]] Result<void> findEntries();
    [[nodiscard]] Result<std::optional<Entry>> readEntry(qint64 place, qint64 offset);
    [[nodiscard]] Result<std::optional<qint64>> find(qint64 offset);
    [[nodiscard]] Result<QList<Place>> places(qint64 first, qint64 count);
    [[nodiscard]] Result<QByteArray> expand(const Entry &entry);
    [[nodiscard]] Error damaged(qint64 place) const;

    std::unique_ptr<SegmentFile> m_file;
    QString m_path;
    qint64 m_size = 0;
    quint32 m_salt = 0;
    std::unique_ptr<RecordExpander> m_expander;
    qint64 m_entriesBegin = 0;
    qint64 m_table = 0; // its place
    qint64 m_count = 0;
    qint64 m_bytes = 0;
    qint64 m_end = 0;
    std::vector<qint64> m_marks; // the offset of every kMarkStep-th entry; the rest of the table stays in the file
    std::optional<QList<Place>> m_found; // in place of the table, when that is damaged
};

/// Writes a packed segment, gently: a log that is synced on the same disk must not wait for much of it at once.
/// Thread: one at a time.
class PackedSegmentWriter {
public:
    ~PackedSegmentWriter();

    /// A new file, 0600; one that is there is overwritten. Errors: those of systemError().
    [[nodiscard]] static Result<std::unique_ptr<PackedSegmentWriter>> create(const QString &path, quint32 salt,
                                                                             const QByteArray &dictionary);
    /// `record` as it was added to the log; offsets rise.
    [[nodiscard]] Result<void> add(qint64 offset, QByteArrayView record);
    /// Completes the file and syncs it. `end` is where the segment ended.
    [[nodiscard]] Result<void> finish(qint64 end);

private:
    PackedSegmentWriter(int fd, const QString &path, quint32 salt, const QByteArray &dictionary);
    [[nodiscard]] Result<void> append(QByteArrayView bytes);
    [[nodiscard]] Result<void> writeBuffer();

    int m_fd;
    QString m_path;
    quint32 m_salt;
    QByteArray m_head;
    RecordCompressor m_compressor;
    QByteArray m_buffer;
    qint64 m_written = 0;
    qint64 m_flushed = 0; // handed to the disk, and waited for
    QByteArray m_table;
    qint64 m_count = 0;
    qint64 m_bytes = 0;
};

} // namespace mailweir
