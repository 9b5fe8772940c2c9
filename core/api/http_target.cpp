// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_target.h"

#include <algorithm>

namespace mailweir {

namespace {

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// The text before `separator`, which is taken off `rest` with it.
std::string_view cutAt(std::string_view &rest, char separator)
{
    const auto end = std::min(rest.find(separator), rest.size());
    const auto front = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return front;
}

bool readPath(std::string_view path, HttpRequest &request)
{
    while (!path.empty()) {
        auto segment = percentDecoded(cutAt(path, '/'), false);
        if (!segment || *segment == "." || *segment == ".." || std::any_of(segment->begin(), segment->end(), isControl))
            return false;
        if (!segment->empty())
            request.path.push_back(std::move(*segment));
    }
    return true;
}

bool readQuery(std::string_view query, HttpRequest &request)
{
    while (!query.empty()) {
        std::string_view value = cutAt(query, '&');
        const std::string_view name = cutAt(value, '=');
        auto decodedName = percentDecoded(name, true);
        auto decodedValue = percentDecoded(value, true);
        if (!decodedName || !decodedValue)
            return false;
        if (!decodedName->empty())
            request.query.emplace_back(std::move(*decodedName), std::move(*decodedValue));
    }
    return true;
}

} // namespace

bool parseTarget(std::string_view target, HttpRequest &request)
{
    const auto forbidden = [](char c) {
        return isControl(c) || c == ' ' || c == '#' || static_cast<signed char>(c) < 0;
    };
    if (!target.starts_with('/') || std::any_of(target.begin(), target.end(), forbidden))
        return false;
    const std::string_view path = cutAt(target, '?');
    return readPath(path, request) && readQuery(target, request);
}

std::optional<std::string> percentDecoded(std::string_view text, bool plusIsBlank)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size() || hexValue(text[i + 1]) < 0 || hexValue(text[i + 2]) < 0)
                return std::nullopt;
            decoded += static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2]));
            i += 2;
        } else {
            decoded += text[i] == '+' && plusIsBlank ? ' ' : text[i];
        }
    }
    return decoded;
}

} // namespace mailweir
