// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/host_policy.h"
#include "core/api/http_types.h"

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace mailweir {

/// HTTP/1.1 on loopback sockets: Boost.Beast's parser and writer with checks of our own on top, on one thread.
/// Plain C++ outside, Boost inside. Thread: the owner's, but for post().
class HttpTransport {
public:
    HttpTransport(const HttpLimits &limits, HostPolicy policy, HttpHandler handler);
    ~HttpTransport();
    HttpTransport(const HttpTransport &) = delete;
    HttpTransport &operator=(const HttpTransport &) = delete;

    /// Listens on every one of `addresses` (literals) with one port, 0 = any that is free on all of them. Of an address
    /// family that the machine does not have, only the first address is missed. The port is written to `port`.
    [[nodiscard]] std::error_code listen(const std::vector<std::string> &addresses, std::uint16_t &port);
    /// Starts the thread, after listen().
    void run();
    /// Closes the listeners and idle connections, finishes answers in flight within HttpLimits::stop, joins the thread.
    void stop();

    /// Runs `job` on the HTTP thread, where handlers are called too. Thread: any.
    void post(std::function<void()> job);

private:
    class Loop;
    std::shared_ptr<Loop> m_loop; // shared with responders, which may outlive this object
};

} // namespace mailweir
