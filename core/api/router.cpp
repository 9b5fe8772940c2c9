// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/router.h"

#include <algorithm>
#include <optional>

namespace mailweir {

namespace {

/// The values of the pattern's `{…}` segments when the path fits.
std::optional<PathValues> match(std::string_view pattern, const std::vector<std::string> &path)
{
    PathValues values;
    std::size_t index = 0;
    while (pattern.size() > 1) {
        pattern.remove_prefix(1); // the slash
        const auto segment = pattern.substr(0, std::min(pattern.find('/'), pattern.size()));
        if (index == path.size())
            return std::nullopt;
        if (segment.starts_with('{'))
            values.push_back(path[index]);
        else if (segment != path[index])
            return std::nullopt;
        pattern.remove_prefix(segment.size());
        ++index;
    }
    if (index != path.size())
        return std::nullopt;
    return values;
}

bool belongsToV2(const HttpRequest &request)
{
    return request.path.size() >= 2 && request.path[0] == "api" && request.path[1] == "v2";
}

HttpResponse refusal(const HttpRequest &request, unsigned status, std::string_view code, std::string_view message)
{
    return belongsToV2(request) ? errorResponse(status, code, message) : textResponse(status, message);
}

std::string allowField(const std::vector<std::string_view> &methods)
{
    std::string field;
    for (const std::string_view method : methods) {
        field += method;
        field += method == "GET" ? ", HEAD, " : ", ";
    }
    return field + "OPTIONS";
}

} // namespace

void Router::handle(const HttpRequest &request, HttpResponder responder) const
{
    std::vector<std::string_view> methods;
    for (const Route &route : m_routes) {
        const auto values = match(route.pattern, request.path);
        if (!values)
            continue;
        if (route.method == request.method) {
            route.handler(request, *values, std::move(responder));
            return;
        }
        methods.push_back(route.method);
    }

    if (request.method == "OPTIONS") {
        responder({200, {}, {}, {{"Allow", allowField(methods)}}});
    } else if (methods.empty()) {
        responder(refusal(request, 404, "not_found", "404 page not found"));
    } else {
        HttpResponse response = refusal(request, 405, "method_not_allowed", "405 method not allowed");
        response.headers.emplace_back("Allow", allowField(methods));
        responder(std::move(response));
    }
}

} // namespace mailweir
