// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/relay/smarthost.h"
#include "core/smtp/client_session.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QObject>
#include <QSslError>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <optional>

namespace mailweir {

/// One attempt at one smarthost: looks its name up, tries its addresses in order, and carries a ClientSession over the
/// socket. Without a mail it tries the connection and the login only.
///
/// Owner: its parent; it deletes itself once the connection is closed after `finished`, so that QUIT can still go out.
/// Thread: the one it was made in, which must have an event loop; the callbacks come there.
class RelayConnection final : public QObject {
    Q_OBJECT
public:
    struct Callbacks {
        /// Note durably that the final dot is about to be sent, then call `proceed` in the connection's thread; it may
        /// be called late or when the connection has ended. Empty: it goes on by itself.
        std::function<void(std::function<void()> proceed)> aboutToEndData;
        /// Exactly once, unless the connection is destroyed before. Must not delete the connection.
        std::function<void(AttemptReport report)> finished;
    };

    /// `clock` must outlive it.
    RelayConnection(Smarthost smarthost, std::optional<OutgoingMail> mail, Callbacks callbacks, const Clock &clock,
                    QObject *parent = nullptr);
    ~RelayConnection() override;

    /// Before start().
    void setTimeouts(const ClientTimeouts &timeouts) { m_timeouts = timeouts; }
    void start();
    /// Ends the attempt where it is: `finished` is called before this returns, unless it has been.
    void abort();

private:
    void onLookedUp(const QHostInfo &info);
    void connectToNext();
    void connectTo(const QHostAddress &address);
    void makeSocket();
    void onConnected();
    void onReadyRead();
    void onBytesWritten();
    void onSslErrors(const QList<QSslError> &errors);
    void onError();
    void onTimeout();

    [[nodiscard]] ClientOptions options() const;
    void startTls();
    [[nodiscard]] bool canGoWithoutTls() const;
    void perform(const ClientSession::Actions &actions);
    void writeBody();
    [[nodiscard]] qint64 bytesToWrite() const;
    void proceed();
    void startTimer(std::optional<Milliseconds> timeout);
    void lost(const QByteArray &words);
    [[nodiscard]] bool tryNextAddress(const ClientResult &result);
    void conclude(const ClientResult &result);
    void close();

    const Smarthost m_smarthost;
    const std::optional<OutgoingMail> m_mail;
    Callbacks m_callbacks;
    const Clock &m_clock;
    ClientTimeouts m_timeouts;
    ClientTranscript m_transcript;
    const Timestamp m_begunAt;
    QList<QHostAddress> m_addresses; // not tried yet
    QHostAddress m_address; // being tried
    std::optional<ClientSession> m_session; // once connected
    QTcpSocket *m_socket = nullptr; // a child; a QSslSocket unless the smarthost is Plain
    QTimer m_timer;
    bool m_handshaking = false;
    bool m_sendingBody = false;
    bool m_withoutTls = false; // after a handshake that failed and need not have been
    bool m_finished = false;
};

} // namespace mailweir
