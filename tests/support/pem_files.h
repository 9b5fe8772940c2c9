// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#include <memory>
#include <openssl/pem.h>

// What the tests of certificates need to look at their files with OpenSSL itself.
namespace mailweir {

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// Null when there is none.
inline std::shared_ptr<X509> certificateIn(const QString &path)
{
    const QByteArray pem = contentOf(path);
    BIO *in = BIO_new_mem_buf(pem.constData(), int(pem.size()));
    std::shared_ptr<X509> certificate(PEM_read_bio_X509(in, nullptr, nullptr, nullptr), X509_free);
    BIO_free(in);
    return certificate;
}

/// What `write` puts into the BIO that it is given.
template <typename Write> QByteArray pemOf(Write write)
{
    BIO *out = BIO_new(BIO_s_mem());
    write(out);
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(out, &bytes);
    const QByteArray pem(bytes, size);
    BIO_free(out);
    return pem;
}

} // namespace mailweir
