// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/server_connection.h"

#include "core/base/logging.h"
#include "core/base/mailbox.h"
#include "core/net/login_checker.h"
#include "core/net/process_finder.h"
#include "core/net/tls_source.h"

#include <algorithm>
#include <utility>

namespace mailweir {

namespace {

constexpr int kReadsPerTurn = 4; // then it is the next client's turn
constexpr qsizetype kMaxUnsent = 64 * 1024; // of replies that the client has not read
// So much is fed at a time, then replies are looked at: the shortest commands have replies forty times their size.
constexpr qsizetype kSlice = 4 * 1024;
constexpr qsizetype kMessageSlice = 16 * 1024; // for a message, of which only the end is answered
constexpr char kTlsHandshake = 0x16; // the first byte of a ClientHello
constexpr Milliseconds kFarewell{2'000}; // for the client to close after us
constexpr Milliseconds kShortFarewell{500};

QByteArray hostName(const ServerSocket::Peer &peer)
{
    return peer.isUnix() ? QByteArrayLiteral("unix") : peer.address.toString().toLatin1();
}

QByteArray peerName(const ServerSocket::Peer &peer)
{
    const QByteArray host = hostName(peer);
    if (peer.isUnix())
        return host;
    const QByteArray port = QByteArray::number(peer.port);
    return peer.address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + host + "]:" + port : host + ':' + port;
}

bool isLocal(const ServerSocket::Peer &peer)
{
    return peer.isUnix() || peer.address.isLoopback();
}

/// A program that talks to one of this machine's own addresses comes from the same.
bool isOnThisMachine(const ServerSocket::Peer &peer, int socket)
{
    return isLocal(peer) || peer.address == localEnd(socket).address;
}

} // namespace

ServerConnection::ServerConnection(std::shared_ptr<const ListenerConfig> config, ConnectionContext &context,
                                   FileDescriptor socket, const ServerSocket::Peer &peer)
    : m_config(std::move(config))
    , m_context(context)
    , m_peer(peer)
    , m_stream(std::move(socket), context.poller, *this)
    , m_local(isOnThisMachine(peer, m_stream.fd()))
{
}

ServerConnection::~ServerConnection() = default;

void ServerConnection::start(bool paused)
{
    m_paused = paused;
    m_since = m_writingSince = m_context.clock.steady();
    if (!m_stream.open())
        enter(Phase::Gone);
    else if (isProxy())
        enter(Phase::Proxy);
    else
        begin({});
    proceed();
}

void ServerConnection::setPaused(bool paused)
{
    m_paused = paused;
    if (m_session)
        m_session->setPaused(paused);
}

void ServerConnection::shutDown()
{
    if (m_phase == Phase::Session)
        perform(m_session->shutDown(now()));
    else
        leave();
    proceed();
}

void ServerConnection::abort()
{
    m_aborted = true;
    if (m_phase == Phase::Session)
        perform(m_session->abort(now()));
    else
        leave();
    proceed();
}

void ServerConnection::resume()
{
    m_stalled = false;
    proceed();
}

void ServerConnection::onReady(quint32 events)
{
    m_stream.onReady(events);
    if (m_phase == Phase::Session && m_session->state() == ServerState::Held && m_stream.isCutOff())
        endHold();
    else
        proceed();
}

void ServerConnection::enter(Phase phase)
{
    m_phase = phase;
    m_since = m_context.clock.steady();
}

/// What came before the end of the input is still carried out: a client that sends a script and hangs up loses no whole
/// message. May destroy this: nothing may follow it.
void ServerConnection::proceed()
{
    for (Phase before = m_phase;; before = m_phase) {
        step();
        m_stream.flush();
        if (m_phase == before)
            break;
    }
    settle();
}

void ServerConnection::step()
{
    switch (m_phase) {
    case Phase::Proxy:
        readProxyHeader();
        break;
    case Phase::Handshake:
        continueHandshake();
        break;
    case Phase::Session:
        readSession();
        break;
    case Phase::Leaving:
        m_stream.discard();
        break;
    case Phase::Gone:
        break;
    }
}

bool ServerConnection::isProxy() const
{
    return std::any_of(m_config->proxies.begin(), m_config->proxies.end(),
                       [this](const QPair<QHostAddress, int> &network) { return m_peer.address.isInSubnet(network); });
}

void ServerConnection::readProxyHeader()
{
    while (m_phase == Phase::Proxy && m_stream.canRead()) {
        const auto [status, size] = m_stream.read(m_context.buffer);
        if (status == Stream::Status::Blocked)
            return;
        QByteArrayView input(m_context.buffer.data(), size);
        switch (m_proxyHeader.take(input)) {
        case ProxyHeader::State::Incomplete:
            if (m_stream.inputOver())
                leave();
            break;
        case ProxyHeader::State::Invalid:
            qCWarning(lcNet).noquote() << m_config->name << "no PROXY header from" << peerName(m_peer);
            leave();
            break;
        case ProxyHeader::State::Complete:
            if (const auto &source = m_proxyHeader.source())
                m_peer = {source->address, source->port};
            begin(input);
            break;
        }
    }
}

/// The client's address is known. `alreadyRead`: of what follows it.
void ServerConnection::begin(QByteArrayView alreadyRead)
{
    m_peerName = peerName(m_peer);
    qCDebug(lcNet).noquote() << m_config->name << "client" << m_peerName;
    ServerOptions options = m_config->session;
    options.client = hostName(m_peer);
    options.insecureAuth = m_config->insecureAuth.value_or(m_local && (!m_proxyHeader.source() || isLocal(m_peer)));
    if (m_config->logins)
        options.cramMd5 = m_config->logins->cramMd5();
    m_session.emplace(std::move(options));
    m_session->setPaused(m_paused);
    if (m_config->processes && m_local && !m_proxyHeader.source())
        lookUpSender();
    if (m_config->session.tls == ServerOptions::Tls::Implicit)
        startTls(alreadyRead);
    else
        greet(alreadyRead);
}

void ServerConnection::greet(QByteArrayView alreadyRead)
{
    enter(Phase::Session);
    m_greeted = true;
    perform(m_session->start(now()));
    take(alreadyRead);
}

void ServerConnection::lookUpSender()
{
    m_sender = std::make_shared<SenderLookup>(m_context.processFound);
    const auto answer = [answers = m_context.answers, sender = m_sender](const std::optional<PeerProcess> &process) {
        answers->post([sender, process] { sender->answer(process); });
    };
    if (m_peer.isUnix()) {
        m_config->processes->find(m_peer.pid, answer);
        return;
    }
    const ServerSocket::Peer own = localEnd(m_stream.fd());
    m_config->processes->find(m_peer.address, m_peer.port, own.address, own.port, answer);
}

void ServerConnection::startTls(QByteArrayView alreadyRead)
{
    const std::shared_ptr<SSL_CTX> context = m_config->tls->context();
    if (!context) {
        qCWarning(lcNet).noquote() << m_config->name << "has no certificate for" << m_peerName;
        leave();
        return;
    }
    enter(Phase::Handshake);
    m_stream.startTls(*context, alreadyRead);
}

void ServerConnection::continueHandshake()
{
    switch (m_stream.handshake()) {
    case Stream::Handshake::Going:
        return;
    case Stream::Handshake::Failed:
        qCDebug(lcNet).noquote() << m_config->name << "no TLS with" << m_peerName << m_stream.tlsProblem();
        leave();
        return;
    case Stream::Handshake::Done:
        break;
    }
    enter(Phase::Session);
    if (m_greeted) {
        perform(m_session->tlsStarted(m_stream.tls(), now()));
    } else {
        m_greeted = true;
        perform(m_session->start(now(), m_stream.tls()));
    }
}

void ServerConnection::readSession()
{
    for (int reads = 0; mayRead(); ++reads) {
        if (reads == kReadsPerTurn) {
            m_stream.yieldTurn();
            return;
        }
        if (!m_rest.isEmpty()) {
            take(std::exchange(m_rest, {}));
            continue;
        }
        const auto [status, size] = m_stream.read(readBuffer());
        if (status != Stream::Status::Data)
            return;
        take({m_context.buffer.data(), size});
        throttle(size);
    }
}

bool ServerConnection::mayRead()
{
    if ((m_pausing && isThrottled()) || (m_rest.isEmpty() && !m_stream.canRead()) || !mayFeed())
        return false;
    const bool wasStalled = std::exchange(m_stalled, m_context.gate.congested());
    if (m_stalled && !wasStalled)
        m_context.stalled(*this);
    return !m_stalled;
}

/// Whether the session takes bytes, and the client its replies.
bool ServerConnection::mayFeed()
{
    if (m_phase != Phase::Session || m_session->isWaiting())
        return false;
    if (m_stream.unsent() >= kMaxUnsent)
        m_stream.flush();
    return m_stream.unsent() < kMaxUnsent;
}

std::span<char> ServerConnection::readBuffer()
{
    const std::span<char> whole = m_context.buffer;
    if (!isThrottled())
        return whole;
    return whole.first(std::clamp<size_t>(size_t(m_bytesPerSecond / 10), 1, whole.size()));
}

/// What the session may not have yet is kept. After the phase has ended it is of no interest, least of all commands
/// that were sent along with STARTTLS.
void ServerConnection::take(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && mayFeed()) {
        const qsizetype size = std::min(bytes.size(), isInMessage() ? kMessageSlice : kSlice);
        feed(bytes.first(size));
        bytes = bytes.sliced(size);
    }
    if (m_phase == Phase::Session)
        m_rest = bytes.toByteArray();
}

bool ServerConnection::isInMessage() const
{
    return m_session->state() == ServerState::Data || m_session->state() == ServerState::Chunk;
}

void ServerConnection::feed(QByteArrayView bytes)
{
    const bool lineHadBegun = m_lineBegun;
    if (!std::exchange(m_heard, true) && bytes.startsWith(kTlsHandshake))
        qCInfo(lcNet).noquote() << m_config->name << "TLS on a plain port, from" << m_peerName;
    ServerSession::Actions actions = m_session->feed(bytes, now());
    const bool inMessage = isInMessage();
    const bool endsLine = bytes.endsWith("\r\n") || (m_afterCr && bytes == "\n");
    m_afterCr = bytes.endsWith('\r');
    m_lineBegun = !inMessage && !endsLine && actions.empty();
    // A line has its time from its first byte on, however slowly the others come.
    if (inMessage || !lineHadBegun || !actions.empty())
        m_since = m_context.clock.steady();
    perform(std::move(actions));
}

/// Nothing more is said.
void ServerConnection::leave()
{
    if (m_phase == Phase::Leaving || m_phase == Phase::Gone)
        return;
    m_intake.reset();
    m_rest.clear();
    m_stream.finish();
    enter(Phase::Leaving);
}

/// The client has said its last word too: when nothing of it is unread the end is no reset, and there is nothing to
/// wait for.
void ServerConnection::part()
{
    m_stream.flush();
    if (m_stream.isEncrypted() || m_stream.canRead() || m_stream.unsent() > 0)
        return leave();
    m_intake.reset();
    m_rest.clear();
    enter(Phase::Gone);
}

void ServerConnection::settle()
{
    if (m_phase == Phase::Session) {
        if (m_stalled && m_stream.isCutOff())
            enter(Phase::Gone);
        else if (m_stream.inputOver() && m_rest.isEmpty() && !m_session->isWaiting())
            leave();
    }
    if (m_phase == Phase::Leaving && m_stream.inputOver() && m_stream.unsent() == 0)
        enter(Phase::Gone);
    if (m_phase != Phase::Gone)
        return;
    qCDebug(lcNet).noquote() << m_config->name << "client gone" << m_peerName;
    m_context.finished(*this);
}

void ServerConnection::checkTime(SteadyTime time)
{
    const bool moved = m_stream.sent() != std::exchange(m_sentBefore, m_stream.sent());
    if (moved || m_stream.unsent() == 0)
        m_writingSince = time;
    const bool waits = m_phase == Phase::Session && (m_session->isWaiting() || m_stalled || m_pausing);
    // The farewell begins with the last byte that could be sent.
    if (waits || (moved && m_phase == Phase::Leaving))
        m_since = time;
    if (time - m_writingSince >= m_config->timeouts.write)
        enter(Phase::Gone);
    else if (time - m_since < limit())
        return;
    else if (m_phase == Phase::Session)
        perform(m_session->timedOut(now()));
    else
        enter(Phase::Gone);
    proceed();
}

/// How long after m_since the client has its time.
Milliseconds ServerConnection::limit() const
{
    if (m_phase == Phase::Leaving && m_aborted)
        return kShortFarewell;
    if (m_phase == Phase::Leaving)
        return m_stream.unsent() == 0 ? kFarewell : m_config->timeouts.write;
    if (m_phase != Phase::Session)
        return m_config->timeouts.handshake;
    switch (m_session->state()) {
    case ServerState::Data:
    case ServerState::Chunk:
        return m_config->timeouts.block;
    case ServerState::Login:
        return m_config->timeouts.login;
    default:
        return m_config->timeouts.command;
    }
}

} // namespace mailweir
