// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/mail/envelope.h"
#include "core/mail/message_flags.h"
#include "core/mail/session_transcript.h"
#include "core/smtp/command_reader.h"
#include "core/smtp/command_table.h"
#include "core/smtp/data_reader.h"
#include "core/smtp/grammar.h"
#include "core/smtp/login_attempt.h"
#include "core/smtp/server_login.h"
#include "core/smtp/server_options.h"

#include <functional>
#include <utility>
#include <variant>
#include <vector>

namespace mailweir {

/// The server's side of one SMTP or LMTP session: RFC 5321, 2033, with PIPELINING, SIZE, 8BITMIME, SMTPUTF8,
/// ENHANCEDSTATUSCODES, CHUNKING, BINARYMIME, DSN, STARTTLS, AUTH (PLAIN, LOGIN, CRAM-MD5, XOAUTH2) and FUTURERELEASE.
/// No sockets, no clock: bytes and events in, actions out. How the bytes are cut into calls of feed() makes no
/// difference to what comes out. It holds a command line at most, never a message.
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
    /// The message is whole: store it, then call committed(). Peer, listener, project, process and time are left to
    /// the owner.
    struct Submit {
        Envelope envelope;

        friend bool operator==(const Submit &, const Submit &) = default;
    };
    /// Forget the message that was begun.
    struct DropMessage {
        friend bool operator==(const DropMessage &, const DropMessage &) = default;
    };
    /// Begin the handshake once all is written, then call tlsStarted(). What came in clear after the command is gone.
    struct StartTls {
        friend bool operator==(const StartTls &, const StartTls &) = default;
    };
    /// Check the login, then call loginChecked().
    struct CheckLogin {
        LoginAttempt attempt;

        friend bool operator==(const CheckLogin &, const CheckLogin &) = default;
    };
    /// Wait so long, then call released().
    struct Hold {
        Milliseconds delay;

        friend bool operator==(const Hold &, const Hold &) = default;
    };
    /// From here on read no faster than that.
    struct Throttle {
        qint64 bytesPerSecond;

        friend bool operator==(const Throttle &, const Throttle &) = default;
    };
    /// Close the connection once all is written. Always the last one.
    struct Close {
        bool quit = false; ///< the client asked for it, and has no more to say
        friend bool operator==(const Close &, const Close &) = default;
    };
    using Action =
        std::variant<Send, BeginMessage, Body, Submit, DropMessage, StartTls, CheckLogin, Hold, Throttle, Close>;
    using Actions = std::vector<Action>;

    explicit ServerSession(ServerOptions options);

    /// The greeting. To be called first, once. `tls`: of an implicit handshake.
    [[nodiscard]] Actions start(Timestamp now, const TlsDetails &tls = {});
    /// While the owner owes an answer (isWaiting()), bytes are kept for later: an owner that wants bounded memory reads
    /// no more then.
    [[nodiscard]] Actions feed(QByteArrayView bytes, Timestamp now);
    /// The answer to Submit. This and the other answers go on with what was kept.
    [[nodiscard]] Actions committed(const Result<MessageId> &result, Timestamp now);
    /// The answer to StartTls. After a handshake that failed the connection is simply closed.
    [[nodiscard]] Actions tlsStarted(const TlsDetails &tls, Timestamp now);
    /// The answer to CheckLogin.
    [[nodiscard]] Actions loginChecked(LoginVerdict verdict, Timestamp now);
    /// The answer to Hold.
    [[nodiscard]] Actions released(Timestamp now);
    /// No bytes came for too long. Nothing while the owner owes an answer: then it is the client who waits.
    [[nodiscard]] Actions timedOut(Timestamp now);
    /// Ends the session now or, inside a message, after it.
    [[nodiscard]] Actions shutDown(Timestamp now);
    /// Ends it at once, also inside a message, which is dropped; one that waits for its commit is still answered.
    [[nodiscard]] Actions abort(Timestamp now);
    /// While paused, MAIL is refused for now; a transaction that has begun may go on.
    void setPaused(bool paused) { m_paused = paused; }

    [[nodiscard]] ServerState state() const { return m_state; }
    /// Whether an answer of the owner's is awaited: nothing more is read until then.
    [[nodiscard]] bool isWaiting() const { return mailweir::isWaiting(m_state); }

private:
    /// What one message has so far.
    struct Transaction {
        EmailAddress sender;
        QList<EnvelopeParameter> parameters;
        QList<EnvelopeRecipient> recipients;
        bool utf8 = false;
        bool binary = false; // BODY=BINARYMIME: by BDAT only
        bool lenient = false;
        qint64 size = 0; // of the body
        bool tooLarge = false; // it was dropped, the rest is only passed over
        FlagScanner scanner; // when strict
        QByteArray head; // when a fault rule looks at subjects
    };
    struct Chunk {
        qint64 left = 0; // octets
        bool last = false;
        QByteArray refusal; // it is only passed over
        ServerState before = ServerState::Recipients;
    };
    /// What a fault rule holds back.
    struct Held {
        ServerState state = ServerState::Connected;
        FaultStage stage = FaultStage::Connect;
        QByteArray line; // the command
        FaultVerdict verdict;
    };

    // The machine (server_session.cpp)
    void enter(ServerState state);
    void dropMessage();
    [[nodiscard]] QByteArrayView process(QByteArrayView input);
    [[nodiscard]] Actions goOn();
    void readLine(QByteArrayView &input);
    void onLine(QByteArrayView line);
    void onNoCommand(QByteArrayView reply);
    void onFault(CommandReader::Fault fault, QByteArrayView head);
    [[nodiscard]] Verdict verdictOn(const CommandRule &rule) const;
    [[nodiscard]] bool inMessage() const;
    void leaveIfStopping();
    void run(Command command, QByteArrayView argument);
    void record(Command command, QByteArrayView line);
    void say(QByteArrayView line);
    void sayAndClose(QByteArrayView line);
    [[nodiscard]] Actions taken() { return std::exchange(m_actions, {}); }

    // The faults (server_faults.cpp)
    [[nodiscard]] FaultQuery faultQuery(FaultStage stage) const;
    [[nodiscard]] std::optional<FaultVerdict> faultAt(const FaultQuery &query);
    [[nodiscard]] bool hold(const FaultQuery &query, const FaultVerdict &verdict);
    [[nodiscard]] bool refuse(const FaultVerdict &verdict);
    [[nodiscard]] bool strikes(const FaultQuery &query);
    [[nodiscard]] bool strikesRecipients(FaultQuery query);
    [[nodiscard]] bool hasFaults() const;
    void noteFault(const QByteArray &words, const FaultVerdict &verdict);

    // The commands (server_commands.cpp)
    void greet();
    void onHello(Command command, QByteArrayView name);
    [[nodiscard]] QList<QByteArray> extensions() const;
    [[nodiscard]] QList<QByteArray> mechanisms() const;
    void onMail(QByteArrayView argument);
    void onRcpt(QByteArrayView argument);
    [[nodiscard]] bool takesRecipient(const EmailAddress &address) const;
    void onVrfy(QByteArrayView argument);
    void onStartTls();
    void onAuth(QByteArrayView argument);
    void onLoginStep(const ServerLogin::Step &step);
    void checkLogin();
    [[nodiscard]] MailSyntax syntax() const;
    [[nodiscard]] bool offersLogin() const;
    [[nodiscard]] bool mayLogIn() const;
    [[nodiscard]] QByteArray help() const;

    // The message (server_message.cpp)
    void onData();
    void onBdat(QByteArrayView argument, QByteArrayView refusal);
    void readData(QByteArrayView &input);
    void readChunk(QByteArrayView &input);
    void onEndOfChunk();
    void takeBody(QByteArrayView body);
    void onEndOfMessage();
    [[nodiscard]] bool strikesAtEnd();
    void submit();
    void sayOutcome(QByteArrayView word);
    void endMessage();
    [[nodiscard]] bool mustScan() const;
    [[nodiscard]] bool exceedsLimit(qint64 size, qint64 more = 0) const;

    const ServerOptions m_options;
    ServerState m_state = ServerState::Connected;
    CommandReader m_commands;
    DataReader m_data;
    Chunk m_chunk;
    Transaction m_transaction;
    QList<QByteArray> m_outcomes; // LMTP: of each recipient; empty = the store's word
    std::optional<ServerLogin> m_login; // the exchange under way
    LoginAttempt m_attempt; // to be checked
    TlsDetails m_tls;
    QByteArray m_user;
    QByteArray m_helo;
    SessionTranscript m_transcript;
    Timestamp m_now{}; // of the call that is running
    Actions m_actions; // of the call that is running
    QByteArray m_kept; // came while an answer was awaited
    qsizetype m_keptAt = 0; // how much of it is done
    QByteArrayView m_line; // the command that is running
    Held m_held;
    std::optional<FaultVerdict> m_released; // what is left of a verdict after its delay
    int m_unknownInARow = 0;
    int m_failedLogins = 0;
    bool m_extended = false; // EHLO or LHLO, not HELO
    bool m_heard = false; // a byte has come
    bool m_quit = false; // QUIT has come
    bool m_hasMessage = false; // one was begun and not yet submitted or dropped
    bool m_hidden = false; // lines may be secrets: a login was refused before it came
    bool m_bodyMayCome = false; // DATA was refused, and a client that did not wait sends the message now
    bool m_paused = false;
    bool m_stopping = false;
};

} // namespace mailweir
