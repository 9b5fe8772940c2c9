// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <memory>

namespace mailweir {

/// The directory of one engine, locked while this object lives: one engine a directory. The kernel holds the lock, so
/// it goes with the process, however that ends. Thread: main.
class DataDirectory final {
public:
    /// Makes the directory (0700, with the ones above it) when it is missing and locks it. One that is there and empty
    /// becomes 0700 too; one with files in it keeps its mode, since it may not be ours alone.
    /// `program` is what a second engine is told about the holder.
    /// Errors, with the path as the subject: Locked (detail: program and pid of the holder), PermissionDenied,
    /// DiskFull, Io.
    [[nodiscard]] static Result<std::unique_ptr<DataDirectory>> open(const QString &path, const QString &program);

    ~DataDirectory();
    DataDirectory(const DataDirectory &) = delete;
    DataDirectory &operator=(const DataDirectory &) = delete;

    /// Absolute.
    [[nodiscard]] const QString &path() const { return m_path; }

private:
    DataDirectory(QString path, int lock)
        : m_path(std::move(path))
        , m_lock(lock)
    {
    }

    QString m_path;
    int m_lock; ///< the descriptor that holds the lock
};

} // namespace mailweir
