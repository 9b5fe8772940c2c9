// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/service/engine_status.h"

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace mailweir {

/// What others need to find a running engine.
struct ReadyInfo {
    qint64 pid = 0;
    QString version;
    QString dataDirectory; ///< absolute
    QList<ListenerStatus> listeners; ///< IPv4 before IPv6
    std::optional<HostPort> http; ///< none = off
};

/// One line of JSON with pid, version, data_dir, smtp and http, in this order.
[[nodiscard]] QByteArray readyJson(const ReadyInfo &info);

/// Files that say "this engine accepts mail here", there exactly as long as it does. Thread: main.
class ReadyFile final {
public:
    ReadyFile() = default;
    ~ReadyFile();
    ReadyFile(const ReadyFile &) = delete;
    ReadyFile &operator=(const ReadyFile &) = delete;

    /// Writes `file` in one step (0600; a missing directory is made 0700). Errors: PermissionDenied, DiskFull, Io.
    [[nodiscard]] Result<void> write(const QString &file, const ReadyInfo &info);
    /// Removes the files that were written, but for one that another engine has replaced since.
    void remove();

private:
    QStringList m_files;
    qint64 m_pid = 0;
};

} // namespace mailweir
