// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <optional>

namespace mailweir {

enum class LogLevel { Debug, Info, Warning, Error };

/// debug, info, warning, error
[[nodiscard]] std::optional<LogLevel> logLevelFromName(QStringView name);

/// Takes every log line of the process while it lives and writes it to standard error or a file, as
/// `2026-05-01T09:30:00.125Z warning mailweir.net: text`. Control characters in the text are escaped, so one message is
/// one line whoever wrote it. QT_LOGGING_RULES goes before `level`.
///
/// Thread: made, reopened and destroyed in the main one, after QCoreApplication or before; lines may come from any.
/// There is at most one at a time.
class LogOutput final {
public:
    explicit LogOutput(LogLevel level);
    ~LogOutput();
    LogOutput(const LogOutput &) = delete;
    LogOutput &operator=(const LogOutput &) = delete;

    /// Appends to `file` (made with mode 0600) from now on. On an error lines go where they went before.
    [[nodiscard]] Result<void> openFile(const QString &file);
    /// Opens the same file anew, after it was renamed by a log rotation. Nothing to do for standard error.
    [[nodiscard]] Result<void> reopen();

private:
    QString m_file;
};

} // namespace mailweir
