// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"
#include "core/mail/reply.h"
#include "core/smtp/body_writer.h"
#include "core/smtp/client_login.h"
#include "core/smtp/client_transcript.h"
#include "core/smtp/mail_command.h"
#include "core/smtp/reply_reader.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>
#include <variant>

namespace mailweir {

/// How long each stage may take (RFC 5321 section 4.5.3.2); for `block`, without any byte going out.
struct ClientTimeouts {
    Milliseconds connect = std::chrono::seconds(30);
    Milliseconds greeting = std::chrono::minutes(5);
    Milliseconds hello = std::chrono::minutes(5);
    Milliseconds tls = std::chrono::minutes(1);
    Milliseconds auth = std::chrono::minutes(5);
    Milliseconds mail = std::chrono::minutes(5);
    Milliseconds recipient = std::chrono::minutes(5);
    Milliseconds data = std::chrono::minutes(2);
    Milliseconds block = std::chrono::minutes(3);
    Milliseconds endOfData = std::chrono::minutes(10);
    Milliseconds quit = std::chrono::seconds(5); ///< the mail's fate is known by then

    [[nodiscard]] Milliseconds of(Stage stage) const;
};

struct ClientOptions {
    enum class Tls {
        Never,
        IfOffered, ///< STARTTLS when the server has it, else plain text
        Required, ///< STARTTLS or nothing
        Implicit, ///< from the first byte (RFC 8314 section 3.3)
    };

    QByteArray name; ///< for EHLO: a domain or an address literal
    Tls tls = Tls::Required;
    QByteArray user; ///< UTF-8; empty = no AUTH
    QByteArray password;
    ClientLogin::Mechanism mechanism = ClientLogin::Mechanism::Auto;
    bool clearPasswords = false; ///< AUTH without TLS too: the server is on this machine
};

/// How a session came out.
struct ClientResult {
    enum class Outcome {
        Completed, ///< every recipient has the server's word; or the login worked, when there was no mail
        Refused, ///< `reply`, the server's or one of this side, stands for every recipient without a word of its own
        Lost, ///< closed, out of step or silent before the final dot was sent
        LostAfterDot, ///< the same after it: the recipients without a word of their own may have got the mail
    };
    /// The last word about one recipient; no code and no enhanced status: there was none.
    struct Word {
        Stage stage = Stage::Recipient;
        Reply reply;
    };

    Outcome outcome = Outcome::Lost;
    Stage stage = Stage::Greeting; ///< how far it came
    /// The reply that decided. When it was decided here, code is 0, the words are ours, and a class of 5 in the
    /// enhanced status says that trying again is of no use.
    Reply reply;
    QList<Word> recipients; ///< in the order of the mail's
};

/// The client's side of one SMTP session (RFC 5321, 3207, 4954), for one mail or for a trial of the login. No sockets,
/// no clock: bytes and events in, actions out. It only moves forwards; nothing is pipelined, so a reply that comes
/// before its command went out ends the session.
///
/// The owner does what the actions say, in order, and calls timedOut() when timeout() has passed since the last call
/// that returned actions.
class ClientSession {
public:
    /// Write these bytes.
    struct Send {
        QByteArray bytes;

        friend bool operator==(const Send &, const Send &) = default;
    };
    /// Begin the TLS handshake, then call tlsEstablished() or tlsFailed(). With Tls::Implicit the owner does so of its
    /// own accord, before anything else.
    struct StartTls {
        friend bool operator==(const StartTls &, const StartTls &) = default;
    };
    /// Write every bodyBlock() until it is empty, then call bodySent().
    struct SendBody {
        friend bool operator==(const SendBody &, const SendBody &) = default;
    };
    /// Note durably that the final dot is about to be sent, then call endData(). A crash before it is harmless; after
    /// it the mail may have arrived.
    struct AboutToEndData {
        friend bool operator==(const AboutToEndData &, const AboutToEndData &) = default;
    };
    /// result() is final. QUIT may still be on its way.
    struct Finished {
        friend bool operator==(const Finished &, const Finished &) = default;
    };
    /// Close the connection. Always the last one.
    struct Close {
        friend bool operator==(const Close &, const Close &) = default;
    };
    using Action = std::variant<Send, StartTls, SendBody, AboutToEndData, Finished, Close>;
    using Actions = QList<Action>;

    /// Without a mail it goes as far as the login, then quits. `transcript` must outlive the session.
    ClientSession(ClientOptions options, std::optional<ClientMail> mail, ClientTranscript &transcript);

    [[nodiscard]] Actions feed(QByteArrayView bytes);
    [[nodiscard]] Actions tlsEstablished();
    [[nodiscard]] Actions tlsFailed(const QByteArray &words);
    /// About `bytes` octets of the body; empty at its end.
    [[nodiscard]] QByteArray bodyBlock(qsizetype bytes) { return m_body.next(bytes); }
    [[nodiscard]] Actions bodySent();
    [[nodiscard]] Actions endData();
    [[nodiscard]] Actions timedOut();
    /// The connection is gone; `words` of the system, or why this side gave up.
    [[nodiscard]] Actions connectionLost(const QByteArray &words);

    /// How far it has come.
    [[nodiscard]] Stage stage() const;
    /// What the session waits for now; nothing while it waits for endData().
    [[nodiscard]] std::optional<Milliseconds> timeout(const ClientTimeouts &timeouts) const;
    /// Only after Finished.
    [[nodiscard]] const ClientResult &result() const { return m_result; }

private:
    enum class State {
        Greeting,
        Ehlo,
        Helo,
        StartTls,
        Handshake,
        Auth,
        Mail,
        Recipient,
        Data,
        Body,
        BeforeDot,
        EndOfData,
        Quit,
        Closed,
    };
    void onReply(const Reply &reply, Actions &actions);
    void onGreeting(const Reply &reply, Actions &actions);
    void onHello(const Reply &reply, Actions &actions);
    void onStartTls(const Reply &reply, Actions &actions);
    void onMail(const Reply &reply, Actions &actions);
    void onRecipient(const Reply &reply, Actions &actions);
    void onData(const Reply &reply, Actions &actions);
    void onEarlyReply(const Reply &reply, Actions &actions);
    void onEndOfData(const Reply &reply, Actions &actions);

    // The next step; `reply` is the one that led to it.
    void hello(State state, Actions &actions);
    void secureOrLogin(const Reply &reply, Actions &actions);
    void login(const Reply &reply, Actions &actions);
    void takeLoginStep(const ClientLogin::Step &step, const Reply &reply, Actions &actions);
    void beginMail(const Reply &reply, Actions &actions);
    void nextRecipient(const Reply &reply, Actions &actions);

    void command(State state, const QByteArray &line, Actions &actions);
    void say(State state, const ClientLogin::Say &line, Actions &actions);
    void refuse(const Reply &reply, Actions &actions);
    void refuseHere(EnhancedStatus status, const QByteArray &words, Actions &actions);
    void lose(const QByteArray &words, Actions &actions);
    void finish(ClientResult::Outcome outcome, const Reply &reply, Actions &actions);
    void close(Actions &actions);

    ClientOptions m_options;
    std::optional<ClientMail> m_mail;
    ClientTranscript &m_transcript;
    BodyTraits m_traits;
    BodyWriter m_body;
    ReplyReader m_reader;
    ServerExtensions m_extensions; // of the last EHLO reply
    Reply m_helloReply; // the last one that was good
    ClientLogin m_login;
    qsizetype m_recipient = 0; // the one that RCPT is about
    State m_state = State::Greeting;
    bool m_encrypted = false; // the handshake is done
    ClientResult m_result;
};

} // namespace mailweir
