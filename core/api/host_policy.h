// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailweir {

/// `localhost`, 127.0.0.0/8 or ::1, without brackets; lower case.
[[nodiscard]] bool isLoopbackHost(const std::string &host);

/// Which Host and Origin fields are ours. A web page can make its own name point at 127.0.0.1 (DNS rebinding), and it
/// can send requests to http://localhost from anywhere: the first shows in Host, the second in Origin.
class HostPolicy {
public:
    HostPolicy() = default;
    /// `allowedHosts`: names and address literals, any case, besides localhost and the loopback literals.
    explicit HostPolicy(const std::vector<std::string> &allowedHosts);

    enum class Verdict { Allowed, Malformed, Forbidden };
    /// `host` as in the field: name, IPv4 or [IPv6], with or without a port.
    [[nodiscard]] Verdict check(std::string_view host) const;
    /// Whether a page of `origin` is one that this server (reached as `host`) could have delivered: the same host and
    /// port, where all loopback names are one host.
    [[nodiscard]] static bool sameOrigin(std::string_view origin, std::string_view host);

private:
    std::vector<std::string> m_allowed; // lower case
};

} // namespace mailweir
