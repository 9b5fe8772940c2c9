// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/host_policy.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

namespace mailweir {

namespace {

struct Authority {
    std::string host; ///< lower case, IPv6 without brackets
    int port = 0; ///< 0 = none given
};

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

bool isIpv6(const std::string &text)
{
    in6_addr address{};
    return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

std::optional<int> parsePort(std::string_view text)
{
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65535)
        return std::nullopt;
    return port;
}

/// RFC 3986 section 3.2, without user information.
std::optional<Authority> parseAuthority(std::string_view text)
{
    Authority authority;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        authority.host = lowered(text.substr(1, end - 1));
        if (!isIpv6(authority.host))
            return std::nullopt;
        rest = text.substr(end + 1);
    } else {
        const auto end = std::min(text.find(':'), text.size());
        authority.host = lowered(text.substr(0, end));
        if (authority.host.empty() || !std::all_of(authority.host.begin(), authority.host.end(), isNameCharacter))
            return std::nullopt;
        rest = text.substr(end);
    }
    if (rest.empty() || rest == ":")
        return authority;
    const auto port = rest.front() == ':' ? parsePort(rest.substr(1)) : std::nullopt;
    if (!port)
        return std::nullopt;
    authority.port = *port;
    return authority;
}

} // namespace

bool isLoopbackHost(const std::string &host)
{
    if (host == "localhost")
        return true;
    if (in_addr v4{}; inet_pton(AF_INET, host.c_str(), &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    in6_addr v6{};
    return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

HostPolicy::HostPolicy(const std::vector<std::string> &allowedHosts)
{
    for (const std::string &host : allowedHosts) {
        const bool bracketed = host.starts_with('[') && host.ends_with(']');
        m_allowed.push_back(lowered(bracketed ? std::string_view(host).substr(1, host.size() - 2) : host));
    }
}

HostPolicy::Verdict HostPolicy::check(std::string_view host) const
{
    const auto authority = parseAuthority(host);
    if (!authority)
        return Verdict::Malformed;
    const bool listed = std::find(m_allowed.begin(), m_allowed.end(), authority->host) != m_allowed.end();
    return listed || isLoopbackHost(authority->host) ? Verdict::Allowed : Verdict::Forbidden;
}

bool HostPolicy::sameOrigin(std::string_view origin, std::string_view host)
{
    constexpr std::string_view kScheme = "http://"; // there is no TLS here, so an https page is somebody else's
    constexpr int kDefaultPort = 80;
    if (!origin.starts_with(kScheme))
        return false;
    auto from = parseAuthority(origin.substr(kScheme.size()));
    auto to = parseAuthority(host);
    if (!from || !to)
        return false;
    const auto portOf = [](const Authority &authority) {
        return authority.port ? authority.port : kDefaultPort;
    };
    const bool sameHost = from->host == to->host || (isLoopbackHost(from->host) && isLoopbackHost(to->host));
    return sameHost && portOf(*from) == portOf(*to);
}

} // namespace mailweir
