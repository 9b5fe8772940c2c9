// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QList>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>

#include <memory>

namespace mailweir {

/// A server that plays one script per connection, in the order of the connections. A step is one of
///   "S: text"  sends the line; successive ones leave in one segment
///   "C: text"  waits for a line and compares it; a * at the end stands for anything
///   "BODY"     waits for everything up to the lone dot and keeps it
///   "TLS"      waits for the handshake
///   "CLOSE"    closes the connection; "RESET" breaks it
/// After the last step it waits for the client to close. A line that does not fit ends up in mismatches().
/// Thread: one, with an event loop.
class ScriptedSmtpServer final : public QTcpServer {
public:
    using Script = QByteArrayList;

    explicit ScriptedSmtpServer(QList<Script> scripts, const QHostAddress &address = QHostAddress::LocalHost,
                                quint16 port = 0)
        : m_scripts(std::move(scripts))
    {
        listen(address, port);
    }

    void setIdentity(const QSslCertificate &certificate, const QSslKey &key)
    {
        m_certificate = certificate;
        m_key = key;
    }

    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int closed() const { return m_closed; }
    /// Whether every script was played to its end.
    [[nodiscard]] bool done() const { return m_ended == m_scripts.size(); }
    [[nodiscard]] const QByteArrayList &mismatches() const { return m_mismatches; }
    /// The lines that clients sent, bodies left out.
    [[nodiscard]] const QByteArrayList &heard() const { return m_heard; }
    /// As sent, dot-stuffed, without the lone dot.
    [[nodiscard]] const QByteArrayList &bodies() const { return m_bodies; }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto session = std::make_shared<Session>();
        session->script = m_scripts.value(m_connections++);
        session->socket = new QSslSocket(this);
        session->socket->setSocketDescriptor(descriptor);
        connect(session->socket, &QSslSocket::readyRead, this, [this, session] {
            session->unread += session->socket->readAll();
            play(*session);
        });
        connect(session->socket, &QSslSocket::encrypted, this, [this, session] {
            session->handshaking = false;
            play(*session);
        });
        connect(session->socket, &QSslSocket::disconnected, this, [this] { ++m_closed; });
        play(*session);
    }

private:
    struct Session {
        Script script;
        QSslSocket *socket = nullptr;
        QByteArray unread;
        bool handshaking = false;
        bool ended = false;
    };

    void play(Session &session)
    {
        while (!session.script.isEmpty() && !session.handshaking && playStep(session)) { }
        if (session.script.isEmpty() && !session.handshaking && !std::exchange(session.ended, true))
            ++m_ended;
    }

    /// Whether the next step may follow.
    bool playStep(Session &session)
    {
        const QByteArray step = session.script.first();
        if (step.startsWith("S: ")) {
            QByteArray segment;
            while (!session.script.isEmpty() && session.script.first().startsWith("S: "))
                segment += session.script.takeFirst().mid(3) + "\r\n";
            session.socket->write(segment);
            session.socket->flush();
        } else if (step.startsWith("C: ")) {
            return hear(session, step.mid(3));
        } else if (step == "BODY") {
            return takeBody(session);
        } else {
            session.script.removeFirst();
            if (step == "TLS")
                startTls(session);
            else if (step == "CLOSE")
                session.socket->disconnectFromHost();
            else
                session.socket->abort();
        }
        return true;
    }

    bool hear(Session &session, const QByteArray &expected)
    {
        const qsizetype end = session.unread.indexOf("\r\n");
        if (end < 0)
            return false;
        const QByteArray line = session.unread.first(end);
        session.unread.remove(0, end + 2);
        session.script.removeFirst();
        m_heard.append(line);
        const bool fits = expected.endsWith('*') ? line.startsWith(expected.chopped(1)) : line == expected;
        if (!fits)
            m_mismatches.append("expected \"" + expected + "\", heard \"" + line + '"');
        return true;
    }

    bool takeBody(Session &session)
    {
        // Nothing follows the dot before its reply, so looking at the end is enough, and cheap for large mails.
        if (session.unread != ".\r\n" && !session.unread.endsWith("\r\n.\r\n"))
            return false;
        session.unread.chop(3);
        m_bodies.append(std::exchange(session.unread, {}));
        session.script.removeFirst();
        return true;
    }

    void startTls(Session &session)
    {
        QSslConfiguration configuration = session.socket->sslConfiguration();
        configuration.setLocalCertificate(m_certificate);
        configuration.setPrivateKey(m_key);
        session.socket->setSslConfiguration(configuration);
        session.handshaking = true;
        session.socket->startServerEncryption();
    }

    const QList<Script> m_scripts;
    QSslCertificate m_certificate;
    QSslKey m_key;
    int m_connections = 0;
    int m_closed = 0;
    int m_ended = 0;
    QByteArrayList m_mismatches;
    QByteArrayList m_heard;
    QByteArrayList m_bodies;
};

} // namespace mailweir
