// SPDX-License-Identifier: GPL-3.0-or-later
// The commands around a message; the machine that runs them is in server_session.cpp.
#include "core/base/glob.h"
#include "core/smtp/characters.h"
#include "core/smtp/mail_path.h"
#include "core/smtp/server_session.h"
#include "core/smtp/store_refusal.h"

#include <QRandomGenerator>

namespace mailweir {

namespace {

constexpr int kMaxFailedLogins = 10;

QByteArray freshChallenge()
{
    std::array<quint32, 4> random;
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    return '<' + QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toHex() + "@mailweir>";
}

} // namespace

void ServerSession::greet()
{
    const std::optional<FaultVerdict> verdict = faultAt(faultQuery(FaultStage::Connect));
    if (!verdict)
        return;
    // RFC 5321 section 3.1: after 554 (or 521, RFC 7504) the client may still say QUIT.
    if (refuse(*verdict)) {
        if (m_state != ServerState::Closed)
            enter(verdict->reply.startsWith('5') ? ServerState::Refusing : ServerState::Closed);
    } else {
        say("220 " + m_options.hostName + (m_options.lmtp ? " LMTP Mailweir" : " ESMTP Mailweir"));
        m_transcript.keep();
    }
}

/// Replies to EHLO and HELO carry no enhanced code (RFC 2034 section 4), nor the client's name.
void ServerSession::onHello(Command command, QByteArrayView name)
{
    if (!isHelloName(name))
        return say("501 the client's name is missing or malformed");
    if (strikes(faultQuery(FaultStage::Hello)))
        return;
    m_helo = name.toByteArray();
    m_extended = command != Command::Helo;
    const bool first = m_state == ServerState::Connected;
    enter(ServerState::Ready);
    if (m_extended) {
        say("250-" + m_options.hostName + " greets you");
        const QList<QByteArray> all = extensions();
        for (const QByteArray &extension : all.first(all.size() - 1))
            say("250-" + extension);
        say("250 " + all.last());
    } else {
        say("250 " + m_options.hostName);
    }
    if (first)
        m_transcript.keep();
}

/// Each only while it works (RFC 5321 section 2.2.2).
QList<QByteArray> ServerSession::extensions() const
{
    QList<QByteArray> all{"PIPELINING", "SIZE " + QByteArray::number(m_options.maxMessageSize),
                          "8BITMIME",   "SMTPUTF8",
                          "CHUNKING",   "BINARYMIME",
                          "DSN"};
    if (m_options.tls == ServerOptions::Tls::StartTls && !m_tls.active())
        all.append("STARTTLS");
    if (offersLogin())
        all.append("AUTH " + mechanisms().join(' '));
    const QByteArray until = toRfc3339(m_now + kMaxHold).first(19) + 'Z';
    all.append("FUTURERELEASE " + QByteArray::number(qint64(kMaxHold.count())) + ' ' + until);
    all.append("ENHANCEDSTATUSCODES");
    return all;
}

bool ServerSession::offersLogin() const
{
    return m_options.auth != ServerOptions::Auth::Off && m_user.isEmpty() && mayLogIn();
}

bool ServerSession::mayLogIn() const
{
    return m_tls.active() || m_options.insecureAuth;
}

QList<QByteArray> ServerSession::mechanisms() const
{
    QList<QByteArray> all{"PLAIN", "LOGIN"};
    if (m_options.cramMd5)
        all.append("CRAM-MD5");
    all.append("XOAUTH2");
    return all;
}

MailSyntax ServerSession::syntax() const
{
    return {m_extended, m_options.strict, m_options.auth != ServerOptions::Auth::Off && mayLogIn(), m_now};
}

void ServerSession::onMail(QByteArrayView argument)
{
    const Parsed<MailArguments> parsed = parseMail(argument, syntax());
    if (const auto *refusal = std::get_if<Refusal>(&parsed))
        return say(refusal->line);
    const auto &mail = std::get<MailArguments>(parsed);
    FaultQuery query = faultQuery(FaultStage::Mail);
    query.sender = mail.sender;
    if (strikes(query))
        return;
    if (m_paused)
        return say("450 4.3.2 intake is paused, try again later");
    const qint64 size = mail.size.value_or(0);
    if (exceedsLimit(size))
        return say("552 5.3.4 the message is too large");
    const Result<void> room = m_options.admits ? m_options.admits(size) : Result<void>();
    if (!room)
        return say(storeRefusal(room.error()));
    m_transaction.sender = mail.sender;
    m_transaction.parameters = mail.parameters;
    m_transaction.utf8 = mail.utf8;
    m_transaction.binary = mail.binary;
    m_transaction.lenient = mail.lenient;
    enter(ServerState::Mail);
    say("250 2.1.0 ok");
}

void ServerSession::onRcpt(QByteArrayView argument)
{
    const Parsed<RcptArguments> parsed = parseRcpt(argument, syntax(), m_transaction.utf8);
    if (const auto *refusal = std::get_if<Refusal>(&parsed))
        return say(refusal->line);
    const auto &rcpt = std::get<RcptArguments>(parsed);
    const EmailAddress &address = rcpt.recipient.address;
    if (m_transaction.recipients.size() >= m_options.maxRecipients)
        return say("452 4.5.3 too many recipients");
    if (!takesRecipient(address))
        return say("550 5.1.1 this recipient is not taken here");
    FaultQuery query = faultQuery(FaultStage::Recipient);
    query.recipients = {address};
    if (strikes(query))
        return;
    m_transaction.recipients.append(rcpt.recipient);
    m_transaction.lenient |= rcpt.lenient;
    enter(ServerState::Recipients);
    say("250 2.1.5 ok");
}

/// Globs with @ are for addresses, others for domains; postmaster is reached everywhere (RFC 5321 section 4.5.1).
bool ServerSession::takesRecipient(const EmailAddress &address) const
{
    if (m_options.recipients.isEmpty() || (address.domain.isEmpty() && isPostmaster(address.localPart)))
        return true;
    return std::any_of(m_options.recipients.cbegin(), m_options.recipients.cend(), [&address](const QByteArray &glob) {
        return glob == "." || globMatches(glob, glob.contains('@') ? address.text() : address.domain);
    });
}

/// SMTPUTF8 may follow the name (RFC 6531 section 3.7.4.2).
void ServerSession::onVrfy(QByteArrayView argument)
{
    const qsizetype blank = argument.lastIndexOf(' ');
    const bool utf8 = blank > 0 && isWord(argument.sliced(blank + 1), "SMTPUTF8");
    if (argument.isEmpty() || !argument.isValidUtf8())
        return say("501 5.5.4 it is VRFY name");
    if (!utf8 && !isAscii(argument))
        return say("553 5.6.7 a name that is not ASCII needs SMTPUTF8");
    say("252 2.0.0 not verified, mail to it may be taken");
}

QByteArray ServerSession::help() const
{
    QByteArray all = m_options.lmtp ? "214 2.0.0 LHLO" : "214 2.0.0 EHLO HELO";
    all += " MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT";
    if (m_options.tls == ServerOptions::Tls::StartTls)
        all += " STARTTLS";
    if (m_options.auth != ServerOptions::Auth::Off)
        all += " AUTH";
    return all;
}

void ServerSession::onStartTls()
{
    if (m_tls.active())
        return say("503 5.5.1 the session is encrypted already");
    say("220 2.0.0 go ahead");
    m_actions.emplace_back(StartTls{});
    enter(ServerState::Handshaking);
}

void ServerSession::onAuth(QByteArrayView argument)
{
    if (!m_user.isEmpty())
        return say("503 5.5.1 you are logged in already");
    if (argument.isEmpty())
        return say("501 5.5.4 it is AUTH mechanism");
    if (!mayLogIn())
        return say("538 5.7.11 a login needs encryption");
    const QByteArrayView name = takeWhile(argument, [](char c) { return !isBlank(c); });
    skipBlanks(argument);
    const std::optional<ServerLogin::Mechanism> mechanism = ServerLogin::mechanism(name);
    if (!mechanism || (mechanism == ServerLogin::Mechanism::CramMd5 && !m_options.cramMd5))
        return say("504 5.5.4 that mechanism is not offered");
    m_login.emplace(*mechanism, m_options.challenge ? m_options.challenge() : freshChallenge());
    onLoginStep(m_login->begin(argument.isEmpty() ? std::nullopt : std::optional(argument)));
}

void ServerSession::onLoginStep(const ServerLogin::Step &step)
{
    if (const auto *challenge = std::get_if<ServerLogin::Challenge>(&step)) {
        say("334 " + challenge->text);
        return enter(ServerState::Login);
    }
    if (const auto *refusal = std::get_if<Refusal>(&step)) {
        enter(ServerState::Ready);
        return say(refusal->line);
    }
    m_attempt = std::get<LoginAttempt>(step);
    m_state = ServerState::Ready; // where a fault rule leaves the session
    checkLogin();
}

void ServerSession::checkLogin()
{
    FaultQuery query = faultQuery(FaultStage::Auth);
    query.user = m_attempt.user;
    if (strikes(query))
        return;
    m_actions.emplace_back(CheckLogin{m_attempt});
    enter(ServerState::CheckingLogin);
}

ServerSession::Actions ServerSession::loginChecked(LoginVerdict verdict, Timestamp now)
{
    if (m_state != ServerState::CheckingLogin)
        return {};
    m_now = now;
    const LoginAttempt attempt = std::exchange(m_attempt, {});
    enter(ServerState::Ready);
    switch (verdict) {
    case LoginVerdict::Accepted:
        m_user = attempt.user;
        m_hidden = false;
        say("235 2.7.0 you are logged in");
        m_transcript.keep();
        break;
    case LoginVerdict::Refused:
        if (++m_failedLogins >= kMaxFailedLogins)
            say("421 4.7.0 too many failed logins");
        else
            say("535 5.7.8 the user or the password is wrong");
        break;
    case LoginVerdict::Unavailable:
        say("454 4.7.0 the login cannot be checked now, try again later");
        break;
    }
    return goOn();
}

} // namespace mailweir
