// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/listener.h"

#include "core/base/logging.h"
#include "core/base/mailbox.h"
#include "core/net/server_connection.h"

#include <QHostInfo>
#include <QPointer>
#include <QThread>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

#include <sys/resource.h>
#include <sys/socket.h>

namespace mailweir {

namespace {

constexpr int kFreePortAttempts = 20;
constexpr int kAcceptsPerTurn = 32; // then clients are served that are there already
constexpr Milliseconds kAcceptPause{100};
constexpr Milliseconds kResumeInterval{5};
constexpr Milliseconds kMaxSweepInterval{1'000};
constexpr Milliseconds kMinSweepInterval{10};
constexpr Milliseconds kLastSweepInterval{100};
constexpr Milliseconds kQuiet{10'000}; // then it is worth a warning again
constexpr qint64 kReservedFiles = 64; // for the store, the relay, the index …

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
    if (literal.setAddress(host)) {
        // Whoever writes [::] means everybody; on a socket of its own, so that addresses stay what they are.
        if (literal == QHostAddress::AnyIPv6)
            return {QHostAddress(QHostAddress::AnyIPv4), literal};
        return {literal};
    }
    QList<QHostAddress> addresses = QHostInfo::fromName(host).addresses();
    std::stable_partition(addresses.begin(), addresses.end(), [](const QHostAddress &address) {
        return address.protocol() == QAbstractSocket::IPv4Protocol;
    });
    return addresses;
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

std::shared_ptr<const ListenerConfig> completed(ListenerConfig config, IntakeGate &gate)
{
    config.session.listener = config.name;
    config.session.admits = [&gate](qint64 size) {
        return gate.admits(size);
    };
    return std::make_shared<const ListenerConfig>(std::move(config));
}

/// Of one client, not of the system: accept() is worth trying again at once.
bool isClientsOwn(int error)
{
    return error == ECONNABORTED || error == EPROTO || error == EINTR;
}

qint64 fileLimit()
{
    rlimit limit{};
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? qint64(std::min<rlim_t>(limit.rlim_cur, INT_MAX)) : INT_MAX;
}

} // namespace

/// A listening socket and what happens when somebody comes.
class Listener::Door final : public Poller::Handler {
public:
    Door(Listener &listener, ServerSocket socket)
        : m_listener(listener)
        , m_socket(std::move(socket))
    {
    }
    ~Door() { m_listener.m_poller.forget(m_socket.fd(), *this); }

    [[nodiscard]] const ServerSocket &socket() const { return m_socket; }
    [[nodiscard]] bool open() { return m_listener.m_poller.watch(m_socket.fd(), EPOLLIN, *this); }
    void setOpen(bool open) { m_listener.m_poller.rewatch(m_socket.fd(), open ? quint32(EPOLLIN) : 0, *this); }

    void onReady(quint32) override { m_listener.acceptClients(m_socket); }

private:
    Listener &m_listener;
    ServerSocket m_socket;
};

Listener::Listener(ListenerConfig config, IntakeGate &gate, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_config(completed(std::move(config), gate))
    , m_gate(gate)
    , m_clock(clock)
{
    const auto processFound = [listener = QPointer(this)](const QList<MessageId> &ids, const PeerProcess &process) {
        if (listener)
            Q_EMIT listener->processFound(ids, process);
    };
    const auto stalled = [this](ServerConnection &connection) {
        m_stalled.push_back(connection.weak_from_this());
        if (!m_resumeTimer.isActive())
            m_resumeTimer.start();
    };
    const auto finished = [this](ServerConnection &connection) {
        remove(connection);
    };
    m_context.reset(new ConnectionContext{m_poller, gate, clock, makeAnswers(), processFound, stalled, finished, {}});
    connect(&m_sweepTimer, &QTimer::timeout, this, &Listener::checkTimes);
    setSweepInterval();
    m_resumeTimer.setInterval(kResumeInterval);
    m_resumeTimer.setSingleShot(true);
    connect(&m_resumeTimer, &QTimer::timeout, this, &Listener::resumeReading);
    m_acceptTimer.setInterval(kAcceptPause);
    m_acceptTimer.setSingleShot(true);
    connect(&m_acceptTimer, &QTimer::timeout, this, &Listener::resumeAccepting);
}

Listener::~Listener() = default;

Result<void> Listener::listen()
{
    m_doors.clear();
    const qint64 files = fileLimit();
    m_maxDescriptor = int(files - std::min(kReservedFiles, files / 4));
    if (Result<void> opened = m_poller.open(); !opened)
        return opened;
    if (!m_config->unixPath.isEmpty()) {
        Result<ServerSocket> socket =
            ServerSocket::openUnix(m_config->unixPath, QStringLiteral("unix:") + m_config->unixPath);
        return socket ? open(*std::move(socket)) : socket.error();
    }
    const QList<QHostAddress> addresses = addressesOf(m_config->host);
    if (addresses.isEmpty())
        return Error{ErrorCode::NotFound, endpoint(m_config->host, m_config->port), {}};
    Result<void> result = listenOnAll(addresses);
    // A port that the system found free for one address may be taken for another.
    for (int attempt = 1; m_config->port == 0 && attempt < kFreePortAttempts && !result
         && result.error().code == ErrorCode::AddressInUse;
         ++attempt)
        result = listenOnAll(addresses);
    return result;
}

Result<void> Listener::listenOnAll(const QList<QHostAddress> &addresses)
{
    m_doors.clear();
    const QString subject = endpoint(m_config->host, m_config->port);
    quint16 port = m_config->port;
    for (const QHostAddress &address : addresses) {
        Result<ServerSocket> socket = ServerSocket::openTcp(address, port, subject);
        const bool noIpv6 = !socket && socket.error().code == ErrorCode::NotFound && isLocalhost(m_config->host)
            && address.protocol() == QAbstractSocket::IPv6Protocol;
        if (noIpv6)
            continue;
        const Result<void> result = socket ? open(*std::move(socket)) : socket.error();
        if (!result) {
            m_doors.clear();
            return result;
        }
        port = m_doors.back()->socket().port();
    }
    return {};
}

Result<void> Listener::open(ServerSocket socket)
{
    auto door = std::make_unique<Door>(*this, std::move(socket));
    if (!door->open())
        return systemError(QString::fromUtf8(m_config->name), errno);
    m_doors.push_back(std::move(door));
    return {};
}

QList<QPair<QString, quint16>> Listener::addresses() const
{
    QList<QPair<QString, quint16>> all;
    for (const auto &door : m_doors) {
        if (!door->socket().address().isNull())
            all.append({door->socket().address().toString(), door->socket().port()});
    }
    return all;
}

QString Listener::unixPath() const
{
    return m_doors.empty() ? QString() : m_config->unixPath;
}

void Listener::updateLimits(const ListenerConfig &config)
{
    ListenerConfig updated = config;
    updated.name = m_config->name;
    updated.host = m_config->host;
    updated.port = m_config->port;
    updated.unixPath = m_config->unixPath;
    m_config = completed(std::move(updated), m_gate);
    setSweepInterval();
}

/// Often enough that no time-out comes much late.
void Listener::setSweepInterval()
{
    const ServerTimeouts &timeouts = m_config->timeouts;
    const Milliseconds shortest =
        std::min({timeouts.command, timeouts.block, timeouts.handshake, timeouts.login, timeouts.write});
    m_sweepTimer.setInterval(std::clamp(shortest / 8, kMinSweepInterval, kMaxSweepInterval));
}

void Listener::setPaused(bool paused)
{
    m_paused = paused;
    for (const auto &connection : std::as_const(m_connections))
        connection->setPaused(paused);
}

void Listener::shutDown()
{
    if (m_shuttingDown)
        return;
    m_shuttingDown = true;
    m_acceptTimer.stop();
    m_doors.clear();
    const Connections all = connections();
    for (const auto &connection : all)
        connection->shutDown();
    if (all.empty())
        Q_EMIT drained();
}

void Listener::abortClients()
{
    m_sweepTimer.setInterval(std::min(m_sweepTimer.intervalAsDuration(), kLastSweepInterval));
    for (const auto &connection : connections())
        connection->abort();
}

void Listener::acceptClients(const ServerSocket &socket)
{
    for (int i = 0; i < kAcceptsPerTurn; ++i) {
        ServerSocket::Accepted accepted = socket.accept();
        if (accepted.error == EAGAIN || accepted.error == EWOULDBLOCK)
            return;
        if (isClientsOwn(accepted.error))
            continue;
        if (accepted.error != 0) {
            pauseAccepting(accepted.error);
            return;
        }
        if (accepted.socket.get() >= m_maxDescriptor) {
            reportFull("nearly all files that may be open are");
            turnAway(std::move(accepted.socket));
        } else if (m_connections.size() >= m_config->maxClients) {
            qCDebug(lcNet).noquote() << m_config->name << "too many connections";
            turnAway(std::move(accepted.socket));
        } else {
            serve(std::move(accepted.socket), accepted.peer);
        }
        if (m_shuttingDown) // and the socket is gone
            return;
    }
}

/// Inside TLS nothing can be said yet.
void Listener::turnAway(FileDescriptor socket) const
{
    if (m_config->session.tls == ServerOptions::Tls::Implicit)
        return;
    static constexpr QByteArrayView kReply = "421 4.3.2 too many connections, try again later\r\n";
    (void)send(socket.get(), kReply.data(), size_t(kReply.size()), MSG_NOSIGNAL);
    std::array<char, 1024> early; // what is unread would turn the end into a reset, and the reply be lost
    (void)recv(socket.get(), early.data(), early.size(), 0);
}

/// A flood of clients is one warning.
void Listener::reportFull(const char *reason)
{
    const SteadyTime now = m_clock.steady();
    const std::optional<SteadyTime> before = std::exchange(m_fullAt, now);
    if (!before || now - *before >= kQuiet)
        qCWarning(lcNet).noquote() << m_config->name << "no more connections for now:" << reason;
}

/// The clients stay in the backlog; without a pause the poller would tell of them again and again.
void Listener::pauseAccepting(int error)
{
    reportFull(std::strerror(error));
    for (const auto &door : m_doors)
        door->setOpen(false);
    m_acceptTimer.start();
}

void Listener::resumeAccepting()
{
    for (const auto &door : m_doors)
        door->setOpen(true);
}

void Listener::serve(FileDescriptor socket, const ServerSocket::Peer &peer)
{
    const auto connection = std::make_shared<ServerConnection>(m_config, *m_context, std::move(socket), peer);
    m_connections.insert(connection.get(), connection);
    if (!m_sweepTimer.isActive())
        m_sweepTimer.start();
    Q_EMIT clientCountChanged();
    connection->start(m_paused);
}

void Listener::remove(ServerConnection &connection)
{
    m_connections.remove(&connection);
    if (m_connections.isEmpty())
        m_sweepTimer.stop();
    Q_EMIT clientCountChanged();
    if (m_shuttingDown && m_connections.isEmpty())
        Q_EMIT drained();
}

Listener::Connections Listener::connections() const
{
    return {m_connections.begin(), m_connections.end()};
}

void Listener::checkTimes()
{
    const SteadyTime now = m_clock.steady();
    for (const auto &connection : connections())
        connection->checkTime(now);
}

void Listener::resumeReading()
{
    if (m_gate.congested()) {
        m_resumeTimer.start();
        return;
    }
    for (const auto &weak : std::exchange(m_stalled, {})) {
        if (const auto connection = weak.lock())
            connection->resume();
    }
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
