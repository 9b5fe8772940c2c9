// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/server_session.h"

#include "core/smtp/characters.h"

namespace mailweir {

namespace {

constexpr int kMaxUnknownInARow = 10;
constexpr QByteArrayView kShuttingDown = "421 4.3.2 shutting down, try again later";
constexpr QByteArrayView kLostChunk = "500 5.5.2 without its size nobody knows where the chunk ends";
constexpr char kTlsHandshake = 0x16; // the first byte of a TLS record with a ClientHello

QByteArrayView refusalLine(Verdict verdict)
{
    switch (verdict) {
    case Verdict::HelloFirst:
        return "503 5.5.1 EHLO, HELO or LHLO comes first";
    case Verdict::EhloFirst:
        return "503 5.5.1 EHLO comes first, HELO has no extensions";
    case Verdict::TlsFirst:
        return "530 5.7.0 STARTTLS comes first";
    case Verdict::LoginFirst:
        return "530 5.7.0 AUTH comes first";
    case Verdict::NoService:
        return "503 5.5.1 there is no service here";
    case Verdict::MailFirst:
        return "503 5.5.1 MAIL comes first";
    case Verdict::RecipientFirst:
        return "503 5.5.1 no valid recipient";
    case Verdict::MailGiven:
        return "503 5.5.1 there is a sender already";
    case Verdict::InTransaction:
        return "503 5.5.1 not within a message";
    case Verdict::ChunksBegun:
        return "503 5.5.1 the message comes by BDAT";
    case Verdict::NotOffered:
        return "502 5.5.1 command not implemented";
    case Verdict::LateProxy:
        return "554 5.5.1 a PROXY header comes first, once, and from trusted networks";
    case Verdict::Foreign:
        return "500 5.5.1 this is a mail server, it speaks SMTP";
    case Verdict::Unknown:
        return "500 5.5.1 unknown command";
    case Verdict::Allowed:
        break;
    }
    return {};
}

/// RFC 3207 section 4, with LHLO beside EHLO.
bool isAllowedInClear(Command command)
{
    return command == Command::Ehlo || command == Command::Lhlo || command == Command::Noop
        || command == Command::StartTls || command == Command::Quit;
}

bool isAllowedToStrangers(Command command)
{
    return isAllowedInClear(command) || command == Command::Helo || command == Command::Auth || command == Command::Rset
        || command == Command::Help;
}

} // namespace

ServerSession::ServerSession(ServerOptions options)
    : m_options(std::move(options))
{
}

ServerSession::Actions ServerSession::start(Timestamp now, const TlsDetails &tls)
{
    m_now = now;
    m_transcript.begin(now);
    m_tls = tls;
    if (m_tls.active())
        m_transcript.note("encrypted with " + m_tls.version + ' ' + m_tls.cipher, now);
    greet();
    return taken();
}

ServerSession::Actions ServerSession::feed(QByteArrayView bytes, Timestamp now)
{
    m_now = now;
    if (m_keptAt > 0) {
        m_kept.remove(0, m_keptAt);
        m_keptAt = 0;
    }
    if (isWaiting()) {
        m_kept += bytes;
        return {};
    }
    const QByteArrayView rest = process(bytes);
    if (isWaiting())
        m_kept = rest.toByteArray();
    return taken();
}

ServerSession::Actions ServerSession::tlsStarted(const TlsDetails &tls, Timestamp now)
{
    if (m_state != ServerState::Handshaking)
        return {};
    m_now = now;
    // Nothing that was said in clear counts (RFC 3207 section 4.2), least of all commands sent along with STARTTLS.
    m_kept.clear();
    m_keptAt = 0;
    m_commands = {};
    m_helo.clear();
    m_user.clear();
    m_extended = false;
    m_tls = tls;
    m_transcript.note("encrypted with " + tls.version + ' ' + tls.cipher, now);
    m_transcript.keep();
    enter(ServerState::Connected);
    return taken();
}

ServerSession::Actions ServerSession::timedOut(Timestamp now)
{
    m_now = now;
    if (!isWaiting() && m_state != ServerState::Closed)
        say("421 4.4.2 nothing came for too long");
    return taken();
}

ServerSession::Actions ServerSession::shutDown(Timestamp now)
{
    m_stopping = true;
    return inMessage() ? Actions{} : abort(now);
}

ServerSession::Actions ServerSession::abort(Timestamp now)
{
    m_now = now;
    m_stopping = true;
    if (m_state == ServerState::Handshaking)
        enter(ServerState::Closed);
    else if (m_state != ServerState::Committing && m_state != ServerState::Closed)
        say(kShuttingDown);
    return taken();
}

void ServerSession::enter(ServerState state)
{
    m_state = state;
    switch (state) {
    case ServerState::Connected:
    case ServerState::Ready:
        dropMessage();
        m_transaction = {};
        break;
    case ServerState::Closed:
        dropMessage();
        m_actions.emplace_back(Close{m_quit});
        break;
    default:
        break;
    }
}

void ServerSession::dropMessage()
{
    if (std::exchange(m_hasMessage, false))
        m_actions.emplace_back(DropMessage{});
}

/// Returns what must wait for the owner's answer; what comes after Close is of no interest.
QByteArrayView ServerSession::process(QByteArrayView input)
{
    if (!m_heard && !input.isEmpty() && m_state != ServerState::Closed) {
        m_heard = true;
        if (input.front() == kTlsHandshake)
            sayAndClose("500 5.5.1 this port speaks SMTP, not TLS");
    }
    while (!input.isEmpty() && !isWaiting() && m_state != ServerState::Closed) {
        if (m_state == ServerState::Data)
            readData(input);
        else if (m_state == ServerState::Chunk)
            readChunk(input);
        else
            readLine(input);
        leaveIfStopping();
    }
    return m_state == ServerState::Closed ? QByteArrayView() : input;
}

bool ServerSession::inMessage() const
{
    return m_hasMessage || m_state == ServerState::Data || m_state == ServerState::Chunk
        || m_state == ServerState::Committing;
}

/// A message that was under way when the end was announced is over, however it ended.
void ServerSession::leaveIfStopping()
{
    if (m_stopping && !inMessage() && !isWaiting() && m_state != ServerState::Closed)
        say(kShuttingDown);
}

/// After an answer of the owner's.
ServerSession::Actions ServerSession::goOn()
{
    leaveIfStopping();
    if (!isWaiting()) {
        const QByteArrayView rest = process(QByteArrayView(m_kept).sliced(m_keptAt));
        m_keptAt = m_kept.size() - rest.size();
    }
    return taken();
}

void ServerSession::readLine(QByteArrayView &input)
{
    const bool login = m_state == ServerState::Login;
    const std::optional<CommandReader::Line> line = m_commands.take(input, login);
    if (!line)
        return;
    if (line->fault != CommandReader::Fault::None) {
        onFault(line->fault, line->text);
    } else if (login) {
        m_transcript.client(line->text == "*" ? "*" : "***", m_now);
        onLoginStep(m_login->answer(line->text));
    } else {
        onLine(line->text);
        m_line = {};
    }
}

/// A line that cannot be read; `head` is its beginning.
void ServerSession::onFault(CommandReader::Fault fault, QByteArrayView head)
{
    const bool login = m_state == ServerState::Login || isWord(head.first(std::min<qsizetype>(head.size(), 4)), "AUTH");
    if (m_state == ServerState::Login)
        enter(ServerState::Ready);
    if (head.size() > 4 && isBlank(head[4]) && isWord(head.first(4), "BDAT"))
        return sayAndClose(kLostChunk);
    switch (fault) {
    case CommandReader::Fault::TooLong:
        m_transcript.note("a line that is too long", m_now);
        return onNoCommand(login ? "500 5.5.6 the line is too long" : "500 5.5.2 the line is too long");
    case CommandReader::Fault::LoneLineEnd:
        m_transcript.note("a line with a lone CR or LF", m_now);
        return onNoCommand("500 5.5.2 lines end with CR and LF, and hold neither alone");
    case CommandReader::Fault::Endless:
        return say("421 4.7.0 the line does not end");
    case CommandReader::Fault::None:
        break;
    }
}

void ServerSession::onLine(QByteArrayView line)
{
    const auto [verb, argument] = splitCommandLine(line);
    const CommandRule &rule = commandRule(verb);
    m_line = line;
    if (!m_released) // else it was recorded when it came
        record(rule.command, line);
    if (line.contains('\0'))
        return verb.startsWith("BDAT") ? sayAndClose(kLostChunk) : say("501 5.5.2 a command holds no NUL");
    const Verdict verdict = verdictOn(rule);
    if (verdict == Verdict::Foreign)
        return sayAndClose(refusalLine(verdict));
    if (verdict == Verdict::Unknown)
        return onNoCommand(refusalLine(verdict));
    m_unknownInARow = 0;
    if (rule.command == Command::Bdat) // whose octets come in any case
        return onBdat(argument, refusalLine(verdict));
    m_bodyMayCome = rule.command == Command::Data && verdict != Verdict::Allowed;
    if (verdict != Verdict::Allowed)
        return say(refusalLine(verdict));
    if (!rule.takesArgument && !argument.isEmpty())
        return say("501 5.5.4 the command takes no argument");
    run(rule.command, argument);
}

/// What is no command at all.
void ServerSession::onNoCommand(QByteArrayView reply)
{
    if (m_bodyMayCome)
        return say("421 4.7.0 a message where commands are due, for DATA was refused");
    if (++m_unknownInARow >= kMaxUnknownInARow)
        return say("421 4.7.0 too many unknown commands");
    say(reply);
}

/// What a command's place in the session and the way it is set up make of it.
Verdict ServerSession::verdictOn(const CommandRule &rule) const
{
    const Command command = rule.command;
    if (m_state == ServerState::Refusing)
        return command == Command::Quit ? Verdict::Allowed : Verdict::NoService;
    if (command == Command::Unknown || command == Command::Foreign)
        return rule.verdict(m_state);
    if (m_options.lmtp && (command == Command::Ehlo || command == Command::Helo))
        return Verdict::Unknown;
    if (m_options.requireTls && !m_tls.active() && !isAllowedInClear(command))
        return Verdict::TlsFirst;
    if (command == Command::Expn || (command == Command::Lhlo && !m_options.lmtp)
        || (command == Command::StartTls && m_options.tls != ServerOptions::Tls::StartTls)
        || (command == Command::Auth && m_options.auth == ServerOptions::Auth::Off))
        return Verdict::NotOffered;
    if (m_options.auth == ServerOptions::Auth::Required && m_user.isEmpty() && !isAllowedToStrangers(command))
        return Verdict::LoginFirst;
    const bool isExtension = command == Command::Bdat || command == Command::StartTls || command == Command::Auth;
    if (isExtension && m_state != ServerState::Connected && !m_extended)
        return Verdict::EhloFirst;
    return rule.verdict(m_state);
}

void ServerSession::run(Command command, QByteArrayView argument)
{
    switch (command) {
    case Command::Ehlo:
    case Command::Helo:
    case Command::Lhlo:
        return onHello(command, argument);
    case Command::Mail:
        return onMail(argument);
    case Command::Rcpt:
        return onRcpt(argument);
    case Command::Data:
        return onData();
    case Command::Rset:
        enter(m_state == ServerState::Connected ? ServerState::Connected : ServerState::Ready);
        return say("250 2.0.0 ok");
    case Command::Noop:
        return say(isAscii(argument) ? "250 2.0.0 ok" : "501 5.5.4 the argument is not ASCII");
    case Command::Vrfy:
        return onVrfy(argument);
    case Command::Help:
        return say(help());
    case Command::Quit:
        m_quit = true;
        return sayAndClose("221 2.0.0 bye");
    case Command::StartTls:
        return onStartTls();
    case Command::Auth:
        return onAuth(argument);
    case Command::Bdat:
    case Command::Expn:
    case Command::Proxy:
    case Command::Foreign:
    case Command::Unknown:
        break;
    }
    Q_UNREACHABLE(); // onLine() lets none of them through
}

/// Passwords never get into the transcript; a line that follows a refused AUTH may be one.
void ServerSession::record(Command command, QByteArrayView line)
{
    const auto [verb, argument] = splitCommandLine(line);
    if (command == Command::Auth) {
        const auto [mechanism, secret] = splitCommandLine(argument);
        const bool isName = ServerLogin::mechanism(mechanism).has_value(); // else it may be the secret itself
        m_transcript.client("AUTH " + (isName ? mechanism.toByteArray() : "***") + (secret.isEmpty() ? "" : " ***"),
                            m_now);
    } else if (line.contains('\0') || (command == Command::Unknown && m_hidden)) {
        m_transcript.client("***", m_now);
    } else {
        m_transcript.client(line, m_now);
    }
    m_hidden = command == Command::Auth || (m_hidden && command == Command::Unknown);
}

/// Adds a line to what is sent; lines that follow one another go out together. 421 ends the session, and nothing is
/// said after its end.
void ServerSession::say(QByteArrayView line)
{
    if (m_state == ServerState::Closed)
        return;
    m_transcript.server(line, m_now);
    if (m_actions.empty() || !std::holds_alternative<Send>(m_actions.back()))
        m_actions.emplace_back(Send{});
    QByteArray &bytes = std::get<Send>(m_actions.back()).bytes;
    bytes += line;
    bytes += "\r\n";
    if (line.startsWith("421"))
        enter(ServerState::Closed);
}

void ServerSession::sayAndClose(QByteArrayView line)
{
    say(line);
    enter(ServerState::Closed);
}

} // namespace mailweir
