// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalSocket>
#include <QTcpSocket>

#include <memory>

namespace mailweir {

/// An SMTP client for tests that says one thing after the other and waits for each answer.
class SmtpDialogue {
public:
    static constexpr int kPatience = 10'000; // ms until an answer counts as missed

    explicit SmtpDialogue(quint16 port)
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QStringLiteral("127.0.0.1"), port);
        m_socket = std::move(socket);
        m_greeting = answer();
    }
    explicit SmtpDialogue(const QString &unixPath)
    {
        auto socket = std::make_unique<QLocalSocket>();
        socket->connectToServer(unixPath);
        m_socket = std::move(socket);
        m_greeting = answer();
    }

    [[nodiscard]] const QByteArray &greeting() const { return m_greeting; }
    /// The answer's lines, without the last line end; empty when there was none.
    QByteArray say(const QByteArray &line)
    {
        m_socket->write(line + "\r\n");
        return answer();
    }
    /// From MAIL to the dot; the last answer.
    QByteArray send(const QByteArray &recipient, const QByteArray &subject = "Hello")
    {
        for (const QByteArray &line : {QByteArrayLiteral("MAIL FROM:<app@example.test>"), "RCPT TO:<" + recipient + '>',
                                       QByteArrayLiteral("DATA")}) {
            const QByteArray reply = say(line);
            if (reply.isEmpty() || reply[0] > '3')
                return reply;
        }
        return say("Subject: " + subject + "\r\n\r\ntext\r\n.");
    }
    /// The next answer, also one that nobody asked for.
    QByteArray answer()
    {
        QByteArray lines;
        while (true) {
            while (!m_socket->canReadLine()) {
                if (!m_socket->waitForReadyRead(kPatience))
                    return lines;
            }
            const QByteArray line = m_socket->readLine();
            lines += line;
            if (line.size() < 4 || line[3] != '-')
                return lines.chopped(2);
        }
    }

private:
    std::unique_ptr<QIODevice> m_socket;
    QByteArray m_greeting;
};

} // namespace mailweir
