// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_types.h"

#include <cstdio>

namespace mailweir {

namespace {

std::string jsonString(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[7];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            quoted += escape;
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

} // namespace

std::string_view HttpRequest::parameter(std::string_view name) const
{
    for (const auto &[key, value] : query) {
        if (key == name)
            return value;
    }
    return {};
}

HttpResponse errorResponse(unsigned status, std::string_view code, std::string_view message)
{
    HttpResponse response;
    response.status = status;
    response.contentType = "application/json";
    response.body = "{\"error\":{\"code\":" + jsonString(code) + ",\"message\":" + jsonString(message) + "}}\n";
    return response;
}

HttpResponse textResponse(unsigned status, std::string_view text)
{
    HttpResponse response;
    response.status = status;
    response.contentType = "text/plain; charset=utf-8";
    response.body = text;
    return response;
}

} // namespace mailweir
