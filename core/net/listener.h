// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/mail/intake.h"

#include <QList>
#include <QObject>
#include <QPair>
#include <QSet>
#include <QString>
#include <QTimer>

#include <memory>
#include <vector>

class QHostAddress;
class QTcpServer;
class QTcpSocket;

namespace mailweir {

class Mailbox;
class ServerConnection;

struct ListenerConfig {
    QByteArray name; ///< goes into the envelope of what comes in here
    QString host; ///< an address, a name, or `localhost` for 127.0.0.1 and, where there is IPv6, ::1
    quint16 port = 0; ///< 0 = any free one, the same for all addresses
    QByteArray hostName; ///< what the greeting calls this server
    qint64 maxMessageSize = 0; ///< bytes; 0 = no limit
    int maxRecipients = 1000; ///< of one message
    int maxClients = 200; ///< at a time; others get 421
    Milliseconds idleTimeout{300'000};

    friend bool operator==(const ListenerConfig &, const ListenerConfig &) = default;
};

/// Accepts SMTP clients on one port and puts what they send into the gate.
///
/// Thread: one with an event loop, all of it; the gate's answers may come from any. Owner: its parent or a pointer.
/// Messages that wait for their commit when it is destroyed are stored all the same, only their clients hear nothing.
class Listener final : public QObject {
    Q_OBJECT
public:
    /// `gate` and `clock` must outlive it.
    Listener(ListenerConfig config, IntakeGate &gate, const Clock &clock, QObject *parent = nullptr);
    ~Listener() override;

    /// Errors: AddressInUse, PermissionDenied, NotFound (an unknown name), Io; the subject is "host:port". Looks a name
    /// other than localhost up, which may block.
    [[nodiscard]] Result<void> listen();
    /// What it listens on, IPv4 first; empty before listen() and after shutDown().
    [[nodiscard]] QList<QPair<QString, quint16>> addresses() const;

    [[nodiscard]] int clientCount() const { return int(m_connections.size()); }

    /// Paused: clients may come, but each MAIL is answered with 450 4.3.2.
    void setPaused(bool paused);
    /// Stops accepting. Idle clients get 421, one that is sending a message may finish it. drained() follows when the
    /// last has gone; with none it comes before this returns. Safe to call twice.
    void shutDown();

Q_SIGNALS:
    void clientCountChanged();
    /// shutDown() was called and no client is left.
    void drained();

private:
    [[nodiscard]] Result<void> listenOnAll(const QList<QHostAddress> &addresses);
    void acceptClients(QTcpServer *server);
    void serve(QTcpSocket *socket);
    void remove(ServerConnection *connection);
    void checkIdle();
    void resumeReading();

    const ListenerConfig m_config;
    IntakeGate &m_gate;
    const Clock &m_clock;
    std::shared_ptr<Mailbox> m_answers; // shared with commits under way, which may outlive the listener
    std::vector<std::unique_ptr<QTcpServer>> m_servers;
    QSet<ServerConnection *> m_connections; // children
    QTimer m_idleTimer; // runs while there are clients
    QTimer m_resumeTimer; // runs while the gate is congested
    bool m_paused = false;
    bool m_shuttingDown = false;
};

/// Raises the soft limit of open files to the hard one: out of descriptors, QTcpServer spins in accept() without
/// telling anybody. Returns the limit now in force.
qint64 raiseFileLimit();

} // namespace mailweir
