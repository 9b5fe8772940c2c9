// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/server_session.h"

#include <algorithm>

namespace mailweir {

namespace {

constexpr int kMaxUnknownInARow = 10;
constexpr char kTlsHandshake = 0x16; // the first byte of a TLS record with a ClientHello

QByteArrayView refusalLine(Verdict verdict)
{
    switch (verdict) {
    case Verdict::HelloFirst:
        return "503 5.5.1 EHLO or HELO comes first";
    case Verdict::MailFirst:
        return "503 5.5.1 MAIL comes first";
    case Verdict::RecipientFirst:
        return "503 5.5.1 no valid recipient";
    case Verdict::MailGiven:
        return "503 5.5.1 there is a sender already";
    case Verdict::NotOffered:
        return "502 5.5.1 command not implemented";
    case Verdict::Foreign:
        return "500 5.5.1 this is a mail server, it speaks SMTP";
    case Verdict::Unknown:
        return "500 5.5.1 unknown command";
    case Verdict::Allowed:
        break;
    }
    return {};
}

QByteArrayView storeRefusal(const Error &error)
{
    return error.code == ErrorCode::DiskFull ? "452 4.3.1 too little disk space is left, try again later"
                                             : "451 4.3.0 the message cannot be stored, try again later";
}

bool isAscii(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return (uchar(c) & 0x80) != 0; });
}

} // namespace

ServerSession::ServerSession(ServerOptions options)
    : m_options(std::move(options))
{
}

ServerSession::Actions ServerSession::start()
{
    say("220 " + m_options.hostName + " ESMTP Mailweir");
    return taken();
}

ServerSession::Actions ServerSession::feed(QByteArrayView bytes)
{
    if (m_keptAt > 0) {
        m_kept.remove(0, m_keptAt);
        m_keptAt = 0;
    }
    if (m_state == ServerState::Committing) {
        m_kept += bytes;
        return {};
    }
    const QByteArrayView rest = process(bytes);
    if (m_state == ServerState::Committing)
        m_kept = rest.toByteArray();
    return taken();
}

ServerSession::Actions ServerSession::committed(const Result<MessageId> &result)
{
    if (m_state != ServerState::Committing)
        return {};
    if (result)
        say("250 2.0.0 queued as " + result->text());
    else
        say(storeRefusal(result.error()));
    endMessage();
    const QByteArrayView rest = process(QByteArrayView(m_kept).sliced(m_keptAt));
    m_keptAt = m_kept.size() - rest.size();
    return taken();
}

ServerSession::Actions ServerSession::timedOut()
{
    if (m_state == ServerState::Committing || m_state == ServerState::Closed)
        return {};
    if (m_state == ServerState::Data && !m_transaction.tooLarge)
        m_actions.emplace_back(DropMessage{});
    sayAndClose("421 4.4.2 nothing came for too long");
    return taken();
}

ServerSession::Actions ServerSession::shutDown()
{
    m_stopping = true;
    if (m_state != ServerState::Data && m_state != ServerState::Committing && m_state != ServerState::Closed)
        sayAndClose("421 4.3.2 shutting down, try again later");
    return taken();
}

void ServerSession::enter(ServerState state)
{
    m_state = state;
    switch (state) {
    case ServerState::Connected:
    case ServerState::Ready:
        m_transaction = {};
        break;
    case ServerState::Data:
        m_data = {};
        m_actions.emplace_back(BeginMessage{});
        break;
    case ServerState::Closed:
        m_actions.emplace_back(Close{});
        break;
    case ServerState::Mail:
    case ServerState::Recipients:
    case ServerState::Committing:
        break;
    }
}

/// Returns what must wait for the answer to a commit; what comes after Close is of no interest.
QByteArrayView ServerSession::process(QByteArrayView input)
{
    if (!m_heard && !input.isEmpty()) {
        m_heard = true;
        if (input.front() == kTlsHandshake)
            sayAndClose("500 5.5.1 this port speaks SMTP, not TLS");
    }
    while (!input.isEmpty() && m_state != ServerState::Committing && m_state != ServerState::Closed) {
        if (m_state == ServerState::Data)
            readData(input);
        else
            readCommand(input);
    }
    return m_state == ServerState::Closed ? QByteArrayView() : input;
}

void ServerSession::readCommand(QByteArrayView &input)
{
    const std::optional<CommandReader::Line> line = m_commands.take(input);
    if (!line)
        return;
    switch (line->fault) {
    case CommandReader::Fault::None:
        onLine(line->text);
        break;
    case CommandReader::Fault::TooLong:
        onNoCommand("500 5.5.2 the line is too long");
        break;
    case CommandReader::Fault::LoneLineEnd:
        onNoCommand("500 5.5.2 lines end with CR and LF, and hold neither alone");
        break;
    case CommandReader::Fault::Endless:
        sayAndClose("421 4.7.0 the line does not end");
        break;
    }
}

void ServerSession::readData(QByteArrayView &input)
{
    while (!input.isEmpty() && !m_data.ended()) {
        const QByteArrayView body = m_data.take(input);
        if (body.isEmpty() || m_transaction.tooLarge)
            continue;
        m_transaction.size += body.size();
        if (exceedsLimit(m_transaction.size)) {
            m_transaction.tooLarge = true;
            m_actions.emplace_back(DropMessage{});
        } else {
            m_actions.emplace_back(Body{body});
        }
    }
    if (m_data.ended())
        onEndOfData();
}

void ServerSession::onLine(QByteArrayView line)
{
    if (line.contains('\0'))
        return say("501 5.5.2 a command holds no NUL");
    const auto [verb, argument] = splitCommandLine(line);
    const CommandRule &rule = commandRule(verb);
    const Verdict verdict = rule.verdict(m_state);
    if (verdict == Verdict::Unknown)
        return onNoCommand(refusalLine(verdict));
    if (verdict == Verdict::Foreign)
        return sayAndClose(refusalLine(verdict));
    m_unknownInARow = 0;
    if (verdict != Verdict::Allowed)
        return say(refusalLine(verdict));
    if (rule.argument == Argument::None && !argument.isEmpty())
        return say("501 5.5.4 the command takes no argument");
    run(rule.command, argument);
}

/// A line that is not a command at all.
void ServerSession::onNoCommand(QByteArrayView line)
{
    if (++m_unknownInARow < kMaxUnknownInARow)
        return say(line);
    sayAndClose("421 4.7.0 too many unknown commands");
}

void ServerSession::run(Command command, QByteArrayView argument)
{
    switch (command) {
    case Command::Ehlo:
    case Command::Helo:
        return onHello(command, argument);
    case Command::Mail:
        return onMail(argument);
    case Command::Rcpt:
        return onRcpt(argument);
    case Command::Data:
        say("354 end with a dot on a line of its own");
        return enter(ServerState::Data);
    case Command::Rset:
        enter(m_state == ServerState::Connected ? ServerState::Connected : ServerState::Ready);
        return say("250 2.0.0 ok");
    case Command::Noop:
        return say(isAscii(argument) ? "250 2.0.0 ok" : "501 5.5.4 the argument is not ASCII");
    case Command::Vrfy:
        return onVrfy(argument);
    case Command::Help:
        return say("214 2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT");
    case Command::Quit:
        return sayAndClose("221 2.0.0 bye");
    case Command::Expn:
    case Command::StartTls:
    case Command::Auth:
    case Command::Bdat:
    case Command::Lhlo:
    case Command::Http:
    case Command::Unknown:
        break;
    }
    Q_UNREACHABLE(); // the table allows none of them
}

/// Replies to EHLO and HELO carry no enhanced code (RFC 2034 section 4), nor the client's name.
void ServerSession::onHello(Command command, QByteArrayView name)
{
    if (!isHelloName(name))
        return say("501 the client's name is missing or malformed");
    m_helo = name.toByteArray();
    m_extended = command == Command::Ehlo;
    enter(ServerState::Ready);
    if (!m_extended)
        return say("250 " + m_options.hostName);
    say("250-" + m_options.hostName + " greets you");
    say("250-PIPELINING");
    say("250-SIZE " + QByteArray::number(m_options.maxMessageSize));
    say("250-8BITMIME");
    say("250-SMTPUTF8");
    say("250 ENHANCEDSTATUSCODES");
}

void ServerSession::onMail(QByteArrayView argument)
{
    const Parsed<MailArguments> parsed = parseMail(argument, m_extended);
    if (const auto *refusal = std::get_if<Refusal>(&parsed))
        return say(refusal->line);
    const auto &mail = std::get<MailArguments>(parsed);
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
    enter(ServerState::Mail);
    say("250 2.1.0 ok");
}

void ServerSession::onRcpt(QByteArrayView argument)
{
    const Parsed<EnvelopeRecipient> parsed = parseRcpt(argument, m_transaction.utf8);
    if (const auto *refusal = std::get_if<Refusal>(&parsed))
        return say(refusal->line);
    if (m_transaction.recipients.size() >= m_options.maxRecipients)
        return say("452 4.5.3 too many recipients");
    m_transaction.recipients.append(std::get<EnvelopeRecipient>(parsed));
    enter(ServerState::Recipients);
    say("250 2.1.5 ok");
}

/// SMTPUTF8 may follow the name (RFC 6531 section 3.7.4.2).
void ServerSession::onVrfy(QByteArrayView argument)
{
    const qsizetype blank = argument.lastIndexOf(' ');
    const bool utf8 = blank > 0 && argument.sliced(blank + 1).compare("SMTPUTF8", Qt::CaseInsensitive) == 0;
    if (argument.isEmpty() || !argument.isValidUtf8())
        return say("501 5.5.4 it is VRFY name");
    if (!utf8 && !isAscii(argument))
        return say("553 5.6.7 a name that is not ASCII needs SMTPUTF8");
    say("252 2.0.0 not verified, but mail to it is taken");
}

void ServerSession::onEndOfData()
{
    if (m_transaction.tooLarge) {
        say("552 5.3.4 the message is too large");
        return endMessage();
    }
    Envelope envelope;
    envelope.sender = std::move(m_transaction.sender);
    envelope.parameters = std::move(m_transaction.parameters);
    envelope.recipients = std::move(m_transaction.recipients);
    envelope.helo = m_helo;
    envelope.extended = m_extended;
    enter(ServerState::Committing);
    m_actions.emplace_back(Submit{std::move(envelope)});
}

/// The message is answered, whatever became of it.
void ServerSession::endMessage()
{
    enter(ServerState::Ready);
    if (m_stopping)
        sayAndClose("421 4.3.2 shutting down, try again later");
}

bool ServerSession::exceedsLimit(qint64 size) const
{
    return m_options.maxMessageSize > 0 && size > m_options.maxMessageSize;
}

/// Adds a line to what is sent; lines that follow one another go out together.
void ServerSession::say(QByteArrayView line)
{
    if (m_actions.empty() || !std::holds_alternative<Send>(m_actions.back()))
        m_actions.emplace_back(Send{});
    QByteArray &bytes = std::get<Send>(m_actions.back()).bytes;
    bytes += line;
    bytes += "\r\n";
}

void ServerSession::sayAndClose(QByteArrayView line)
{
    say(line);
    enter(ServerState::Closed);
}

} // namespace mailweir
