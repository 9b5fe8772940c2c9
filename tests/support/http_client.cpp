// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_client.h"

#include <QJsonDocument>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace mailweir {

namespace {

constexpr timeval kPatience{10, 0};

/// The bytes of an IPv4 or IPv6 endpoint; 0 when the address is neither.
socklen_t fillEndpoint(sockaddr_storage &endpoint, quint16 port, const char *address)
{
    auto *v4 = reinterpret_cast<sockaddr_in *>(&endpoint);
    if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return sizeof(sockaddr_in);
    }
    auto *v6 = reinterpret_cast<sockaddr_in6 *>(&endpoint);
    if (inet_pton(AF_INET6, address, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        return sizeof(sockaddr_in6);
    }
    return 0;
}

} // namespace

QByteArray HttpAnswer::field(QByteArrayView name) const
{
    const QByteArray wanted = name.toByteArray().toLower() + ':';
    for (const QByteArray &line : head.split('\n')) {
        if (line.toLower().startsWith(wanted))
            return line.mid(wanted.size()).trimmed();
    }
    return {};
}

QJsonObject HttpAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

HttpClient::HttpClient(quint16 port, const char *address)
{
    sockaddr_storage endpoint{};
    const socklen_t size = fillEndpoint(endpoint, port, address);
    m_socket = ::socket(endpoint.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&endpoint), size) != 0) {
        ::close(m_socket);
        m_socket = -1;
    }
}

HttpClient::~HttpClient()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

void HttpClient::send(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto sent = ::send(m_socket, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes = bytes.sliced(sent);
    }
}

void HttpClient::shutdownWriting()
{
    ::shutdown(m_socket, SHUT_WR);
}

bool HttpClient::receive()
{
    std::array<char, 65536> chunk;
    const auto size = ::recv(m_socket, chunk.data(), chunk.size(), 0);
    if (size > 0)
        m_received.append(chunk.data(), size);
    return size > 0;
}

HttpAnswer HttpClient::read(bool headOnly)
{
    while (!m_received.contains("\r\n\r\n")) {
        if (!receive())
            return {};
    }
    HttpAnswer answer;
    const auto headEnd = m_received.indexOf("\r\n\r\n") + 4;
    answer.head = m_received.left(headEnd);
    const int status = answer.head.mid(9, 3).toInt();
    const qsizetype size = headOnly ? 0 : answer.field("Content-Length").toLongLong();
    while (m_received.size() < headEnd + size) {
        if (!receive())
            return {};
    }
    answer.status = status;
    answer.body = m_received.mid(headEnd, size);
    m_received.remove(0, headEnd + size);
    return answer;
}

bool HttpClient::isClosedByServer()
{
    char byte = 0;
    return m_received.isEmpty() && ::recv(m_socket, &byte, 1, 0) == 0;
}

HttpAnswer httpRequest(quint16 port, QByteArrayView method, QByteArrayView target, QByteArrayView body)
{
    HttpClient client(port);
    if (!client.isConnected())
        return {};
    client.send(method.toByteArray() + ' ' + target.toByteArray()
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body.toByteArray());
    return client.read(method == "HEAD");
}

} // namespace mailweir
