// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QLocalServer>
#include <QObject>

namespace mailweir {

/// One window a data directory: a second start finds the first one through a local socket and asks it to come forward.
/// The socket is only for that; the lock of the data directory is what keeps engines apart. Thread: GUI.
class SingleInstance final : public QObject {
    Q_OBJECT
public:
    explicit SingleInstance(const QString &dataDirectory, QObject *parent = nullptr);

    /// Asks a running instance to raise its window; true when it has answered. Takes at most a second.
    [[nodiscard]] bool raiseOther() const;

    /// Answers from now on. Only for the process that holds the data directory's lock: a socket left behind by a crash
    /// is taken over.
    [[nodiscard]] Result<void> listen();

Q_SIGNALS:
    void raiseRequested();

private:
    void greet();

    QString m_path;
    QLocalServer m_server;
};

} // namespace mailweir
