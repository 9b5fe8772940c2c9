// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/window/paced_sender.h"

#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mailweir::bench {

namespace {

constexpr int kSessions = 4;
constexpr int kMails = 4'000;

/// A connection that waits for every answer.
class Session {
public:
    explicit Session(quint16 port)
        : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_works = ::connect(m_fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 && await(1)
            && write("EHLO bench.example\r\n") && await(1);
    }
    ~Session() { ::close(m_fd); }
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    bool send(const MailGenerator::Mail &mail)
    {
        QByteArray envelope = "MAIL FROM:<" + mail.envelope.sender.text() + "> BODY=8BITMIME\r\n";
        for (const EnvelopeRecipient &recipient : mail.envelope.recipients)
            envelope += "RCPT TO:<" + recipient.address.text() + ">\r\n";
        m_works = m_works && write(envelope + "DATA\r\n") && await(2 + mail.envelope.recipients.size())
            && write(mail.raw + ".\r\n") && await(1);
        return m_works;
    }

private:
    bool write(const QByteArray &bytes)
    {
        for (qsizetype done = 0; done < bytes.size();) {
            const ssize_t written = ::send(m_fd, bytes.constData() + done, size_t(bytes.size() - done), MSG_NOSIGNAL);
            if (written <= 0)
                return false;
            done += written;
        }
        return true;
    }
    /// So many replies, none of them an error.
    bool await(qsizetype replies)
    {
        std::array<char, 4096> buffer;
        while (replies > 0) {
            const ssize_t got = ::recv(m_fd, buffer.data(), buffer.size(), 0);
            if (got <= 0)
                return false;
            m_input += QByteArrayView(buffer.data(), got);
            for (qsizetype end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n')) {
                if (end < 4 || m_input[0] > '3')
                    return false;
                replies -= m_input[3] == ' ' ? 1 : 0;
                m_input.remove(0, end + 1);
            }
        }
        return true;
    }

    int m_fd;
    bool m_works = false;
    QByteArray m_input;
};

} // namespace

PacedSender::PacedSender(quint16 port, int perSecond, qint64 firstNumber, const MailGenerator::Options &mail)
    : m_port(port)
    , m_perSecond(std::max(1, perSecond / kSessions))
    , m_first(firstNumber)
{
    const MailGenerator generator(mail);
    while (m_mails.size() < kMails)
        m_mails.append(generator.mail(m_first + m_mails.size()));
    for (int session = 0; session < kSessions; ++session)
        m_sessions.emplace_back([this, session] { run(session); });
}

PacedSender::~PacedSender()
{
    m_stop = true;
    for (std::thread &session : m_sessions)
        session.join();
}

void PacedSender::run(int session)
{
    Session smtp(m_port);
    const auto begun = std::chrono::steady_clock::now();
    for (qint64 count = 0; !m_stop; ++count) {
        std::this_thread::sleep_until(begun + count * std::chrono::nanoseconds(1'000'000'000 / m_perSecond));
        if (!smtp.send(m_mails[(count * kSessions + session) % m_mails.size()]))
            return;
        ++m_sent;
    }
}

} // namespace mailweir::bench
