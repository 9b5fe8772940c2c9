// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/mail/envelope.h"
#include "core/smtp/command_reader.h"
#include "core/smtp/command_table.h"
#include "core/smtp/data_reader.h"
#include "core/smtp/grammar.h"

#include <functional>
#include <utility>
#include <variant>
#include <vector>

namespace mailweir {

struct ServerOptions {
    QByteArray hostName; ///< for the greeting
    qint64 maxMessageSize = 0; ///< bytes; 0 = no limit
    int maxRecipients = 1000; ///< of one message
    /// Whether there is room for a message of so many bytes (0 = not said); asked at each MAIL. May be empty.
    std::function<Result<void>(qint64 size)> admits;
};

/// The server's side of one SMTP session (RFC 5321; extensions PIPELINING, SIZE, 8BITMIME, SMTPUTF8,
/// ENHANCEDSTATUSCODES). No sockets, no clock: bytes and events in, actions out. How the bytes are cut into calls of
/// feed() makes no difference to what comes out. It holds a command line at most, never a message.
class ServerSession {
public:
    /// Write these bytes.
    struct Send {
        QByteArray bytes;

        friend bool operator==(const Send &, const Send &) = default;
    };
    /// A message begins.
    struct BeginMessage {
        friend bool operator==(const BeginMessage &, const BeginMessage &) = default;
    };
    /// The next bytes of it, as they are to be stored. The view is good until the next call of the session and as long
    /// as the bytes given to feed() are.
    struct Body {
        QByteArrayView bytes;

        friend bool operator==(const Body &, const Body &) = default;
    };
    /// The message is whole: store it, then call committed(). Peer, listener and time are left to the owner.
    struct Submit {
        Envelope envelope;

        friend bool operator==(const Submit &, const Submit &) = default;
    };
    /// Forget the message that was begun.
    struct DropMessage {
        friend bool operator==(const DropMessage &, const DropMessage &) = default;
    };
    /// Close the connection once all is written. Always the last one.
    struct Close {
        friend bool operator==(const Close &, const Close &) = default;
    };
    using Action = std::variant<Send, BeginMessage, Body, Submit, DropMessage, Close>;
    using Actions = std::vector<Action>;

    explicit ServerSession(ServerOptions options);

    /// The greeting. To be called first, once.
    [[nodiscard]] Actions start();
    /// While a commit is awaited, bytes are kept for later: an owner that wants bounded memory reads no more then.
    [[nodiscard]] Actions feed(QByteArrayView bytes);
    /// The answer to Submit. Goes on with what was kept.
    [[nodiscard]] Actions committed(const Result<MessageId> &result);
    /// No bytes came for too long. Nothing while a commit is awaited: then it is the client who waits.
    [[nodiscard]] Actions timedOut();
    /// Ends the session now or, inside a message, after it.
    [[nodiscard]] Actions shutDown();
    /// While paused, MAIL is refused for now; a transaction that has begun may go on.
    void setPaused(bool paused) { m_paused = paused; }

    [[nodiscard]] ServerState state() const { return m_state; }

private:
    /// What one message has so far.
    struct Transaction {
        EmailAddress sender;
        QList<EnvelopeParameter> parameters;
        QList<EnvelopeRecipient> recipients;
        bool utf8 = false;
        qint64 size = 0; // of the body
        bool tooLarge = false; // it was dropped, the rest is only passed over
    };

    void enter(ServerState state);
    [[nodiscard]] QByteArrayView process(QByteArrayView input);
    void readCommand(QByteArrayView &input);
    void readData(QByteArrayView &input);
    void onLine(QByteArrayView line);
    void onNoCommand(QByteArrayView line);
    void run(Command command, QByteArrayView argument);
    void onHello(Command command, QByteArrayView name);
    void onMail(QByteArrayView argument);
    void onRcpt(QByteArrayView argument);
    void onVrfy(QByteArrayView argument);
    void onEndOfData();
    void endMessage();
    [[nodiscard]] bool exceedsLimit(qint64 size) const;
    void say(QByteArrayView line);
    void sayAndClose(QByteArrayView line);
    [[nodiscard]] Actions taken() { return std::exchange(m_actions, {}); }

    const ServerOptions m_options;
    ServerState m_state = ServerState::Connected;
    CommandReader m_commands;
    DataReader m_data;
    Transaction m_transaction;
    QByteArray m_helo;
    Actions m_actions; // of the call that is running
    QByteArray m_kept; // came while a commit was awaited
    qsizetype m_keptAt = 0; // how much of it is done
    int m_unknownInARow = 0;
    bool m_extended = false; // EHLO, not HELO
    bool m_heard = false; // a byte has come
    bool m_paused = false;
    bool m_stopping = false;
};

} // namespace mailweir
