// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/http_types.h"
#include "core/base/clock.h"
#include "core/service/mail_service.h"
#include "core/settings/settings.h"

#include <QString>

#include <memory>

namespace mailweir {

/// The HTTP API of CONTRACT section 5: routes over a MailService, served by Boost.Beast on a thread of its own.
///
/// It listens on loopback addresses only: this version has no log-in.
/// Thread: the owner's. `service` and `clock` outlive the server; stop it before the service.
class HttpServer {
public:
    HttpServer(MailService &service, const HttpSettings &settings, const Clock &clock, const QString &version,
               const HttpLimits &limits = {});
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /// On return requests are answered. `localhost` is 127.0.0.1 and, where there is IPv6, ::1 with the same port.
    /// The answer is the first address with its real port. Errors: AddressInUse, PermissionDenied, NotInThisVersion
    /// (not a loopback address), Io.
    [[nodiscard]] Result<HostPort> start();
    /// No new requests; answers in flight are finished within HttpLimits::stop. Safe to call twice.
    void stop();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mailweir
