// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>

#include <functional>
#include <memory>
#include <vector>

namespace mailweir {

/// A file of the body log. Virtual, so that tests can make disks fail and be slow. Errors: those of systemError().
/// Thread: one at a time.
class SegmentFile {
public:
    virtual ~SegmentFile() = default;

    [[nodiscard]] virtual Result<qint64> size() = 0;
    /// Reads exactly `length` bytes. Corrupt when the file ends before.
    [[nodiscard]] virtual Result<QByteArray> read(qint64 offset, qint64 length) = 0;
    /// Writes all of the pieces, one after another.
    [[nodiscard]] virtual Result<void> write(qint64 offset, const std::vector<QByteArrayView> &pieces) = 0;
    [[nodiscard]] virtual Result<void> truncate(qint64 size) = 0;
    /// fdatasync(2). After an error nothing may be concluded from a second call.
    [[nodiscard]] virtual Result<void> sync() = 0;

    enum class Mode { Read, Write, Create };
    using Opener = std::function<Result<std::unique_ptr<SegmentFile>>(const QString &path, Mode mode)>;
};

/// A file of the machine. Create: fails when it exists, 0600, and its directory is synced; after an error nothing is
/// left of it.
[[nodiscard]] Result<std::unique_ptr<SegmentFile>> openSegmentFile(const QString &path, SegmentFile::Mode mode);

} // namespace mailweir
