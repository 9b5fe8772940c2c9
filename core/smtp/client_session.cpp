// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/client_session.h"

#include <algorithm>

namespace mailweir {

namespace {

constexpr EnhancedStatus kNoAddress{5, 1, 3};
constexpr EnhancedStatus kNoTls{4, 7, 4};
constexpr EnhancedStatus kBadTls{4, 7, 5};
constexpr EnhancedStatus kAuthNeverTls{5, 7, 11};
constexpr EnhancedStatus kAuthNoTlsNow{4, 7, 11};

bool isOk(const Reply &reply)
{
    return reply.code / 100 == 2;
}

bool isRefusal(const Reply &reply)
{
    return reply.transient() || reply.permanent();
}

bool isAccepted(const ClientResult::Word &word)
{
    return word.reply.code == 0 && word.reply.enhanced.isNull();
}

/// Whether the command was not understood, so that an older one may be.
bool isUnknown(const Reply &reply)
{
    return reply.code == 500 || reply.code == 502 || reply.code == 504;
}

} // namespace

Milliseconds ClientTimeouts::of(Stage stage) const
{
    switch (stage) {
    case Stage::Connect:
        return connect;
    case Stage::Greeting:
        return greeting;
    case Stage::Hello:
        return hello;
    case Stage::Tls:
        return tls;
    case Stage::Auth:
        return auth;
    case Stage::Mail:
        return mail;
    case Stage::Recipient:
        return recipient;
    case Stage::Data:
        return data;
    case Stage::EndOfData:
        return endOfData;
    case Stage::Quit:
        break;
    }
    return quit;
}

ClientSession::ClientSession(ClientOptions options, std::optional<ClientMail> mail, ClientTranscript &transcript)
    : m_options(std::move(options))
    , m_mail(std::move(mail))
    , m_transcript(transcript)
    , m_body(m_mail ? m_mail->raw : QByteArray())
    , m_login(m_options.user, m_options.password, m_options.mechanism)
    , m_state(m_options.tls == ClientOptions::Tls::Implicit ? State::Handshake : State::Greeting)
{
    if (!m_mail)
        return;
    m_traits = bodyTraits(m_mail->raw);
    m_result.recipients.resize(m_mail->recipients.size());
}

ClientSession::Actions ClientSession::feed(QByteArrayView bytes)
{
    Actions actions;
    m_reader.feed(bytes);
    for (bool inTurn = true; m_state != State::Closed; inTurn = false) {
        const std::optional<Reply> reply = m_reader.next();
        if (!reply)
            break;
        m_transcript.server(*reply);
        // A second reply was sent before the command that the first one led to had been heard: a server out of step,
        // or somebody in between. A farewell does no harm.
        if (inTurn || reply->code == 421 || m_state == State::Quit)
            onReply(*reply, actions);
        else
            lose(QByteArrayLiteral("the server spoke out of turn"), actions);
    }
    if (m_state != State::Closed && !m_reader.fault().isEmpty())
        lose(m_reader.fault(), actions);
    return actions;
}

void ClientSession::onReply(const Reply &reply, Actions &actions)
{
    switch (m_state) {
    case State::Greeting:
        return onGreeting(reply, actions);
    case State::Ehlo:
    case State::Helo:
        return onHello(reply, actions);
    case State::StartTls:
        return onStartTls(reply, actions);
    case State::Auth:
        return takeLoginStep(m_login.onReply(reply), reply, actions);
    case State::Mail:
        return onMail(reply, actions);
    case State::Recipient:
        return onRecipient(reply, actions);
    case State::Data:
        return onData(reply, actions);
    case State::EndOfData:
        return onEndOfData(reply, actions);
    case State::Handshake:
    case State::Body:
    case State::BeforeDot:
        return onEarlyReply(reply, actions);
    case State::Quit:
    case State::Closed:
        return close(actions);
    }
}

void ClientSession::onGreeting(const Reply &reply, Actions &actions)
{
    if (reply.code == 220)
        hello(State::Ehlo, actions);
    else
        refuse(reply, actions);
}

void ClientSession::hello(State state, Actions &actions)
{
    if (m_options.name.isEmpty() || m_options.name.contains(' ') || !isSafeAddress(m_options.name))
        return refuseHere({5, 5, 4}, QByteArrayLiteral("the name for EHLO is not one"), actions);
    command(state, (state == State::Ehlo ? "EHLO " : "HELO ") + m_options.name, actions);
}

void ClientSession::onHello(const Reply &reply, Actions &actions)
{
    const bool tlsDue = m_options.tls == ClientOptions::Tls::Required && !m_encrypted;
    if (isOk(reply)) {
        m_extensions = m_state == State::Ehlo ? ServerExtensions::fromReply(reply) : ServerExtensions{};
        m_helloReply = reply;
        secureOrLogin(reply, actions);
    } else if (m_state == State::Ehlo && isUnknown(reply) && !tlsDue) {
        hello(State::Helo, actions);
    } else if (m_state == State::Ehlo && isUnknown(reply)) {
        refuseHere(kNoTls, QByteArrayLiteral("TLS is required, but the server does not know EHLO"), actions);
    } else {
        refuse(reply, actions);
    }
}

void ClientSession::secureOrLogin(const Reply &reply, Actions &actions)
{
    if (!m_encrypted && m_options.tls != ClientOptions::Tls::Never) {
        if (m_extensions.startTls)
            return command(State::StartTls, QByteArrayLiteral("STARTTLS"), actions);
        if (m_options.tls == ClientOptions::Tls::Required)
            return refuseHere(kNoTls, QByteArrayLiteral("TLS is required, but the server does not offer it"), actions);
        m_transcript.note("The server does not offer TLS; going on in plain text.");
    }
    login(reply, actions);
}

void ClientSession::onStartTls(const Reply &reply, Actions &actions)
{
    if (reply.code == 220) {
        // What is behind the 220 came in plain text and would be taken for a reply under TLS (CVE-2021-38371).
        if (m_reader.hasUnread())
            return lose(QByteArrayLiteral("the server spoke between STARTTLS and the handshake"), actions);
        m_state = State::Handshake;
        actions.append(StartTls{});
    } else if (m_options.tls == ClientOptions::Tls::IfOffered && isRefusal(reply) && reply.code != 421) {
        m_transcript.note("The server refuses TLS; going on in plain text.");
        login(m_helloReply, actions); // what a probe without a login ends with
    } else {
        refuse(reply, actions);
    }
}

ClientSession::Actions ClientSession::tlsEstablished()
{
    Actions actions;
    m_encrypted = true;
    m_extensions = {};
    if (m_options.tls == ClientOptions::Tls::Implicit)
        m_state = State::Greeting;
    else
        hello(State::Ehlo, actions);
    return actions;
}

ClientSession::Actions ClientSession::tlsFailed(const QByteArray &words)
{
    Actions actions;
    refuseHere(kBadTls, words, actions);
    return actions;
}

void ClientSession::login(const Reply &reply, Actions &actions)
{
    if (m_options.user.isEmpty())
        return beginMail(reply, actions);
    if (!m_encrypted && !m_options.clearPasswords)
        return refuseHere(m_options.tls == ClientOptions::Tls::Never ? kAuthNeverTls : kAuthNoTlsNow,
                          QByteArrayLiteral("the password is not sent without TLS"), actions);
    takeLoginStep(m_login.begin(m_extensions.auth), reply, actions);
}

void ClientSession::takeLoginStep(const ClientLogin::Step &step, const Reply &reply, Actions &actions)
{
    if (const auto *line = std::get_if<ClientLogin::Say>(&step))
        say(State::Auth, *line, actions);
    else if (const auto *refused = std::get_if<ClientLogin::Refused>(&step))
        refuse(refused->reply, actions);
    else
        beginMail(reply, actions);
}

void ClientSession::beginMail(const Reply &reply, Actions &actions)
{
    if (!m_mail)
        return finish(ClientResult::Outcome::Completed, reply, actions);
    const std::variant<QByteArray, Reply> line = mailCommand(*m_mail, m_traits, m_extensions);
    if (const auto *refusal = std::get_if<Reply>(&line))
        return refuse(*refusal, actions);
    if (m_traits.longLines)
        m_transcript.note("The mail has lines of more than 998 bytes; they are sent as they are.");
    command(State::Mail, std::get<QByteArray>(line), actions);
}

void ClientSession::onMail(const Reply &reply, Actions &actions)
{
    if (isOk(reply))
        nextRecipient(reply, actions);
    else
        refuse(reply, actions);
}

void ClientSession::nextRecipient(const Reply &reply, Actions &actions)
{
    m_state = State::Recipient;
    for (; m_recipient < m_mail->recipients.size(); ++m_recipient) {
        const QByteArray &address = m_mail->recipients[m_recipient];
        if (!address.isEmpty() && isSafeAddress(address))
            return command(State::Recipient, "RCPT TO:<" + address + '>', actions);
        m_result.recipients[m_recipient].reply = {0, kNoAddress, {QByteArrayLiteral("the recipient is no address")}};
    }
    if (std::any_of(m_result.recipients.begin(), m_result.recipients.end(), isAccepted))
        command(State::Data, QByteArrayLiteral("DATA"), actions);
    else
        finish(ClientResult::Outcome::Completed,
               m_result.recipients.isEmpty() ? reply : m_result.recipients.last().reply, actions);
}

void ClientSession::onRecipient(const Reply &reply, Actions &actions)
{
    if (reply.code == 421 || !(isOk(reply) || isRefusal(reply)))
        return refuse(reply, actions);
    if (isRefusal(reply))
        m_result.recipients[m_recipient].reply = reply;
    ++m_recipient;
    nextRecipient(reply, actions);
}

void ClientSession::onData(const Reply &reply, Actions &actions)
{
    if (reply.code != 354)
        return refuse(reply, actions);
    m_state = State::Body;
    actions.append(SendBody{});
}

/// An answer before the end of the mail: a refusal counts, but the way back into step would lead through the dot.
void ClientSession::onEarlyReply(const Reply &reply, Actions &actions)
{
    if (m_state == State::Handshake || !isRefusal(reply))
        return lose(QByteArrayLiteral("the server spoke out of turn"), actions);
    finish(ClientResult::Outcome::Refused, reply, actions);
}

ClientSession::Actions ClientSession::bodySent()
{
    Actions actions;
    if (m_state != State::Body)
        return actions;
    m_transcript.client('<' + QByteArray::number(m_traits.size) + " bytes>");
    m_state = State::BeforeDot;
    actions.append(AboutToEndData{});
    return actions;
}

ClientSession::Actions ClientSession::endData()
{
    Actions actions;
    if (m_state == State::BeforeDot)
        command(State::EndOfData, QByteArrayLiteral("."), actions);
    return actions;
}

void ClientSession::onEndOfData(const Reply &reply, Actions &actions)
{
    if (!isOk(reply) && !isRefusal(reply))
        return lose("the server's answer to the mail makes no sense: " + reply.wire(true).trimmed(), actions);
    for (ClientResult::Word &word : m_result.recipients) {
        if (isAccepted(word))
            word = {Stage::EndOfData, reply};
    }
    finish(ClientResult::Outcome::Completed, reply, actions);
}

ClientSession::Actions ClientSession::timedOut()
{
    Actions actions;
    if (m_state == State::Body)
        lose(QByteArrayLiteral("timed out: the server stopped reading"), actions);
    else
        lose(QByteArrayLiteral("timed out: the server did not answer"), actions);
    return actions;
}

ClientSession::Actions ClientSession::connectionLost(const QByteArray &words)
{
    Actions actions;
    lose(words, actions);
    return actions;
}

void ClientSession::command(State state, const QByteArray &line, Actions &actions)
{
    say(state, {line, line}, actions);
}

void ClientSession::say(State state, const ClientLogin::Say &line, Actions &actions)
{
    m_transcript.client(line.shown);
    m_state = state;
    actions.append(Send{line.line + "\r\n"});
}

/// The session ends with a refusal, the server's or ours (code 0). A reply that is none and not what was due says
/// nothing about the mail.
void ClientSession::refuse(const Reply &reply, Actions &actions)
{
    if (reply.code == 0)
        m_transcript.note(reply.text());
    else if (!isRefusal(reply))
        return lose("the server's answer makes no sense here: " + reply.wire(true).trimmed(), actions);
    finish(ClientResult::Outcome::Refused, reply, actions);
}

void ClientSession::refuseHere(EnhancedStatus status, const QByteArray &words, Actions &actions)
{
    refuse(Reply{0, status, {words}}, actions);
}

void ClientSession::lose(const QByteArray &words, Actions &actions)
{
    if (m_state == State::Quit || m_state == State::Closed)
        return close(actions);
    m_transcript.note(words);
    finish(m_state == State::EndOfData ? ClientResult::Outcome::LostAfterDot : ClientResult::Outcome::Lost,
           Reply{0, {}, {words}}, actions);
}

/// The result is final; QUIT is said when the server would take it for one and has not said 421.
void ClientSession::finish(ClientResult::Outcome outcome, const Reply &reply, Actions &actions)
{
    const bool inStep = m_state != State::Handshake && m_state != State::Body && m_state != State::BeforeDot;
    m_result.stage = stage();
    m_result.outcome = outcome;
    m_result.reply = reply;
    if ((outcome == ClientResult::Outcome::Completed || outcome == ClientResult::Outcome::Refused) && inStep
        && reply.code != 421) {
        command(State::Quit, QByteArrayLiteral("QUIT"), actions);
        actions.append(Finished{});
    } else {
        actions.append(Finished{});
        close(actions);
    }
}

void ClientSession::close(Actions &actions)
{
    if (std::exchange(m_state, State::Closed) != State::Closed)
        actions.append(Close{});
}

Stage ClientSession::stage() const
{
    switch (m_state) {
    case State::Greeting:
        return Stage::Greeting;
    case State::Ehlo:
    case State::Helo:
        return Stage::Hello;
    case State::StartTls:
    case State::Handshake:
        return Stage::Tls;
    case State::Auth:
        return Stage::Auth;
    case State::Mail:
        return Stage::Mail;
    case State::Recipient:
        return Stage::Recipient;
    case State::Data:
    case State::Body:
    case State::BeforeDot:
        return Stage::Data;
    case State::EndOfData:
        return Stage::EndOfData;
    case State::Quit:
    case State::Closed:
        return Stage::Quit;
    }
    return Stage::Quit;
}

std::optional<Milliseconds> ClientSession::timeout(const ClientTimeouts &timeouts) const
{
    if (m_state == State::Closed)
        return std::nullopt;
    if (m_state == State::Body)
        return timeouts.block;
    return timeouts.of(stage());
}

} // namespace mailweir
