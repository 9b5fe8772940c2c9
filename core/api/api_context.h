// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/router.h"
#include "core/base/clock.h"
#include "core/service/mail_service.h"

#include <QString>

#include <memory>
#include <set>
#include <utility>

namespace mailweir {

/// What the calls work on. Shared, because questions that were put to the store may end after the server is gone;
/// service and clock outlive them.
struct ApiContext {
    MailService &service;
    const Clock &clock;
    const QString version;
    std::set<std::pair<QString, GroupId>> firingAlerts; ///< rule and group; HTTP thread only

    [[nodiscard]] BatchRule batchRule() const;
};
using ApiContextPtr = std::shared_ptr<ApiContext>;

/// One line of a table of calls. The call runs on the HTTP thread, its answer comes from wherever it is ready.
struct ApiRoute {
    std::string_view method;
    std::string_view pattern;
    void (*call)(const ApiContextPtr &api, const HttpRequest &request, const PathValues &values,
                 HttpResponder responder);
};

[[nodiscard]] std::vector<ApiRoute> healthRoutes();
[[nodiscard]] std::vector<ApiRoute> statusRoutes();
[[nodiscard]] std::vector<ApiRoute> groupRoutes();
[[nodiscard]] std::vector<ApiRoute> batchRoutes();
[[nodiscard]] std::vector<ApiRoute> deliveryRoutes();
[[nodiscard]] std::vector<ApiRoute> messageRoutes();
[[nodiscard]] std::vector<ApiRoute> faultRoutes();
[[nodiscard]] std::vector<ApiRoute> mailpitRoutes();

/// All of them, as a router that works on `api`.
[[nodiscard]] Router makeApiRouter(const ApiContextPtr &api);

} // namespace mailweir
