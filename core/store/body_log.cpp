// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/body_log.h"

#include "core/base/logging.h"
#include "core/store/packed_segment.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr qint64 kSmallGroup = 32 * 1024; // beyond it, zeros cost more than they save
constexpr qint64 kZeroPiece = 32 * 1024;

} // namespace

BodyLog::BodyLog(const QString &directory, const BodyLogOptions &options)
    : m_directory(directory)
    , m_options(options)
{
}

BodyLog::~BodyLog()
{
    closeSegment();
}

Result<void> BodyLog::createDirectory()
{
    const QByteArray path = QFile::encodeName(m_directory);
    if (::mkdir(path.constData(), 0700) != 0)
        return errno == EEXIST ? Result<void>() : systemError(m_directory, errno);
    const QByteArray parent = QFile::encodeName(QFileInfo(m_directory).absolutePath());
    const int fd = ::open(parent.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0)
        ::close(fd);
    return synced ? Result<void>() : systemError(m_directory, error);
}

Result<LogRecovery> BodyLog::open(LogPosition indexed)
{
    if (const auto created = createDirectory(); !created)
        return created.error();
    LogRecovery recovery;
    recovery.end = indexed;
    const QList<quint32> numbers = segmentNumbersIn(m_directory);
    m_segment = indexed.segment;
    for (const quint32 number : numbers) {
        m_segment = std::max(m_segment, number);
        if (number < indexed.segment)
            continue; // sealed and indexed
        const qint64 from = number == indexed.segment ? indexed.offset : 0;
        // One that was packed is sealed, also when the power went before its plain file did.
        const bool isPacked = QFile::exists(packedSegmentPath(m_directory, number));
        const auto done = isPacked ? recoverPacked(number, from, recovery)
                                   : recoverSegment(number, from, number == numbers.last(), recovery);
        if (!done)
            return done.error();
    }
    return recovery;
}

Result<void> BodyLog::recoverPacked(quint32 number, qint64 from, LogRecovery &recovery)
{
    const auto scan = scanSegmentIn(m_directory, number, from);
    if (!scan && scan.error().code != ErrorCode::Corrupt && scan.error().code != ErrorCode::Io)
        return scan.error();
    if (!scan) {
        recovery.damaged.append(number);
        qCCritical(lcStore).noquote() << describe(scan.error()) << "; its messages cannot be read";
        return {};
    }
    takeOver(*scan, packedSegmentPath(m_directory, number), number, recovery);
    return {};
}

void BodyLog::takeOver(const SegmentScan &scan, const QString &path, quint32 number, LogRecovery &recovery)
{
    for (const auto &[begin, end] : scan.damage)
        qCCritical(lcStore).noquote() << path << "is damaged from byte" << begin << "to" << end
                                      << "; messages that were acknowledged are lost there";
    if (!scan.damage.isEmpty())
        recovery.damaged.append(number);
    recovery.entries += scan.entries;
    recovery.end = {number, scan.end};
}

Result<void> BodyLog::recoverSegment(quint32 number, qint64 from, bool isLast, LogRecovery &recovery)
{
    const QString path = segmentPath(m_directory, number);
    auto file = m_options.opener(path, isLast ? SegmentFile::Mode::Write : SegmentFile::Mode::Read);
    if (!file)
        return file.error();
    const auto scan = scanSegment(**file, number, from);
    if (!scan)
        return scan.error();
    if (!scan->salt) {
        // A file that never got its header holds nothing; any other may hold mail, so it is kept.
        if (scan->size > kSegmentHeaderSize) {
            qCCritical(lcStore).noquote() << "the head of" << path << "is damaged; its messages cannot be read";
            recovery.damaged.append(number);
        }
        return {};
    }
    takeOver(*scan, path, number, recovery);
    if (!isLast || !scan->damage.isEmpty() || scan->end >= m_options.segmentTarget)
        return {};
    if (scan->size > scan->end) {
        if (scan->torn)
            qCWarning(lcStore).noquote() << "cut" << scan->size - scan->end << "unacknowledged bytes off" << path;
        if (const auto cut = (*file)->truncate(scan->end); !cut)
            return cut.error();
    }
    // What was written but not yet synced when the program died counts from here on.
    if (const auto synced = (*file)->sync(); !synced)
        return synced.error();
    m_file = std::move(*file);
    m_salt = *scan->salt;
    m_end = m_written = m_durable = m_promised = scan->end;
    m_zeroedTo = 0;
    return {};
}

Result<void> BodyLog::beginGroup()
{
    if (m_file && m_end >= m_options.segmentTarget) {
        // Chunks of messages still on their way are written without a sync; once the file is closed nobody could.
        if (m_durable < m_written && !m_file->sync())
            abandonSegment();
        closeSegment();
    }
    return m_file ? Result<void>() : createSegment();
}

Result<void> BodyLog::createSegment()
{
    // A number that failed is not tried again: something may be left in its place. Gaps do no harm.
    const QString path = segmentPath(m_directory, ++m_segment);
    auto file = m_options.opener(path, SegmentFile::Mode::Create);
    if (!file)
        return file.error();
    m_salt = QRandomGenerator::system()->generate();
    const QByteArray header = encodeSegmentHeader(m_salt);
    if (const auto written = (*file)->write(0, {header}); !written) {
        QFile::remove(path);
        return written.error();
    }
    m_file = std::move(*file);
    m_end = m_written = kSegmentHeaderSize;
    m_durable = m_promised = 0;
    m_zeroedTo = 0;
    return {};
}

RecordLocation BodyLog::add(RecordKind kind, MessageId id, const QByteArray &envelope, const QByteArray &body)
{
    const RecordHeader header{kind, quint32(envelope.size()), quint32(body.size()), quint32(m_durable), id};
    m_group.push_back({encodeRecordHeader(header, m_salt, envelope, body), envelope, body});
    const RecordLocation location{m_segment, m_end, header.recordSize()};
    m_end += location.length;
    m_groupPromises = m_groupPromises || kind != RecordKind::Chunk;
    return location;
}

Result<void> BodyLog::endGroup(bool durable)
{
    const auto result = writeGroup(durable);
    m_group.clear();
    if (std::exchange(m_groupPromises, false) && result)
        m_promised = m_written;
    if (!result)
        abandonSegment();
    return result;
}

Result<void> BodyLog::sync()
{
    if (!m_file || m_durable == m_written)
        return {};
    const auto synced = m_file->sync();
    if (synced)
        m_durable = m_written;
    else
        abandonSegment();
    return synced;
}

Result<void> BodyLog::writeGroup(bool durable)
{
    std::vector<QByteArrayView> pieces;
    pieces.reserve(m_group.size() * 3 + 16);
    for (const Piece &piece : m_group) {
        pieces.push_back(QByteArrayView(piece.header.data(), kRecordHeaderSize));
        pieces.push_back(piece.envelope);
        pieces.push_back(piece.body);
    }
    addZeros(pieces);
    if (const auto written = m_file->write(m_written, pieces); !written)
        return written.error();
    m_written = m_end;
    if (durable) {
        if (const auto synced = m_file->sync(); !synced)
            return synced.error();
        m_durable = m_written;
    }
    return {};
}

void BodyLog::addZeros(std::vector<QByteArrayView> &pieces)
{
    static const QByteArray zeros(kZeroPiece, '\0');
    if (m_end <= m_zeroedTo || m_end - m_written > kSmallGroup)
        return;
    for (m_zeroedTo = m_end; m_zeroedTo < m_end + m_options.zeroAhead; m_zeroedTo += kZeroPiece)
        pieces.push_back(zeros);
}

/// The zeros ahead go; were they to stay, they would do no harm.
void BodyLog::closeSegment()
{
    if (m_file && m_zeroedTo > m_end)
        (void)m_file->truncate(m_end);
    m_file.reset();
}

void BodyLog::abandonSegment()
{
    qCCritical(lcStore) << "segment" << m_segment << "could not be written; it is closed at byte" << m_promised;
    m_cuts.insert(m_segment, m_promised);
    // Without the cut, a restart could bring back what its sender was told is not stored.
    auto cut = m_file->truncate(m_promised);
    if (cut)
        cut = m_file->sync();
    if (!cut)
        qCCritical(lcStore).noquote() << "and could not be cut back:" << describe(cut.error());
    m_file.reset();
}

bool BodyLog::wasLost(const RecordLocation &location) const
{
    const auto cut = m_cuts.constFind(location.segment);
    return cut != m_cuts.constEnd() && location.end().offset > *cut;
}

} // namespace mailweir
