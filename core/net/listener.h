// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/mail/intake.h"
#include "core/net/listener_config.h"
#include "core/net/poller.h"
#include "core/net/server_socket.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QPair>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace mailweir {

class Mailbox;
class ServerConnection;
struct ConnectionContext;

/// Accepts SMTP clients on one port or unix socket and puts what they send into the gate.
///
/// Thread: one with an event loop, all of it; the gate's answers may come from any. Owner: its parent or a pointer.
/// Messages that wait for their commit when it is destroyed are stored all the same, only their clients hear nothing.
class Listener final : public QObject {
    Q_OBJECT
public:
    /// `gate` and `clock` must outlive it.
    Listener(ListenerConfig config, IntakeGate &gate, const Clock &clock, QObject *parent = nullptr);
    ~Listener() override;

    /// Errors: AddressInUse, PermissionDenied, NotFound (an unknown name, an address that this machine does not have, a
    /// folder that is not there), Io; the subject is "host:port" or "unix:path". Looks a name other than localhost up,
    /// which may block.
    [[nodiscard]] Result<void> listen();
    /// What it listens on, IPv4 first; empty before listen() and after shutDown(), and for a unix socket.
    [[nodiscard]] QList<QPair<QString, quint16>> addresses() const;
    /// The unix socket that it listens on; empty when there is none.
    [[nodiscard]] QString unixPath() const;

    [[nodiscard]] int clientCount() const { return int(m_connections.size()); }

    /// Everything but name, host, port and unixPath is taken over, for clients that come from now on. Those that are
    /// there keep what they began with, so that what it points to must live on too.
    void updateLimits(const ListenerConfig &config);
    /// Paused: clients may come, but each MAIL is answered with 450 4.3.2.
    void setPaused(bool paused);
    /// Stops accepting. Idle clients get 421, one that is sending a message may finish it. drained() follows when the
    /// last has gone; with none it comes before this returns. Safe to call twice.
    void shutDown();
    /// For shutDown()'s end, when time is up: also clients inside a message get 421, and the message is dropped. Those
    /// whose message waits for its commit still hear of it. drained() follows within a second of the last answer, also
    /// when clients do not close or do not read.
    void abortClients();

Q_SIGNALS:
    void clientCountChanged();
    /// Which program sent these, when that was not known before they were stored.
    void processFound(const QList<MessageId> &ids, const PeerProcess &process);
    /// shutDown() was called and no client is left.
    void drained();

private:
    class Door;
    using Connections = std::vector<std::shared_ptr<ServerConnection>>;

    [[nodiscard]] Result<void> listenOnAll(const QList<QHostAddress> &addresses);
    [[nodiscard]] Result<void> open(ServerSocket socket);
    void acceptClients(const ServerSocket &socket);
    void serve(FileDescriptor socket, const ServerSocket::Peer &peer);
    void turnAway(FileDescriptor socket) const;
    void pauseAccepting(int error);
    void reportFull(const char *reason);
    void resumeAccepting();
    void remove(ServerConnection &connection);
    void checkTimes();
    void resumeReading();
    void setSweepInterval();
    [[nodiscard]] Connections connections() const;

    std::shared_ptr<const ListenerConfig> m_config; // shared with the connections that were made under it
    IntakeGate &m_gate;
    const Clock &m_clock;
    Poller m_poller;
    std::unique_ptr<ConnectionContext> m_context;
    std::vector<std::unique_ptr<Door>> m_doors;
    QHash<ServerConnection *, std::shared_ptr<ServerConnection>> m_connections;
    std::vector<std::weak_ptr<ServerConnection>> m_stalled; // until the gate is no longer congested
    QTimer m_sweepTimer; // runs while there are clients
    QTimer m_resumeTimer; // runs while the gate is congested
    QTimer m_acceptTimer; // runs while the system has no room for more connections
    int m_maxDescriptor = 0; // beyond it clients are turned away
    std::optional<SteadyTime> m_fullAt; // the last time that the system had no room for a client
    bool m_paused = false;
    bool m_shuttingDown = false;
};

/// Raises the soft limit of open files to the hard one, for every client needs one. Returns the limit now in force.
qint64 raiseFileLimit();

} // namespace mailweir
