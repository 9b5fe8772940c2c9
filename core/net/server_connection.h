// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/mail/intake.h"
#include "core/net/listener_config.h"
#include "core/net/poller.h"
#include "core/net/proxy_header.h"
#include "core/net/sender_lookup.h"
#include "core/net/server_socket.h"
#include "core/net/stream.h"
#include "core/smtp/server_session.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace mailweir {

class Mailbox;
class ServerConnection;

/// What the connections of one listener share; outlives them.
struct ConnectionContext {
    Poller &poller;
    IntakeGate &gate;
    const Clock &clock;
    std::shared_ptr<Mailbox> answers; ///< into the listener's thread; commits under way keep it alive
    SenderLookup::Late processFound;
    /// The gate is congested: call resume() when it may not be any more.
    std::function<void(ServerConnection &)> stalled;
    /// The client is gone and nothing is left to do. Comes once, last of all; it may destroy the connection.
    std::function<void(ServerConnection &)> finished;
    std::array<char, 64 * 1024> buffer; ///< for one call of recv() and what comes of it
};

/// One client: carries a ServerSession over a Stream, with TLS and a PROXY header as far as they are wanted, and puts
/// its messages into the gate.
///
/// It reads nothing while the session waits for an answer, while the gate is congested, or while the client leaves much
/// unread, so that memory stays bounded and TCP makes the client wait. A client that has said all is heard to the end,
/// without the slowness of a fault rule; one that has gone altogether is not held either, nor kept while the gate is
/// congested.
///
/// Thread: the listener's. Owner: the listener, by the only lasting shared_ptr; what comes back later holds weak ones.
class ServerConnection final : public Poller::Handler, public std::enable_shared_from_this<ServerConnection> {
public:
    ServerConnection(std::shared_ptr<const ListenerConfig> config, ConnectionContext &context, FileDescriptor socket,
                     const ServerSocket::Peer &peer);
    ~ServerConnection();

    void start(bool paused);
    void setPaused(bool paused);
    /// Ends the session now or, inside a message, after it.
    void shutDown();
    /// Ends it at once; only a message that waits for its commit is still answered.
    void abort();
    /// Goes on reading if nothing is in the way any more.
    void resume();
    /// Ends what has taken too long.
    void checkTime(SteadyTime now);

    void onReady(quint32 events) override;

private:
    enum class Phase {
        Proxy, // the PROXY header is awaited
        Handshake,
        Session,
        Leaving, // all is said; what still comes is thrown away, for closing on it would make it a reset
        Gone,
    };

    void enter(Phase phase);
    void proceed();
    void step();
    void readProxyHeader();
    void begin(QByteArrayView alreadyRead);
    void greet(QByteArrayView alreadyRead);
    void lookUpSender();
    void startTls(QByteArrayView alreadyRead);
    void continueHandshake();
    void readSession();
    [[nodiscard]] bool mayRead();
    [[nodiscard]] bool mayFeed();
    [[nodiscard]] std::span<char> readBuffer();
    void take(QByteArrayView bytes);
    void feed(QByteArrayView bytes);
    [[nodiscard]] bool isInMessage() const;
    [[nodiscard]] bool isThrottled() const;
    void throttle(qsizetype size);
    void perform(ServerSession::Actions actions);
    void submit(Envelope envelope);
    void onCommitted(const Result<MessageId> &result);
    void checkLogin(const LoginAttempt &attempt);
    void onLoginChecked(LoginVerdict verdict);
    void answered(ServerSession::Actions actions);
    void leave();
    void part();
    void settle();
    [[nodiscard]] bool isProxy() const;
    [[nodiscard]] Milliseconds limit() const;
    [[nodiscard]] Timestamp now() const { return m_context.clock.now(); }
    void after(Milliseconds delay, void (ServerConnection::*method)());
    void hold(Milliseconds delay);
    void endHold();
    void endPause();

    const std::shared_ptr<const ListenerConfig> m_config;
    ConnectionContext &m_context;
    ServerSocket::Peer m_peer; // the client's, also behind a proxy
    Stream m_stream;
    const bool m_local; // the other end of the socket is on this machine
    ProxyHeader m_proxyHeader;
    Phase m_phase = Phase::Session;
    std::optional<ServerSession> m_session; // once the client's address is known
    bool m_greeted = false;
    QByteArray m_peerName;
    std::shared_ptr<SenderLookup> m_sender; // when senders are looked up
    std::unique_ptr<Intake> m_intake; // of the message that is being received
    QByteArray m_rest; // was read, and waits until the session may have it: of one read at most

    SteadyTime m_since; // the time-out of the phase or the session's state counts from here
    bool m_lineBegun = false; // a command, of which the end is awaited
    bool m_afterCr = false; // the last byte was a CR
    SteadyTime m_writingSince;
    qint64 m_sentBefore = 0; // at m_writingSince

    qint64 m_bytesPerSecond = 0; // 0: as fast as it comes
    bool m_pausing = false; // for the sake of m_bytesPerSecond
    bool m_stalled = false;
    bool m_aborted = false;
    bool m_heard = false; // the client has sent something
    bool m_paused = false; // no new messages
};

} // namespace mailweir
