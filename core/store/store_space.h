// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>

#include <functional>
#include <mutex>
#include <optional>

namespace mailweir {

/// Whether there is room for one more message. Thread: any.
class StoreSpace {
public:
    virtual ~StoreSpace() = default;

    /// Errors: DiskFull, and those of systemError().
    [[nodiscard]] virtual Result<void> admits(qint64 size) = 0;
};

/// On the disk of a directory, of which 1 GiB or 5 % stay free, whichever is more.
class DiskSpace final : public StoreSpace {
public:
    DiskSpace(const QString &directory, const Clock &clock);

    Result<void> admits(qint64 size) override;

private:
    const QString m_directory;
    const Clock &m_clock;
    std::mutex m_mutex;
    std::optional<SteadyTime> m_askedAt; // guarded by m_mutex
    qint64 m_spare = 0; // likewise: free beyond the reserve
};

/// In memory, up to a quarter of what this process may have.
class MemorySpace final : public StoreSpace {
public:
    /// `used` tells the bytes of all messages that are held; from any thread.
    explicit MemorySpace(std::function<qint64()> used);

    Result<void> admits(qint64 size) override;

    /// What retention should keep a store in memory to, so that mail goes before any is refused.
    [[nodiscard]] static qint64 retentionBytes();

private:
    const std::function<qint64()> m_used;
};

} // namespace mailweir
