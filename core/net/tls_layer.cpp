// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tls_layer.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace mailweir {

void TlsLayer::Free::operator()(SSL *ssl) const
{
    SSL_free(ssl);
}

TlsLayer::TlsLayer(SSL_CTX &context)
    : m_ssl(SSL_new(&context))
    , m_fromWire(BIO_new(BIO_s_mem()))
    , m_toWire(BIO_new(BIO_s_mem()))
{
    Q_CHECK_PTR(m_ssl.get());
    Q_CHECK_PTR(m_fromWire);
    Q_CHECK_PTR(m_toWire);
    SSL_set_bio(m_ssl.get(), m_fromWire, m_toWire);
    SSL_set_min_proto_version(m_ssl.get(), TLS1_2_VERSION);
    SSL_set_options(m_ssl.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_set_mode(m_ssl.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_clear_mode(m_ssl.get(), SSL_MODE_ENABLE_PARTIAL_WRITE); // write() means all
    SSL_set_accept_state(m_ssl.get());
}

TlsLayer::~TlsLayer() = default;

void TlsLayer::feed(QByteArrayView bytes)
{
    size_t written = 0; // all of it: a memory BIO grows
    BIO_write_ex(m_fromWire, bytes.data(), size_t(bytes.size()), &written);
}

TlsLayer::Status TlsLayer::handshake()
{
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    return result == 1 ? Status::Done : statusOf(result);
}

TlsLayer::Read TlsLayer::read(std::span<char> buffer)
{
    if (m_failed)
        return {Status::Failed};
    ERR_clear_error();
    size_t size = 0;
    const int result = SSL_read_ex(m_ssl.get(), buffer.data(), buffer.size(), &size);
    return result == 1 ? Read{Status::Done, qsizetype(size)} : Read{statusOf(result)};
}

bool TlsLayer::write(QByteArrayView plain)
{
    if (m_failed)
        return false;
    if (plain.isEmpty())
        return true;
    ERR_clear_error();
    size_t written = 0; // all of it: a memory BIO grows
    m_failed = SSL_write_ex(m_ssl.get(), plain.data(), size_t(plain.size()), &written) != 1;
    return !m_failed;
}

void TlsLayer::close()
{
    if (m_failed || SSL_is_init_finished(m_ssl.get()) == 0)
        return;
    ERR_clear_error();
    SSL_shutdown(m_ssl.get()); // 0: the peer's goodbye is not awaited
}

void TlsLayer::takeOutput(QByteArray &wire)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(m_toWire, &data);
    if (size <= 0)
        return;
    wire.append(data, size);
    BIO_reset(m_toWire);
}

TlsDetails TlsLayer::details() const
{
    return {SSL_get_version(m_ssl.get()), SSL_get_cipher_name(m_ssl.get())};
}

TlsLayer::Status TlsLayer::statusOf(int result)
{
    switch (SSL_get_error(m_ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
        return Status::NeedsInput;
    case SSL_ERROR_ZERO_RETURN:
        return Status::Ended;
    default:
        m_failed = true;
        if (const unsigned long code = ERR_peek_last_error(); code != 0) {
            if (const char *words = ERR_reason_error_string(code))
                m_problem = words;
        }
        ERR_clear_error();
        return Status::Failed;
    }
}

} // namespace mailweir
