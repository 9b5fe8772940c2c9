// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>

namespace mailweir {

/// Holds the body log's directory for one engine, wherever settings put the store. The lock is the kernel's (flock), so
/// it ends with the process and never has to be cleared away.
/// Thread: any.
class StoreLock {
public:
    /// Takes `<directory>/lock`. Errors: Locked with `subject` as the subject and the holder's pid in the detail; those
    /// of systemError().
    [[nodiscard]] static Result<std::unique_ptr<StoreLock>> take(const QString &directory, const QString &subject);
    ~StoreLock();
    StoreLock(const StoreLock &) = delete;
    StoreLock &operator=(const StoreLock &) = delete;

private:
    explicit StoreLock(int fd)
        : m_fd(fd)
    {
    }

    int m_fd;
};

} // namespace mailweir
