// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Plain C++ only: these types are shared by translation units that know Qt and others that know Boost, never both.
namespace mailweir {

/// A request that has passed every check of the protocol, of Host and of Origin.
struct HttpRequest {
    std::string method; ///< as sent; HEAD arrives as GET, its body is left out again on the way back
    std::vector<std::string> path; ///< decoded segments, empty ones left out: "/a//b%2F/" is {"a", "b/"}
    std::vector<std::pair<std::string, std::string>> query; ///< decoded, in order
    std::string body; ///< at most HttpLimits::body bytes

    /// The first parameter of that name; empty when there is none.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

struct HttpResponse {
    unsigned status = 200;
    std::string contentType; ///< empty = no such field
    std::string body;
    std::vector<std::pair<std::string, std::string>>
        headers; ///< besides Date, Content-Type, Content-Length, Connection
};

/// `{"error":{"code":"…","message":"…"}}`.
[[nodiscard]] HttpResponse errorResponse(unsigned status, std::string_view code, std::string_view message);
[[nodiscard]] HttpResponse textResponse(unsigned status, std::string_view text);

/// Sends the answer to one request. Thread: any, once; a second call does nothing. When the last copy goes away
/// without having been called, the client is answered 503.
using HttpResponder = std::function<void(HttpResponse)>;

/// Thread: called on the HTTP thread; must not block.
using HttpHandler = std::function<void(const HttpRequest &, HttpResponder)>;

/// What one client may cost. Tests shorten the times.
struct HttpLimits {
    std::size_t head = 32 * 1024; ///< bytes of request line and fields; 431 beyond it
    std::size_t target = 8 * 1024; ///< bytes; 414
    std::size_t fields = 100; ///< lines; 431
    std::size_t body = 5 * 1024 * 1024; ///< bytes (Mailpit's limit); 413
    std::size_t connections = 256; ///< 503
    std::chrono::milliseconds idle{60'000}; ///< between two requests; closed without a word
    std::chrono::milliseconds request{
        10'000}; ///< from the first byte of a head to its end, and again for the body; 408
    std::chrono::milliseconds stall{30'000}; ///< without progress while an answer is written
    std::chrono::milliseconds linger{1'000}; ///< for reading what a client that was refused still sends
    std::chrono::milliseconds stop{2'000}; ///< for answers in flight when the server stops
};

} // namespace mailweir
