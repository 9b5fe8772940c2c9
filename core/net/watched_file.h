// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace mailweir {

/// Which version of a file this is: differs once it was written, replaced, or given another mode. All zero for a file
/// that is not there.
struct FileStamp {
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 changedNs = 0; ///< st_ctime: it moves with the mtime, but cannot be set back by cp -p or tar

    [[nodiscard]] static FileStamp of(const QString &path);

    friend bool operator==(const FileStamp &, const FileStamp &) = default;
};

/// The whole of a file that an administrator wrote. Errors: NotFound, PermissionDenied, Io, Invalid (not a file, or
/// larger than 1 MiB); the subject is the path.
[[nodiscard]] Result<QByteArray> readSmallFile(const QString &path);

} // namespace mailweir
