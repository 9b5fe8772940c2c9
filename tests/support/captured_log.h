// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QtGlobal>

#include <mutex>
#include <vector>

namespace mailweir {

/// Takes what is logged while it lives, in place of the test's output. One at a time. Thread: lines may come from any.
class CapturedLog {
public:
    CapturedLog()
        : m_before(qInstallMessageHandler(take))
    {
        s_lines.clear();
    }
    ~CapturedLog() { qInstallMessageHandler(m_before); }
    CapturedLog(const CapturedLog &) = delete;
    CapturedLog &operator=(const CapturedLog &) = delete;

    /// Those of warnings and worse, since the last call.
    [[nodiscard]] std::vector<QString> takeWarnings()
    {
        const std::lock_guard lock(s_mutex);
        return std::exchange(s_lines, {});
    }

private:
    static void take(QtMsgType type, const QMessageLogContext &, const QString &text)
    {
        const std::lock_guard lock(s_mutex);
        if (type != QtDebugMsg && type != QtInfoMsg)
            s_lines.push_back(text);
    }

    // A message handler has no object of its own.
    static inline std::mutex s_mutex;
    static inline std::vector<QString> s_lines;
    QtMessageHandler m_before;
};

} // namespace mailweir
