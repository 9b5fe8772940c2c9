// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/http_types.h"

#include <string>
#include <string_view>
#include <vector>

namespace mailweir {

/// Values of a pattern's `{…}` segments, in order.
using PathValues = std::vector<std::string>;

struct Route {
    std::string_view method;
    std::string_view pattern; ///< "/api/v2/deliveries/{id}/raw"
    std::function<void(const HttpRequest &, const PathValues &, HttpResponder)> handler;
};

/// Finds the route of a request; the first that fits. Answers OPTIONS with 200, a known path with another method with
/// 405 and Allow, an unknown path with 404 (JSON under /api/v2, Mailpit's text elsewhere).
class Router {
public:
    explicit Router(std::vector<Route> routes)
        : m_routes(std::move(routes))
    {
    }

    void handle(const HttpRequest &request, HttpResponder responder) const;

private:
    std::vector<Route> m_routes;
};

} // namespace mailweir
