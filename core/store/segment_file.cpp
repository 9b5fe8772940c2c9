// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_file.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr size_t kMaxPieces = 1024; // IOV_MAX on Linux

Result<void> syncDirectoryOf(const QString &path)
{
    const QString directory = QFileInfo(path).absolutePath();
    const int fd = ::open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool ok = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0)
        ::close(fd);
    return ok ? Result<void>() : systemError(directory, error);
}

class PosixSegmentFile final : public SegmentFile {
public:
    PosixSegmentFile(int fd, const QString &path)
        : m_fd(fd)
        , m_path(path)
    {
    }
    ~PosixSegmentFile() override { ::close(m_fd); }

    Result<qint64> size() override
    {
        struct stat info;
        if (::fstat(m_fd, &info) != 0)
            return systemError(m_path, errno);
        return qint64(info.st_size);
    }

    Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        QByteArray bytes(length, Qt::Uninitialized);
        qint64 done = 0;
        while (done < length) {
            const ssize_t got = ::pread(m_fd, bytes.data() + done, size_t(length - done), offset + done);
            if (got < 0 && errno != EINTR)
                return systemError(m_path, errno);
            if (got == 0)
                return Error{ErrorCode::Corrupt, m_path, QStringLiteral("it ends too early")};
            done += std::max<ssize_t>(got, 0);
        }
        return bytes;
    }

    Result<void> write(qint64 offset, const std::vector<QByteArrayView> &pieces) override
    {
        std::vector<iovec> vectors;
        vectors.reserve(pieces.size());
        for (const QByteArrayView piece : pieces) {
            if (!piece.isEmpty())
                vectors.push_back({const_cast<char *>(piece.data()), size_t(piece.size())});
        }
        for (size_t next = 0; next < vectors.size();) {
            const int count = int(std::min(vectors.size() - next, kMaxPieces));
            ssize_t written = ::pwritev(m_fd, vectors.data() + next, count, offset);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return systemError(m_path, errno);
            offset += written;
            for (; next < vectors.size() && size_t(written) >= vectors[next].iov_len; ++next)
                written -= ssize_t(vectors[next].iov_len);
            if (written > 0) {
                vectors[next].iov_base = static_cast<char *>(vectors[next].iov_base) + written;
                vectors[next].iov_len -= size_t(written);
            }
        }
        return {};
    }

    Result<void> truncate(qint64 size) override
    {
        return ::ftruncate(m_fd, size) == 0 ? Result<void>() : systemError(m_path, errno);
    }

    Result<void> sync() override { return ::fdatasync(m_fd) == 0 ? Result<void>() : systemError(m_path, errno); }

private:
    int m_fd;
    QString m_path;
};

} // namespace

Result<std::unique_ptr<SegmentFile>> openSegmentFile(const QString &path, SegmentFile::Mode mode)
{
    int flags = O_CLOEXEC | (mode == SegmentFile::Mode::Read ? O_RDONLY : O_RDWR);
    if (mode == SegmentFile::Mode::Create)
        flags |= O_CREAT | O_EXCL;
    const int fd = ::open(QFile::encodeName(path).constData(), flags, 0600);
    if (fd < 0)
        return systemError(path, errno);
    std::unique_ptr<SegmentFile> file = std::make_unique<PosixSegmentFile>(fd, path);
    if (mode == SegmentFile::Mode::Create) {
        if (const auto synced = syncDirectoryOf(path); !synced) {
            QFile::remove(path);
            return synced.error();
        }
    }
    return file;
}

} // namespace mailweir
