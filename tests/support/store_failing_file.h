// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/body_log.h"

#include <atomic>

namespace mailweir {

/// A file whose making, next write or sync can be made to fail.
class FailingFile final : public SegmentFile {
public:
    struct Orders {
        std::atomic<bool> failCreate = false;
        std::atomic<bool> failWrite = false;
        std::atomic<bool> failSync = false;
        std::atomic<qint64> syncedSize = 0; ///< of the file that was synced last
        std::atomic<qint64> badByte = -1; ///< the one that no read gets over
    };
    FailingFile(std::unique_ptr<SegmentFile> file, std::shared_ptr<Orders> orders)
        : m_file(std::move(file))
        , m_orders(std::move(orders))
    {
    }
    Result<qint64> size() override { return m_file->size(); }
    Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        if (const qint64 bad = m_orders->badByte; bad >= offset && bad < offset + length)
            return Error{ErrorCode::Io, QStringLiteral("test"), {}};
        return m_file->read(offset, length);
    }
    Result<void> write(qint64 offset, const std::vector<QByteArrayView> &pieces) override
    {
        if (m_orders->failWrite.exchange(false)) {
            // As a full disk does it: some of it is written.
            (void)m_file->write(offset, {pieces.front()});
            return Error{ErrorCode::DiskFull, QStringLiteral("test"), {}};
        }
        return m_file->write(offset, pieces);
    }
    Result<void> truncate(qint64 size) override { return m_file->truncate(size); }
    Result<void> sync() override
    {
        if (m_orders->failSync.exchange(false))
            return Error{ErrorCode::Io, QStringLiteral("test"), {}};
        m_orders->syncedSize = m_file->size().value();
        return m_file->sync();
    }

private:
    std::unique_ptr<SegmentFile> m_file;
    std::shared_ptr<Orders> m_orders;
};

[[nodiscard]] inline BodyLogOptions failingFiles(const std::shared_ptr<FailingFile::Orders> &orders)
{
    BodyLogOptions options;
    options.opener = [orders](const QString &path, SegmentFile::Mode mode) -> Result<std::unique_ptr<SegmentFile>> {
        auto file = openSegmentFile(path, mode);
        if (!file)
            return file.error();
        // The worst case: what was made stays.
        if (mode == SegmentFile::Mode::Create && orders->failCreate.exchange(false))
            return Error{ErrorCode::Io, QStringLiteral("test"), {}};
        return std::unique_ptr<SegmentFile>(std::make_unique<FailingFile>(std::move(*file), orders));
    };
    return options;
}

} // namespace mailweir
