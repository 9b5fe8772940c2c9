// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smtp_transcript.h"

#include <QFile>

namespace mailweir {

namespace {

constexpr char kHostName[] = "mail.test";
constexpr char kHello[] =
    "220 mail.test ESMTP Mailweir\r\n"
    "250-mail.test greets you\r\n250-PIPELINING\r\n250-SIZE %1\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
    "250 ENHANCEDSTATUSCODES\r\n";

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

void setOption(SessionSetup &setup, const QByteArray &option)
{
    const QByteArray value = option.mid(option.indexOf('=') + 1);
    if (option.startsWith("size="))
        setup.options.maxMessageSize = value.toLongLong();
    else if (option.startsWith("recipients="))
        setup.options.maxRecipients = value.toInt();
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
        else if (line.startsWith("O: "))
            setOption(cases.last().setup, line.mid(3));
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
        , m_session(setup.options)
    {
        m_session.setPaused(setup.paused);
        perform(m_session.start());
    }

    void feed(const QByteArray &bytes) { perform(m_session.feed(bytes)); }

    ServedSession served;

private:
    void perform(ServerSession::Actions actions)
    {
        bool submitted = false;
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
                submitted = true;
            } else if (std::holds_alternative<ServerSession::DropMessage>(action)) {
                m_message.value(); // there is one
                m_message.reset();
            } else {
                served.closed = true;
            }
        }
        if (submitted)
            perform(m_session.committed(answer()));
    }

    Result<MessageId> answer() const
    {
        if (m_setup.commitError)
            return Error{*m_setup.commitError, {}, {}};
        return MessageId{quint64(served.messages.size()), 0};
    }

    const SessionSetup &m_setup;
    ServerSession m_session;
    std::optional<QByteArray> m_message;
};

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
        recipients.append(recipient.address.text());
    return envelope.sender.text() + " -> " + recipients.join(", ");
}

QList<QList<QByteArray>> waysToCut(const QByteArray &bytes)
{
    QList<QByteArray> single;
    for (const char byte : bytes)
        single.append(QByteArray(1, byte));
    QList<QList<QByteArray>> ways{{bytes}, single};
    for (qsizetype at = 1; at < bytes.size(); ++at)
        ways.append({bytes.first(at), bytes.sliced(at)});
    return ways;
}

} // namespace mailweir
