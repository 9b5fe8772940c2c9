// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/mail/intake.h"
#include "core/smtp/server_session.h"

#include <QObject>

#include <memory>

class QTcpSocket;

namespace mailweir {

class Mailbox;

/// One SMTP client: carries a ServerSession over a socket and puts its messages into the gate.
///
/// It reads nothing while a commit is awaited, while the gate is congested, or while the client leaves much unread, so
/// that memory stays bounded and TCP makes the client wait.
///
/// Thread: the listener's. Owner: the listener.
class ServerConnection final : public QObject {
    Q_OBJECT
public:
    /// Takes the socket, which is connected. `answers` runs jobs in this thread; a commit under way keeps it alive.
    ServerConnection(QTcpSocket *socket, QByteArray listener, ServerOptions options, IntakeGate &gate,
                     const Clock &clock, std::shared_ptr<Mailbox> answers, QObject *parent);
    ~ServerConnection() override;

    void start();
    void setPaused(bool paused) { m_session.setPaused(paused); }
    void shutDown();
    /// Goes on reading if nothing is in the way any more.
    void resume() { read(); }
    /// Ends the session when the client has been silent, or has not read what was sent, for so long.
    void checkIdle(Milliseconds idleTimeout);

Q_SIGNALS:
    /// The gate is congested: call resume() when it may not be any more.
    void stalled();
    /// The client is gone and nothing is left to do. Comes once.
    void finished();

private:
    void read();
    [[nodiscard]] bool mayRead();
    void perform(ServerSession::Actions actions);
    void submit(Envelope envelope);
    void onCommitted(const Result<MessageId> &result);
    void onDisconnected();
    void finishIfDone();

    QTcpSocket *const m_socket; // a child
    const QByteArray m_listener;
    const QByteArray m_peer;
    IntakeGate &m_gate;
    const Clock &m_clock;
    const std::shared_ptr<Mailbox> m_answers;
    ServerSession m_session;
    std::unique_ptr<Intake> m_intake; // of the message that is being received
    SteadyTime m_lastActivity;
    bool m_reading = false;
    bool m_stalled = false;
    bool m_finished = false;
};

} // namespace mailweir
