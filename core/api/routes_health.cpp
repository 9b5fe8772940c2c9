// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"

namespace mailweir {

namespace {

void showRoot(const ApiContextPtr &api, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    responder(textResponse(200, "Mailweir " + api->version.toStdString() + "\n"));
}

void showLive(const ApiContextPtr &, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    responder(textResponse(200, "ok"));
}

/// Ready is who accepts mail and can be asked about it.
void showReady(const ApiContextPtr &api, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    if (api->service.status().listeners.isEmpty()) {
        responder(textResponse(503, "no listener"));
        return;
    }
    api->service.read([responder](StoreReader &reader) {
        responder(reader.counts() ? textResponse(200, "ok") : textResponse(503, "the store cannot be read"));
    });
}

} // namespace

std::vector<ApiRoute> healthRoutes()
{
    return {
        {"GET", "/", showRoot},
        {"GET", "/livez", showLive},
        {"GET", "/readyz", showReady},
    };
}

} // namespace mailweir
