// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_packer.h"

#include "core/store/packed_segment.h"
#include "core/store/segment_file.h"
#include "core/store/segment_source.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace mailweir {

namespace {

// For the dictionary: a part of the records, spread evenly, of each the beginning. Attachments would only fill it.
constexpr qint64 kSampleBytes = 4 * 1024 * 1024;
constexpr qsizetype kSampleSize = 8 * 1024;
constexpr qsizetype kMinSamples = 100;
constexpr qsizetype kMaxSamples = 4000;
constexpr qsizetype kTried = 100; // samples a dictionary has to prove itself by
constexpr qint64 kCopies = 2; // of the dictionary in the file

Result<void> syncDirectory(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool ok = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0)
        ::close(fd);
    return ok ? Result<void>() : systemError(path, error);
}

/// The file is no longer needed: not by its name, and not by those who have it open either.
class OldFile {
public:
    explicit OldFile(const QString &path)
        : m_path(QFile::encodeName(path))
        , m_fd(::open(m_path.constData(), O_WRONLY | O_CLOEXEC))
    {
    }
    ~OldFile()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    OldFile(const OldFile &) = delete;
    OldFile &operator=(const OldFile &) = delete;

    [[nodiscard]] Result<void> remove()
    {
        if (::unlink(m_path.constData()) != 0 && errno != ENOENT)
            return systemError(QFile::decodeName(m_path), errno);
        empty();
        return {};
    }
    /// When its name has been given to another one.
    void empty()
    {
        if (m_fd >= 0)
            (void)::ftruncate(m_fd, 0);
    }

private:
    QByteArray m_path;
    int m_fd;
};

struct Samples {
    QList<QByteArray> records;
    qint64 bytes = 0; // in the records of the segment that these stand for
};

Result<Samples> takeSamples(SegmentView &from, const QList<RecordLocation> &live)
{
    Samples samples;
    qint64 taken = 0;
    const qsizetype step = std::max<qsizetype>(live.size() / kMaxSamples, 1);
    for (qsizetype at = 0; at < live.size() && taken < kSampleBytes; at += step) {
        const auto record = from.record(live[at].offset, live[at].length);
        if (!record)
            return record.error();
        samples.records.append(record->first(std::min(record->size(), kSampleSize)));
        taken += samples.records.last().size();
    }
    for (const RecordLocation &record : live)
        samples.bytes += std::min<qint64>(record.length, kSampleSize);
    return samples;
}

qint64 packedSize(const QList<QByteArray> &records, const QByteArray &dictionary)
{
    RecordCompressor compressor(dictionary);
    qint64 size = 0;
    for (const QByteArray &record : records)
        size += compressor.compress(record).value_or(record).size();
    return size;
}

/// The dictionary that pays for its place in the file; empty when none does.
QByteArray dictionaryFor(const Samples &samples)
{
    if (samples.records.size() < kMinSamples)
        return {};
    const QByteArray dictionary = trainDictionary(samples.records);
    if (dictionary.isEmpty())
        return {};
    QList<QByteArray> tried;
    qint64 size = 0;
    for (qsizetype at = 0; at < samples.records.size(); at += samples.records.size() / kTried) {
        tried.append(samples.records[at]);
        size += tried.last().size();
    }
    const qint64 saved = packedSize(tried, {}) - packedSize(tried, dictionary);
    return double(saved) * double(samples.bytes) > double(kCopies * dictionary.size()) * double(size) ? dictionary
                                                                                                      : QByteArray();
}

} // namespace

SegmentPacker::SegmentPacker(const QString &directory)
    : m_directory(directory)
{
}

Result<HeldSegment> SegmentPacker::held(quint32 segment)
{
    const QString path = segmentPath(m_directory, segment);
    const auto plain = openSegmentFile(path, SegmentFile::Mode::Read);
    if (plain) {
        const auto size = (*plain)->size();
        if (!size)
            return size.error();
        // One whose head is damaged may hold mail that the index has never heard of.
        if (*size > kSegmentHeaderSize) {
            const auto head = (*plain)->read(0, kSegmentHeaderSize);
            if (!head)
                return head.error();
            if (!decodeSegmentHeader(*head))
                return Error{ErrorCode::Corrupt, path, {}};
        }
        return HeldSegment{segment, std::max<qint64>(*size - kSegmentHeaderSize, 0), false};
    }
    if (plain.error().code != ErrorCode::NotFound)
        return plain.error();
    if (const auto known = m_packed.constFind(segment); known != m_packed.constEnd())
        return *known;
    const auto packed = PackedSegment::open(packedSegmentPath(m_directory, segment));
    if (!packed)
        return packed.error();
    return *m_packed.insert(segment, {segment, (*packed)->bytes(), true});
}

Result<QList<HeldSegment>> SegmentPacker::segments()
{
    if (!m_cleared) {
        const QDir directory(m_directory);
        const QStringList left = directory.entryList({QStringLiteral("*.zseg.tmp")}, QDir::Files);
        for (const QString &name : left)
            QFile::remove(directory.filePath(name));
    }
    QList<HeldSegment> segments;
    const QList<quint32> numbers = segmentNumbersIn(m_directory);
    for (const quint32 number : numbers) {
        if (!m_cleared && QFile::exists(packedSegmentPath(m_directory, number))) {
            // A packed file is complete as soon as it has its name, and that is to last now.
            if (const auto synced = syncDirectory(m_directory); !synced)
                return synced.error();
            if (const auto removed = OldFile(segmentPath(m_directory, number)).remove(); !removed)
                return removed.error();
        }
        const auto segment = held(number);
        // One that cannot be read is no reason not to look after the others.
        if (segment)
            segments.append(*segment);
        else if (segment.error().code != ErrorCode::Corrupt && segment.error().code != ErrorCode::Io)
            return segment.error();
    }
    m_cleared = true;
    return segments;
}

Result<void> SegmentPacker::keepOnly(quint32 segment, const QList<RecordLocation> &live)
{
    m_packed.remove(segment);
    if (live.isEmpty())
        return removeSegment(segment);
    const QString path = packedSegmentPath(m_directory, segment);
    const QString temporary = path + QStringLiteral(".tmp");
    if (const auto packed = pack(segment, live, temporary); !packed) {
        QFile::remove(temporary);
        return packed;
    }
    OldFile plain(segmentPath(m_directory, segment));
    OldFile replaced(path);
    if (std::rename(QFile::encodeName(temporary).constData(), QFile::encodeName(path).constData()) != 0) {
        const int error = errno;
        QFile::remove(temporary);
        return systemError(path, error);
    }
    if (const auto synced = syncDirectory(m_directory); !synced)
        return synced;
    replaced.empty();
    return plain.remove();
}

Result<void> SegmentPacker::pack(quint32 segment, const QList<RecordLocation> &live, const QString &path)
{
    const auto from = openSegment(m_directory, segment);
    if (!from)
        return from.error();
    const auto end = (*from)->end();
    if (!end)
        return end.error();
    const auto samples = takeSamples(**from, live);
    if (!samples)
        return samples.error();
    auto writer = PackedSegmentWriter::create(path, (*from)->salt(), dictionaryFor(*samples));
    if (!writer)
        return writer.error();
    for (const RecordLocation &location : live) {
        if (m_cancelled)
            return Error{ErrorCode::Cancelled, path, {}};
        const auto record = (*from)->record(location.offset, location.length);
        if (!record)
            return record.error().code == ErrorCode::NotFound
                ? Error{ErrorCode::Corrupt, record.error().subject, record.error().detail}
                : record.error();
        if (const auto added = (*writer)->add(location.offset, *record); !added)
            return added;
    }
    return (*writer)->finish(*end);
}

/// The plain file first: the packed one is never more than it.
Result<void> SegmentPacker::removeSegment(quint32 segment)
{
    if (const auto removed = OldFile(segmentPath(m_directory, segment)).remove(); !removed)
        return removed;
    return OldFile(packedSegmentPath(m_directory, segment)).remove();
}

} // namespace mailweir
