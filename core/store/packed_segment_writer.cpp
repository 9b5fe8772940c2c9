// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/crc32c.h"
#include "core/store/packed_segment.h"

#include <QFile>
#include <QtEndian>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr qsizetype kBufferSize = 256 * 1024;
constexpr qint64 kFlushStep = 2 * 1024 * 1024; // what a sync of the log may have to wait for

template <typename T> void put(QByteArray &bytes, T value)
{
    char out[sizeof(T)];
    qToLittleEndian(value, out);
    bytes.append(out, sizeof(T));
}

QByteArray encodeHead(quint32 salt, const QByteArray &dictionary)
{
    QByteArray head("MWPACK01", 8);
    put(head, salt);
    put(head, quint32(dictionary.size()));
    put(head, crc32c(0, dictionary));
    put(head, crc32c(0, head));
    return head + dictionary;
}

} // namespace

PackedSegmentWriter::PackedSegmentWriter(int fd, const QString &path, quint32 salt, const QByteArray &dictionary)
    : m_fd(fd)
    , m_path(path)
    , m_salt(salt)
    , m_head(encodeHead(salt, dictionary))
    , m_compressor(dictionary)
{
}

PackedSegmentWriter::~PackedSegmentWriter()
{
    ::close(m_fd);
}

Result<std::unique_ptr<PackedSegmentWriter>> PackedSegmentWriter::create(const QString &path, quint32 salt,
                                                                         const QByteArray &dictionary)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return systemError(path, errno);
    std::unique_ptr<PackedSegmentWriter> writer(new PackedSegmentWriter(fd, path, salt, dictionary));
    if (const auto written = writer->append(writer->m_head); !written)
        return written.error();
    return writer;
}

Result<void> PackedSegmentWriter::add(qint64 offset, QByteArrayView record)
{
    const QByteArrayView frame = m_compressor.compress(record).value_or(record);
    put(m_table, offset);
    put(m_table, m_written + m_buffer.size());
    ++m_count;
    m_bytes += record.size();
    QByteArray entry;
    put(entry, offset);
    put(entry, quint32(record.size()));
    put(entry, quint32(frame.size()));
    put(entry, crc32c(m_salt, entry));
    const auto begun = append(entry);
    return begun ? append(frame) : begun;
}

Result<void> PackedSegmentWriter::append(QByteArrayView bytes)
{
    m_buffer += bytes;
    return m_buffer.size() < kBufferSize ? Result<void>() : writeBuffer();
}

Result<void> PackedSegmentWriter::writeBuffer()
{
    for (qsizetype done = 0; done < m_buffer.size();) {
        const ssize_t written = ::write(m_fd, m_buffer.constData() + done, size_t(m_buffer.size() - done));
        if (written < 0 && errno != EINTR)
            return systemError(m_path, errno);
        done += std::max<ssize_t>(written, 0);
    }
    m_written += m_buffer.size();
    m_buffer.resize(0);
    if (m_written - m_flushed < kFlushStep)
        return {};
    // As far as the disk is concerned; the file is made durable in one go by finish().
    constexpr unsigned kAll = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    if (::sync_file_range(m_fd, m_flushed, m_written - m_flushed, kAll) != 0 && errno != ENOSYS)
        return systemError(m_path, errno); // fdatasync would not tell it again
    m_flushed = m_written;
    return {};
}

Result<void> PackedSegmentWriter::finish(qint64 end)
{
    QByteArray footer;
    put(footer, m_written + m_buffer.size());
    put(footer, m_count);
    put(footer, m_bytes);
    put(footer, end);
    put(footer, crc32c(0, m_table));
    put(footer, crc32c(0, footer));
    footer += "MWPK";
    for (const QByteArrayView bytes : {QByteArrayView(m_table), QByteArrayView(m_head), QByteArrayView(footer)}) {
        if (const auto written = append(bytes); !written)
            return written;
    }
    if (const auto written = writeBuffer(); !written)
        return written;
    return ::fdatasync(m_fd) == 0 ? Result<void>() : systemError(m_path, errno);
}

} // namespace mailweir
