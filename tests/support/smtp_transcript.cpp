// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smtp_transcript.h"

#include "tests/support/fake_clock.h"

#include <QFile>

namespace mailweir {

namespace {

constexpr char kHostName[] = "mail.test";
constexpr char kHello[] =
    "220 mail.test ESMTP Mailweir\r\n"
    "250-mail.test greets you\r\n250-PIPELINING\r\n250-SIZE %1\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
    "250-CHUNKING\r\n250-BINARYMIME\r\n250-DSN\r\n250-FUTURERELEASE 2592000 2026-05-31T09:30:00Z\r\n"
    "250 ENHANCEDSTATUSCODES\r\n";
constexpr Timestamp kNow = fromUnixMs(1'777'627'800'000); // 2026-05-01T09:30:00Z

const TlsDetails kTls{"TLSv1.3", "TLS_AES_256_GCM_SHA384"};

QByteArray unescaped(const QByteArray &text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype brace = text[i] == '{' ? text.indexOf('}', i) : -1;
        if (brace > i + 2 && text[i + 2] == '*') {
            out += QByteArray(text.sliced(i + 3, brace - i - 3).toInt(), text[i + 1]);
            i = brace;
        } else if (brace == i + 2) {
            out += MessageId{quint64(text[i + 1] - '0'), 0}.text();
            i = brace;
        } else if (text[i] != '\\') {
            out += text[i];
        } else if (text[++i] == 'x') {
            out += QByteArray::fromHex(text.sliced(i + 1, 2));
            i += 2;
        } else {
            out += text[i] == 'r' ? '\r' : text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
        }
    }
    return out;
}

void setTls(SessionSetup &setup, const QByteArray &value)
{
    setup.options.tls = value == "implicit" ? ServerOptions::Tls::Implicit : ServerOptions::Tls::StartTls;
    setup.options.requireTls = value == "required";
    if (value == "implicit")
        setup.tls = kTls;
}

void setAuth(ServerOptions &options, const QByteArray &value)
{
    options.auth = value == "required" ? ServerOptions::Auth::Required : ServerOptions::Auth::Any;
    options.insecureAuth = value != "secure";
    options.challenge = [] {
        return QByteArrayLiteral("<1896.697170952@mail.test>");
    };
}

/// `key=value ... at reply`
FaultRule readFault(const QByteArray &line)
{
    FaultRule rule;
    QList<QByteArray> words = line.split(' ');
    while (!words.isEmpty()) {
        const QByteArray word = words.takeFirst();
        if (const auto stage = faultStageFromName(word)) {
            rule.at = *stage;
            break;
        }
        const QByteArray value = word.mid(word.indexOf('=') + 1);
        if (word.startsWith("sender="))
            rule.sender = value;
        else if (word.startsWith("rcpt="))
            rule.recipient = value;
        else if (word.startsWith("user="))
            rule.user = value;
        else if (word.startsWith("subject="))
            rule.subject = QString::fromUtf8(value);
        else if (word.startsWith("delay="))
            rule.verdict.delay = Milliseconds(value.toInt());
        else if (word.startsWith("speed="))
            rule.verdict.bytesPerSecond = value.toInt();
        else if (word.startsWith("times="))
            rule.times = value.toInt();
        else if (word.startsWith("rate="))
            rule.ratePerMinute = value.toInt();
        else if (word == "greylist")
            rule.greylist = true;
        else if (word == "drop")
            rule.verdict.drop = true;
        else
            qFatal("cannot read the fault rule %s", line.constData());
    }
    rule.verdict.reply = words.join(' ');
    return rule;
}

void setOption(SessionSetup &setup, const QByteArray &option)
{
    const QByteArray value = option.mid(option.indexOf('=') + 1);
    if (option.startsWith("size="))
        setup.options.maxMessageSize = value.toLongLong();
    else if (option.startsWith("recipients="))
        setup.options.maxRecipients = value.toInt();
    else if (option.startsWith("only="))
        setup.options.recipients.append(value);
    else if (option.startsWith("listener="))
        setup.options.listener = value;
    else if (option == "strict")
        setup.options.strict = true;
    else if (option == "lmtp")
        setup.options.lmtp = true;
    else if (option.startsWith("tls="))
        setTls(setup, value);
    else if (option.startsWith("auth="))
        setAuth(setup.options, value);
    else if (option == "cram")
        setup.options.cramMd5 = true;
    else if (option.startsWith("login="))
        setup.login = value == "refused" ? LoginVerdict::Refused : LoginVerdict::Unavailable;
    else if (option == "paused")
        setup.paused = true;
    else if (option == "disk=full")
        setup.options.admits = [](qint64) -> Result<void> {
            return Error{ErrorCode::DiskFull, {}, {}};
        };
    else if (option == "commit=full")
        setup.commitError = ErrorCode::DiskFull;
    else if (option == "commit=failed")
        setup.commitError = ErrorCode::Io;
    else
        qFatal("unknown option %s", option.constData());
}

class TranscriptParser {
public:
    QList<TranscriptCase> cases;

    void line(const QByteArray &line)
    {
        const QByteArray text = unescaped(line.mid(3));
        if (line.isEmpty() || line.startsWith('#'))
            return;
        if (line.startsWith("== "))
            begin(QString::fromUtf8(line.mid(3)));
        else if (line.startsWith('@'))
            prologue(line);
        else if (line == "closed")
            cases.last().closed = true;
        else if (line == "tls")
            handshake();
        else if (line.startsWith("O: "))
            setOption(cases.last().setup, line.mid(3));
        else if (line.startsWith("F: "))
            cases.last().setup.faults.push_back(readFault(line.mid(3)));
        else if (line.startsWith("E: "))
            cases.last().messages.append({text, {}});
        else if (line[0] == 'C' || line[0] == 'c')
            say(line[0] == 'C' ? text + "\r\n" : text);
        else if (line[0] == 'S')
            answer(text + "\r\n");
        else if (line[0] == 'M' || line[0] == 'm')
            cases.last().messages.last().second += line[0] == 'M' ? text + "\r\n" : text;
        else
            qFatal("cannot read %s", line.constData());
    }

private:
    void begin(const QString &name)
    {
        TranscriptCase fresh;
        fresh.name = name;
        fresh.setup.options.hostName = kHostName;
        cases.append(fresh);
        m_answered = true;
    }

    void handshake()
    {
        cases.last().tlsAt = cases.last().input().size();
        m_answered = true;
    }

    void prologue(const QByteArray &name)
    {
        say("EHLO c.test\r\n");
        answer(QByteArray(kHello).replace("%1", QByteArray::number(cases.last().setup.options.maxMessageSize)));
        if (name == "@hello")
            return;
        say("MAIL FROM:<a@b.test>\r\n");
        answer("250 2.1.0 ok\r\n");
        say("RCPT TO:<c@d.test>\r\n");
        answer("250 2.1.5 ok\r\n");
        if (name == "@rcpt")
            return;
        say("DATA\r\n");
        answer("354 end with a dot on a line of its own\r\n");
    }

    void say(const QByteArray &bytes)
    {
        if (std::exchange(m_answered, false))
            cases.last().turns.append(QByteArray());
        cases.last().turns.last() += bytes;
    }

    void answer(const QByteArray &bytes)
    {
        cases.last().replies += bytes;
        m_answered = true;
    }

    bool m_answered = true;
};

/// Does what a connection does with a session's actions.
class Server {
public:
    explicit Server(const SessionSetup &setup)
        : m_setup(setup)
        , m_faults(m_clock, [] { return 0.0; })
        , m_session(options(setup))
    {
        m_faults.set(setup.faults);
        m_session.setPaused(setup.paused);
        perform(m_session.start(kNow, setup.tls));
    }

    void feed(const QByteArray &bytes) { perform(m_session.feed(bytes, kNow)); }

    ServedSession served;

private:
    ServerOptions options(const SessionSetup &setup)
    {
        ServerOptions options = setup.options;
        options.client = "192.0.2.1";
        options.faults = &m_faults;
        return options;
    }

    void perform(ServerSession::Actions actions)
    {
        while (!actions.empty())
            actions = performAll(actions);
    }

    /// Returns what the session does with the answer it waited for.
    ServerSession::Actions performAll(const ServerSession::Actions &actions)
    {
        std::function<ServerSession::Actions()> answer = [] {
            return ServerSession::Actions{};
        };
        for (const ServerSession::Action &action : actions) {
            if (served.closed)
                qFatal("an action after Close");
            if (const auto *send = std::get_if<ServerSession::Send>(&action)) {
                served.replies += send->bytes;
            } else if (std::holds_alternative<ServerSession::BeginMessage>(action)) {
                if (m_message)
                    qFatal("a message within a message");
                m_message = QByteArray();
            } else if (const auto *body = std::get_if<ServerSession::Body>(&action)) {
                m_message.value().append(body->bytes);
            } else if (const auto *submit = std::get_if<ServerSession::Submit>(&action)) {
                served.messages.append({submit->envelope, m_message.value()});
                m_message.reset();
                answer = [this] {
                    return m_session.committed(committed(), kNow);
                };
            } else if (std::holds_alternative<ServerSession::DropMessage>(action)) {
                m_message.value(); // there is one
                m_message.reset();
            } else if (std::holds_alternative<ServerSession::StartTls>(action)) {
                answer = [this] {
                    return m_session.tlsStarted(kTls, kNow);
                };
            } else if (const auto *login = std::get_if<ServerSession::CheckLogin>(&action)) {
                served.logins.append(login->attempt);
                answer = [this] {
                    return m_session.loginChecked(m_setup.login, kNow);
                };
            } else if (const auto *hold = std::get_if<ServerSession::Hold>(&action)) {
                served.held += hold->delay;
                answer = [this] {
                    return m_session.released(kNow);
                };
            } else if (const auto *throttle = std::get_if<ServerSession::Throttle>(&action)) {
                served.bytesPerSecond = throttle->bytesPerSecond;
            } else {
                served.closed = true;
            }
        }
        return answer();
    }

    Result<MessageId> committed() const
    {
        if (m_setup.commitError)
            return Error{*m_setup.commitError, {}, {}};
        return MessageId{quint64(served.messages.size()), 0};
    }

    const SessionSetup &m_setup;
    FakeClock m_clock;
    FaultRules m_faults;
    ServerSession m_session;
    std::optional<QByteArray> m_message;
};

QByteArray shown(const EmailAddress &address, const QList<EnvelopeParameter> &parameters)
{
    QByteArray text = address.text();
    QList<QByteArray> words;
    for (const EnvelopeParameter &parameter : parameters)
        words.append(parameter.value.isEmpty() ? parameter.name : parameter.name + '=' + parameter.value);
    if (!words.isEmpty())
        text += " [" + words.join(' ') + ']';
    return text;
}

} // namespace

ServedSession serve(const SessionSetup &setup, const QList<QByteArray> &pieces)
{
    Server server(setup);
    for (const QByteArray &piece : pieces)
        server.feed(piece);
    return server.served;
}

QList<TranscriptCase> readTranscripts(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot open %s", qPrintable(path));
    TranscriptParser parser;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines)
        parser.line(line);
    return parser.cases;
}

QByteArray shownEnvelope(const Envelope &envelope)
{
    QList<QByteArray> recipients;
    for (const EnvelopeRecipient &recipient : envelope.recipients)
        recipients.append(shown(recipient.address, recipient.parameters));
    const QByteArray user = envelope.user.isEmpty() ? QByteArray() : " | " + envelope.user;
    return shown(envelope.sender, envelope.parameters) + " -> " + recipients.join(", ") + user;
}

QList<QByteArray> cutAt(const QList<QByteArray> &pieces, qsizetype position)
{
    QList<QByteArray> cut;
    qsizetype at = 0;
    for (const QByteArray &piece : pieces) {
        const qsizetype inPiece = position - at;
        if (inPiece > 0 && inPiece < piece.size())
            cut << piece.first(inPiece) << piece.sliced(inPiece);
        else
            cut << piece;
        at += piece.size();
    }
    return cut;
}

QList<QList<QByteArray>> waysToCut(const QByteArray &bytes)
{
    QList<QByteArray> single;
    for (const char byte : bytes)
        single.append(QByteArray(1, byte));
    QList<QList<QByteArray>> ways{{bytes}, single};
    const qsizetype step = 1 + bytes.size() / 4000; // long lines would take minutes
    for (qsizetype at = 1; at < bytes.size(); at += step)
        ways.append({bytes.first(at), bytes.sliced(at)});
    return ways;
}

} // namespace mailweir
