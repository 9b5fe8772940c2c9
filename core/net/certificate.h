// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"

#include <QStringList>

#include <memory>
#include <vector>

using X509 = struct x509_st;
using EVP_PKEY = struct evp_pkey_st;
using SSL_CTX = struct ssl_ctx_st;

namespace mailweir {

/// A certificate with what is above it, and its private key. A value that is shared, never changed.
/// Thread: any.
class Certificate {
public:
    /// Both files are PEM; they may be the same. Errors: NotFound, PermissionDenied, Io, Invalid (no certificate or key
    /// in it, a key with a pass phrase or of another certificate); the subject is the file.
    [[nodiscard]] static Result<Certificate> load(const QString &certificateFile, const QString &keyFile);
    /// A new one, signed by itself (EC P-256, SHA-256), for the host names or addresses given and for localhost,
    /// 127.0.0.1 and ::1. Good from a day before `now`, for clients whose clock is behind, and for 397 days in all.
    /// Errors: Io.
    [[nodiscard]] static Result<Certificate> makeSelfSigned(const QStringList &hostNames, Timestamp now);

    /// Writes both files, 0600. Errors: PermissionDenied, DiskFull, Io.
    [[nodiscard]] Result<void> save(const QString &certificateFile, const QString &keyFile) const;

    [[nodiscard]] Timestamp notBefore() const;
    [[nodiscard]] Timestamp notAfter() const;

    /// Gives it to the connections of a context. Errors: Invalid (OpenSSL finds it too weak), without a subject.
    [[nodiscard]] Result<void> useIn(SSL_CTX *context) const;

private:
    std::vector<std::shared_ptr<X509>> m_chain; // the server's own first
    std::shared_ptr<EVP_PKEY> m_key;
};

/// OpenSSL's words for the last error of this thread, whose list of errors is then empty.
[[nodiscard]] QString takeOpenSslError();

} // namespace mailweir
