// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <memory>

using SSL_CTX = struct ssl_ctx_st;

namespace mailweir {

/// Where a listener's certificate comes from. Loaded on first use; looked at again when its file changes, and a
/// self-signed one is renewed before it ends: connections that are open keep the one they have.
///
/// Thread: the listeners'.
class TlsSource {
public:
    struct Files {
        QString certificate; ///< PEM, with the chain; empty: a self-signed one is made in `directory`
        QString key; ///< PEM; empty: it is in the certificate's file
        QString directory; ///< of the self-signed one: certificate.pem and key.pem, 0600

        friend bool operator==(const Files &, const Files &) = default;
    };

    /// `hostNames`: of the self-signed certificate, besides localhost, 127.0.0.1 and ::1.
    TlsSource(Files files, QStringList hostNames, const Clock &clock);
    ~TlsSource();

    /// Loads (or makes) the certificate now. Errors: NotFound, PermissionDenied, Invalid (not PEM, a key that does not
    /// fit, …); the subject is the file.
    [[nodiscard]] Result<void> load();
    /// The context for a new connection; looks at the files at most once a second. Null when load() never succeeded; a
    /// changed file that cannot be used is logged, and the old certificate stays.
    [[nodiscard]] std::shared_ptr<SSL_CTX> context();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mailweir
