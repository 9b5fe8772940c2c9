// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <span>

using BIO = struct bio_st;
using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace mailweir {

/// The server's side of one TLS connection (1.2 and 1.3, without renegotiation). No sockets: what comes from the wire
/// goes in, what belongs on the wire comes out.
class TlsLayer {
public:
    explicit TlsLayer(SSL_CTX &context);
    ~TlsLayer();
    TlsLayer(const TlsLayer &) = delete;
    TlsLayer &operator=(const TlsLayer &) = delete;

    enum class Status {
        Done,
        NeedsInput, ///< give it more from the wire
        Ended, ///< the peer said goodbye (close_notify)
        Failed, ///< for good; an alert may be among the output
    };
    struct Read {
        Status status;
        qsizetype size = 0; ///< of plain text; above 0 only when Done
    };

    /// Bytes from the wire.
    void feed(QByteArrayView bytes);
    [[nodiscard]] Status handshake();
    [[nodiscard]] Read read(std::span<char> buffer);
    /// Encrypts all of it. False when the connection has failed.
    [[nodiscard]] bool write(QByteArrayView plain);
    /// Says goodbye.
    void close();
    /// Moves what belongs on the wire to the end of `wire`.
    void takeOutput(QByteArray &wire);

    /// After the handshake.
    [[nodiscard]] TlsDetails details() const;
    /// OpenSSL's words on what failed.
    [[nodiscard]] const QByteArray &problem() const { return m_problem; }

private:
    [[nodiscard]] Status statusOf(int result);

    struct Free {
        void operator()(SSL *ssl) const;
    };
    std::unique_ptr<SSL, Free> m_ssl;
    BIO *m_fromWire = nullptr; // m_ssl's
    BIO *m_toWire = nullptr; // m_ssl's
    QByteArray m_problem;
    bool m_failed = false;
};

} // namespace mailweir
