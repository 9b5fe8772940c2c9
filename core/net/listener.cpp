// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/listener.h"

#include "core/base/logging.h"
#include "core/base/mailbox.h"
#include "core/net/server_connection.h"

#include <QHostInfo>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <algorithm>
#include <utility>

#include <sys/resource.h>

namespace mailweir {

namespace {

constexpr int kBacklog = 512; // with Qt's 50 a burst of clients waits a second for its SYNs to be sent again
constexpr int kFreePortAttempts = 20;
constexpr Milliseconds kResumeInterval{5};
constexpr Milliseconds kMaxIdleCheck{1'000};
constexpr Milliseconds kMinIdleCheck{10};

QString endpoint(const QString &host, quint16 port)
{
    const QString name = host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    return name + QLatin1Char(':') + QString::number(port);
}

bool isLocalhost(const QString &host)
{
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0;
}

/// IPv4 first.
QList<QHostAddress> addressesOf(const QString &host)
{
    if (isLocalhost(host))
        return {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)};
    QHostAddress literal;
    if (literal.setAddress(host))
        return {literal};
    QList<QHostAddress> addresses = QHostInfo::fromName(host).addresses();
    std::stable_partition(addresses.begin(), addresses.end(), [](const QHostAddress &address) {
        return address.protocol() == QAbstractSocket::IPv4Protocol;
    });
    return addresses;
}

ErrorCode errorCode(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return ErrorCode::AddressInUse;
    case QAbstractSocket::SocketAccessError:
        return ErrorCode::PermissionDenied;
    default:
        return ErrorCode::Io;
    }
}

/// The mailbox lives as long as somebody may post to it; the last one may be the store's log thread.
std::shared_ptr<Mailbox> makeAnswers()
{
    return {new Mailbox, [](Mailbox *mailbox) {
                if (mailbox->thread() == QThread::currentThread())
                    delete mailbox;
                else
                    mailbox->deleteLater();
            }};
}

} // namespace

Listener::Listener(ListenerConfig config, IntakeGate &gate, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_gate(gate)
    , m_clock(clock)
    , m_answers(makeAnswers())
{
    m_idleTimer.setInterval(std::clamp(m_config.idleTimeout / 8, kMinIdleCheck, kMaxIdleCheck));
    connect(&m_idleTimer, &QTimer::timeout, this, &Listener::checkIdle);
    m_resumeTimer.setInterval(kResumeInterval);
    m_resumeTimer.setSingleShot(true);
    connect(&m_resumeTimer, &QTimer::timeout, this, &Listener::resumeReading);
}

Listener::~Listener()
{
    for (ServerConnection *connection : std::as_const(m_connections))
        delete connection;
}

Result<void> Listener::listen()
{
    const QList<QHostAddress> addresses = addressesOf(m_config.host);
    if (addresses.isEmpty())
        return Error{ErrorCode::NotFound, endpoint(m_config.host, m_config.port), {}};
    Result<void> result = listenOnAll(addresses);
    // A port that the system found free for one address may be taken for another.
    for (int attempt = 1;
         m_config.port == 0 && attempt < kFreePortAttempts && !result && result.error().code == ErrorCode::AddressInUse;
         ++attempt)
        result = listenOnAll(addresses);
    return result;
}

Result<void> Listener::listenOnAll(const QList<QHostAddress> &addresses)
{
    m_servers.clear();
    quint16 port = m_config.port;
    for (const QHostAddress &address : addresses) {
        auto server = std::make_unique<QTcpServer>();
        server->setListenBacklogSize(kBacklog);
        if (!server->listen(address, port)) {
            const ErrorCode code = errorCode(server->serverError());
            const bool noIpv6 = isLocalhost(m_config.host) && address.protocol() == QAbstractSocket::IPv6Protocol
                && code == ErrorCode::Io;
            if (noIpv6)
                continue;
            m_servers.clear();
            return Error{code, endpoint(m_config.host, m_config.port), server->errorString()};
        }
        port = server->serverPort();
        connect(server.get(), &QTcpServer::newConnection, this, [this, raw = server.get()] { acceptClients(raw); });
        m_servers.push_back(std::move(server));
    }
    return {};
}

QList<QPair<QString, quint16>> Listener::addresses() const
{
    QList<QPair<QString, quint16>> all;
    for (const auto &server : m_servers)
        all.append({server->serverAddress().toString(), server->serverPort()});
    return all;
}

void Listener::setPaused(bool paused)
{
    m_paused = paused;
    for (ServerConnection *connection : std::as_const(m_connections))
        connection->setPaused(paused);
}

void Listener::shutDown()
{
    if (m_shuttingDown)
        return;
    m_shuttingDown = true;
    m_servers.clear();
    const QSet<ServerConnection *> connections = m_connections; // they may leave at once
    for (ServerConnection *connection : connections)
        connection->shutDown();
    if (connections.isEmpty())
        Q_EMIT drained();
}

void Listener::acceptClients(QTcpServer *server)
{
    while (QTcpSocket *socket = server->nextPendingConnection()) {
        if (m_connections.size() < m_config.maxClients) {
            serve(socket);
            continue;
        }
        qCDebug(lcNet).noquote() << m_config.name << "too many connections";
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        socket->write("421 4.3.2 too many connections, try again later\r\n");
        socket->flush();
        socket->disconnectFromHost();
    }
}

void Listener::serve(QTcpSocket *socket)
{
    ServerOptions options;
    options.hostName = m_config.hostName;
    options.maxMessageSize = m_config.maxMessageSize;
    options.maxRecipients = m_config.maxRecipients;
    options.admits = [this](qint64 size) {
        return m_gate.admits(size);
    };
    auto *connection =
        new ServerConnection(socket, m_config.name, std::move(options), m_gate, m_clock, m_answers, this);
    connection->setPaused(m_paused);
    connect(connection, &ServerConnection::stalled, &m_resumeTimer, qOverload<>(&QTimer::start));
    connect(connection, &ServerConnection::finished, this, [this, connection] { remove(connection); });
    m_connections.insert(connection);
    if (!m_idleTimer.isActive())
        m_idleTimer.start();
    Q_EMIT clientCountChanged();
    connection->start();
}

void Listener::remove(ServerConnection *connection)
{
    m_connections.remove(connection);
    connection->deleteLater(); // this is its signal
    if (m_connections.isEmpty())
        m_idleTimer.stop();
    Q_EMIT clientCountChanged();
    if (m_shuttingDown && m_connections.isEmpty())
        Q_EMIT drained();
}

void Listener::checkIdle()
{
    const QSet<ServerConnection *> connections = m_connections;
    for (ServerConnection *connection : connections)
        connection->checkIdle(m_config.idleTimeout);
}

void Listener::resumeReading()
{
    const QSet<ServerConnection *> connections = m_connections;
    for (ServerConnection *connection : connections)
        connection->resume();
}

qint64 raiseFileLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    if (limit.rlim_cur < limit.rlim_max) {
        const rlim_t before = std::exchange(limit.rlim_cur, limit.rlim_max);
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = before;
    }
    return qint64(limit.rlim_cur);
}

} // namespace mailweir
