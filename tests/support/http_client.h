// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

namespace mailweir {

/// An answer as it came; status 0 = the connection ended or nothing came for ten seconds.
struct HttpAnswer {
    int status = 0;
    QByteArray head; ///< status line and fields
    QByteArray body;

    /// The value of a field; empty when there is none.
    [[nodiscard]] QByteArray field(QByteArrayView name) const;
    /// The body as an object; empty when it is none.
    [[nodiscard]] QJsonObject json() const;
};

/// A client that sends exactly the bytes it is given. Blocking; loopback only.
class HttpClient final {
public:
    explicit HttpClient(quint16 port, const char *address = "127.0.0.1");
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    [[nodiscard]] bool isConnected() const { return m_socket >= 0; }
    /// A server that has closed already is no error: its answer tells.
    void send(QByteArrayView bytes);
    void shutdownWriting();
    /// The next answer; `headOnly` for the answer to a HEAD. 100 Continue is an answer too.
    [[nodiscard]] HttpAnswer read(bool headOnly = false);
    /// Whether the server has closed; waits for it, and fails on any further byte.
    [[nodiscard]] bool isClosedByServer();

private:
    [[nodiscard]] bool receive();

    int m_socket = -1;
    QByteArray m_received;
};

/// One request on a connection of its own, with a proper Host.
[[nodiscard]] HttpAnswer httpRequest(quint16 port, QByteArrayView method, QByteArrayView target,
                                     QByteArrayView body = {});

} // namespace mailweir
