// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ingest/client.h"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mailweir::bench {

namespace {

constexpr char kEhlo[] = "EHLO client.test\r\n";
constexpr char kStartTls[] = "STARTTLS\r\n";
constexpr char kMail[] = "MAIL FROM:<app@shop.test>\r\n";
constexpr char kRecipient[] = "RCPT TO:<ops@shop.test>\r\n";
constexpr char kData[] = "DATA\r\n";
constexpr char kEnvelope[] = "MAIL FROM:<app@shop.test>\r\nRCPT TO:<ops@shop.test>\r\nDATA\r\n";
constexpr char kQuit[] = "QUIT\r\n";

bool wouldBlock()
{
    return errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN;
}

sockaddr_in loopback(int host, quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(quint32(0x7f000000 + host));
    return address;
}

} // namespace

Client::~Client()
{
    close();
}

void Client::close()
{
    SSL_free(std::exchange(m_tls, nullptr));
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
    m_input.clear();
    m_unsent = {};
    m_step = Step::Greeting;
}

bool Client::open(int source)
{
    m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // The kernel chooses the port when the other end is known: then one source has 28,000 for each server.
    ::setsockopt(m_fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const sockaddr_in from = loopback(source, 0);
    const sockaddr_in to = loopback(1, m_options.port);
    if (::bind(m_fd, reinterpret_cast<const sockaddr *>(&from), sizeof from) != 0
        || (::connect(m_fd, reinterpret_cast<const sockaddr *>(&to), sizeof to) != 0 && !wouldBlock())) {
        fail(std::strerror(errno));
        return false;
    }
    return true;
}

Client::Event Client::fail(QByteArrayView what)
{
    m_failure = what.toByteArray();
    return Event::Failed;
}

void Client::send(Step step, QByteArrayView bytes)
{
    m_step = step;
    m_unsent = bytes;
}

void Client::sendEnvelope()
{
    if (m_options.pipelined)
        send(Step::Envelope, kEnvelope);
    else
        send(Step::Mail, kMail);
    m_replies = 0;
}

bool Client::write()
{
    while (!m_unsent.isEmpty()) {
        ssize_t written = 0;
        if (m_tls) {
            const int done = SSL_write(m_tls, m_unsent.data(), int(m_unsent.size()));
            if (done <= 0)
                return SSL_get_error(m_tls, done) == SSL_ERROR_WANT_WRITE;
            written = done;
        } else {
            written = ::send(m_fd, m_unsent.data(), size_t(m_unsent.size()), MSG_NOSIGNAL);
            if (written < 0)
                return wouldBlock();
        }
        m_unsent = m_unsent.sliced(written);
        if (m_unsent.isEmpty() && m_step == Step::Body)
            m_endOfData = std::chrono::steady_clock::now();
    }
    return true;
}

qsizetype Client::receive(char *to, qsizetype room)
{
    if (!m_tls)
        return ::recv(m_fd, to, size_t(room), 0);
    const int got = SSL_read(m_tls, to, int(room));
    if (got > 0)
        return got;
    errno = SSL_get_error(m_tls, got) == SSL_ERROR_WANT_READ ? EAGAIN : EIO;
    return SSL_get_error(m_tls, got) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

bool Client::shakeHands()
{
    if (!m_tls) {
        m_tls = SSL_new(m_options.tls);
        SSL_set_fd(m_tls, m_fd);
    }
    const int done = SSL_connect(m_tls);
    if (done == 1)
        send(Step::Ehlo, kEhlo);
    return done == 1 || SSL_get_error(m_tls, done) == SSL_ERROR_WANT_READ;
}

Client::Event Client::advance()
{
    if (m_step == Step::Handshake && !shakeHands())
        return fail("the TLS handshake failed");
    if (!write())
        return fail("the connection was lost while sending");
    std::array<char, 4096> buffer;
    while (m_step != Step::Handshake) {
        const qsizetype got = receive(buffer.data(), buffer.size());
        if (got < 0 && wouldBlock())
            return Event::None;
        if (got <= 0)
            return m_step == Step::Quit ? Event::Closed : fail("the connection was lost");
        m_input.append(buffer.data(), got);
        qsizetype begin = 0;
        Event event = Event::None;
        for (qsizetype end = 0; event == Event::None && (end = m_input.indexOf('\n', begin)) >= 0; begin = end + 1) {
            if (end - begin > 3 && m_input[begin + 3] == ' ')
                event = onReply(QByteArrayView(m_input).sliced(begin, end - begin));
        }
        m_input.remove(0, begin);
        if (event != Event::None)
            return event;
        if (!write())
            return fail("the connection was lost while sending");
    }
    return shakeHands() ? Event::None : fail("the TLS handshake failed");
}

Client::Event Client::onReply(QByteArrayView reply)
{
    if (reply.front() > '3')
        return fail(reply);
    switch (m_step) {
    case Step::Greeting:
        send(Step::Ehlo, kEhlo);
        break;
    case Step::Ehlo:
        if (m_options.tls && !m_tls)
            send(Step::StartTls, kStartTls);
        else
            sendEnvelope();
        break;
    case Step::StartTls:
        m_step = Step::Handshake;
        break;
    case Step::Mail:
        send(Step::Recipient, kRecipient);
        break;
    case Step::Recipient:
        send(Step::Data, kData);
        break;
    case Step::Envelope:
        if (++m_replies < 3)
            break;
        [[fallthrough]];
    case Step::Data:
        send(Step::Body, m_message);
        break;
    case Step::Body:
        if (m_options.oneMessage)
            send(Step::Quit, kQuit);
        else
            sendEnvelope();
        return Event::Acknowledged;
    case Step::Handshake:
    case Step::Quit:
        break;
    }
    return Event::None;
}

} // namespace mailweir::bench
