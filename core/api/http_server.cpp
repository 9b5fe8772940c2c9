// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_server.h"

#include "core/api/api_context.h"
#include "core/api/http_transport.h"
#include "core/base/logging.h"

namespace mailweir {

namespace {

/// The loopback literals that `host` stands for; none when it is something else.
std::vector<std::string> loopbackAddresses(const QString &host)
{
    if (host.compare(QLatin1StringView("localhost"), Qt::CaseInsensitive) == 0)
        return {"127.0.0.1", "::1"};
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    const std::string literal = (bracketed ? host.mid(1, host.size() - 2) : host).toStdString();
    return isLoopbackHost(literal) ? std::vector{literal} : std::vector<std::string>{};
}

HostPolicy hostPolicy(const HttpSettings &settings)
{
    std::vector<std::string> allowed;
    for (const QString &host : settings.allowedHosts)
        allowed.push_back(host.toStdString());
    return HostPolicy(allowed);
}

Error listenError(std::error_code error, const QString &address)
{
    const QString detail = QString::fromStdString(error.message());
    if (error == std::errc::address_in_use)
        return {ErrorCode::AddressInUse, address, detail};
    if (error == std::errc::permission_denied)
        return {ErrorCode::PermissionDenied, address, detail};
    return {ErrorCode::Io, address, detail};
}

} // namespace

class HttpServer::Private {
public:
    Private(MailService &service, const HttpSettings &httpSettings, const Clock &clock, const QString &version,
            const HttpLimits &limits)
        : settings(httpSettings)
        , api(std::make_shared<ApiContext>(ApiContext{service, clock, version, {}}))
        , transport(limits, hostPolicy(settings),
                    [router = makeApiRouter(api)](const HttpRequest &request, HttpResponder responder) {
                        router.handle(request, std::move(responder));
                    })
    {
    }

    void noteAlert(const Alert &alert)
    {
        if (alert.over)
            api->firingAlerts.erase({alert.rule, alert.group});
        else
            api->firingAlerts.emplace(alert.rule, alert.group);
    }

    const HttpSettings settings;
    const ApiContextPtr api;
    HttpTransport transport;
    std::optional<int> subscription;
};

HttpServer::HttpServer(MailService &service, const HttpSettings &settings, const Clock &clock, const QString &version,
                       const HttpLimits &limits)
    : d(std::make_unique<Private>(service, settings, clock, version, limits))
{
}

HttpServer::~HttpServer()
{
    stop();
}

Result<HostPort> HttpServer::start()
{
    const HostPort &bind = d->settings.bind;
    const auto addresses = loopbackAddresses(bind.host);
    if (addresses.empty())
        return Error{ErrorCode::NotInThisVersion, bind.text(), QStringLiteral("HTTP on other than loopback addresses")};
    quint16 port = bind.port;
    if (const auto error = d->transport.listen(addresses, port))
        return listenError(error, bind.text());

    // Alerts are noted where they are read, on the HTTP thread.
    EngineObserver observer;
    observer.alertChanged = [this](const Alert &alert) {
        d->transport.post([this, alert] { d->noteAlert(alert); });
    };
    d->subscription = d->api->service.subscribe(std::move(observer));
    d->transport.run();
    const HostPort where{QString::fromStdString(addresses.front()), port};
    qCInfo(lcApi).noquote() << "listening on" << where.text();
    return where;
}

void HttpServer::stop()
{
    if (d->subscription) {
        d->api->service.unsubscribe(*d->subscription);
        d->subscription.reset();
    }
    d->transport.stop();
}

} // namespace mailweir
