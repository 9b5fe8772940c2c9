// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/server_connection.h"

#include "core/base/logging.h"
#include "core/base/mailbox.h"

#include <QHostAddress>
#include <QPointer>
#include <QScopedValueRollback>
#include <QTcpSocket>

#include <array>

namespace mailweir {

namespace {

constexpr qint64 kReadBuffer = 64 * 1024;
constexpr qint64 kMaxUnsent = 64 * 1024; // replies that the client has not read
constexpr Milliseconds kFarewell{2'000}; // for the last reply to leave

QByteArray peerName(const QTcpSocket &socket)
{
    const QHostAddress address = socket.peerAddress();
    const QByteArray host = address.toString().toLatin1();
    const QByteArray port = QByteArray::number(socket.peerPort());
    return address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + host + "]:" + port : host + ':' + port;
}

template <typename... Ts> struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <typename... Ts> Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace

ServerConnection::ServerConnection(QTcpSocket *socket, QByteArray listener, ServerOptions options, IntakeGate &gate,
                                   const Clock &clock, std::shared_ptr<Mailbox> answers, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_listener(std::move(listener))
    , m_peer(peerName(*socket))
    , m_gate(gate)
    , m_clock(clock)
    , m_answers(std::move(answers))
    , m_session(std::move(options))
    , m_lastActivity(clock.steady())
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setReadBufferSize(kReadBuffer);
    connect(m_socket, &QTcpSocket::readyRead, this, &ServerConnection::read);
    connect(m_socket, &QTcpSocket::bytesWritten, this, [this] {
        m_lastActivity = m_clock.steady();
        read();
    });
    connect(m_socket, &QTcpSocket::disconnected, this, &ServerConnection::onDisconnected);
}

ServerConnection::~ServerConnection()
{
    m_socket->disconnect(this); // its destructor closes it, which is no news
}

void ServerConnection::start()
{
    qCDebug(lcNet).noquote() << m_listener << "client" << m_peer;
    perform(m_session.start());
}

void ServerConnection::shutDown()
{
    perform(m_session.shutDown());
}

void ServerConnection::checkIdle(Milliseconds idleTimeout)
{
    const auto silence = m_clock.steady() - m_lastActivity;
    if (m_session.state() == ServerState::Closed) {
        if (silence >= kFarewell)
            m_socket->abort();
    } else if (silence >= idleTimeout && !m_stalled) {
        perform(m_session.timedOut());
    }
}

void ServerConnection::read()
{
    if (m_reading) // flush() in perform() may report bytes as written
        return;
    {
        const QScopedValueRollback guard(m_reading, true);
        std::array<char, kReadBuffer> buffer;
        while (mayRead()) {
            const qint64 size = m_socket->read(buffer.data(), buffer.size());
            if (size <= 0)
                break;
            m_lastActivity = m_clock.steady();
            perform(m_session.feed({buffer.data(), qsizetype(size)}));
        }
    }
    finishIfDone();
}

bool ServerConnection::mayRead()
{
    if (m_session.state() == ServerState::Committing || m_socket->bytesAvailable() == 0)
        return false;
    if (m_session.state() == ServerState::Closed) // unread bytes would make close() a reset, and the last reply be lost
        return true;
    m_stalled = m_gate.congested();
    if (m_stalled)
        Q_EMIT stalled();
    const bool connected = m_socket->state() == QAbstractSocket::ConnectedState;
    return !m_stalled && (!connected || m_socket->bytesToWrite() < kMaxUnsent);
}

void ServerConnection::perform(ServerSession::Actions actions)
{
    for (ServerSession::Action &action : actions) {
        std::visit(Overloaded{
                       [this](const ServerSession::Send &send) {
                           if (m_socket->state() == QAbstractSocket::ConnectedState)
                               m_socket->write(send.bytes);
                       },
                       [this](ServerSession::BeginMessage) { m_intake = m_gate.beginMessage(); },
                       [this](ServerSession::Body body) { m_intake->append(body.bytes); },
                       [this](ServerSession::Submit &message) { submit(std::move(message.envelope)); },
                       [this](ServerSession::DropMessage) { m_intake.reset(); },
                       [this](ServerSession::Close) {
                           m_lastActivity = m_clock.steady();
                           m_socket->disconnectFromHost();
                       },
                   },
                   action);
    }
    m_socket->flush(); // a write() for each reply now instead of three by way of the notifier
}

void ServerConnection::submit(Envelope envelope)
{
    envelope.peer = m_peer;
    envelope.listener = m_listener;
    envelope.received = m_clock.now();
    const std::unique_ptr<Intake> intake = std::move(m_intake);
    intake->commit(envelope, [answers = m_answers, connection = QPointer(this)](Result<MessageId> result) {
        answers->post([connection, result = std::move(result)] {
            if (connection)
                connection->onCommitted(result);
        });
    });
}

void ServerConnection::onCommitted(const Result<MessageId> &result)
{
    if (!result)
        qCWarning(lcNet).noquote() << m_listener << "a message was not stored:" << describe(result.error());
    m_lastActivity = m_clock.steady();
    perform(m_session.committed(result));
    read();
}

/// What came before the end is still carried out: a client that sends a script and hangs up loses no whole message.
void ServerConnection::onDisconnected()
{
    read();
}

void ServerConnection::finishIfDone()
{
    if (m_finished || m_socket->state() != QAbstractSocket::UnconnectedState
        || m_session.state() == ServerState::Committing || (m_socket->bytesAvailable() > 0 && m_stalled))
        return;
    m_finished = true;
    m_intake.reset();
    qCDebug(lcNet).noquote() << m_listener << "client gone" << m_peer;
    Q_EMIT finished();
}

} // namespace mailweir
