// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace mailweir {

/// Brings the process's signals into the main thread's event loop: SIGTERM and SIGINT as stopRequested(), SIGUSR1 as
/// reopenLogRequested(), SIGHUP as reloadRequested(). A second SIGTERM or SIGINT ends the process at once, for the user
/// who will not wait. SIGPIPE is ignored: a peer that goes away is an error of its socket.
///
/// Thread: the main one. There is at most one at a time; the previous handlers come back when it goes.
class SignalWatcher final : public QObject {
    Q_OBJECT
public:
    explicit SignalWatcher(QObject *parent = nullptr);
    ~SignalWatcher() override;

Q_SIGNALS:
    void stopRequested(int signalNumber);
    void reopenLogRequested();
    void reloadRequested();

private:
    void drain();

    int m_readEnd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace mailweir
