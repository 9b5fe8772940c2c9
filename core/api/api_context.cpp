// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"

namespace mailweir {

BatchRule ApiContext::batchRule() const
{
    const BatchingSettings batching = service.settings().batching;
    return {batching.wait, batching.maxWait};
}

Router makeApiRouter(const ApiContextPtr &api)
{
    std::vector<Route> routes;
    for (const auto &family : {healthRoutes(), statusRoutes(), groupRoutes(), batchRoutes(), deliveryRoutes(),
                               messageRoutes(), faultRoutes(), mailpitRoutes()}) {
        for (const ApiRoute &route : family) {
            routes.push_back({route.method, route.pattern,
                              [api, call = route.call](const HttpRequest &request, const PathValues &values,
                                                       HttpResponder responder) {
                                  call(api, request, values, std::move(responder));
                              }});
        }
    }
    return Router(std::move(routes));
}

} // namespace mailweir
