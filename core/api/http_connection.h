// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/head_scanner.h"
#include "core/api/host_policy.h"
#include "core/api/http_types.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>
#include <unordered_set>

namespace mailweir {

class HttpConnection;

/// What the connections of one server share. Thread: the HTTP thread, but for posting to `io`.
struct HttpLoop {
    HttpLoop(const HttpLimits &loopLimits, HostPolicy loopPolicy, HttpHandler loopHandler)
        : limits(loopLimits)
        , policy(std::move(loopPolicy))
        , handler(std::move(loopHandler))
    {
    }

    boost::asio::io_context io{1};
    const HttpLimits limits;
    const HostPolicy policy;
    const HttpHandler handler;
    std::unordered_set<std::shared_ptr<HttpConnection>> connections;
    bool stopping = false;
    std::function<void()> lastClosed; ///< called when a stopping server has lost its last connection
};

/// One client: request after request (keep-alive, pipelining), one at a time, answers in order.
///
/// Reads the socket itself and feeds Beast's parser, because the parser alone takes requests that it should not: the
/// raw bytes of head and body are counted and looked at on the way in, the finished head is checked before its body.
/// Thread: the HTTP thread. Lives in HttpLoop::connections until it is closed.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(const std::shared_ptr<HttpLoop> &loop, boost::asio::ip::tcp::socket socket);

    void start();
    /// Answers without reading anything, then closes: there are too many connections.
    void startRefusing();
    /// The server stops: an answer in flight is finished, all else is closed.
    void finish();
    /// From a responder; passed over when no request is waiting for it.
    void answer(HttpResponse response);

private:
    enum class State {
        Idle, ///< between requests
        Head,
        Body,
        Handling, ///< the responder is out
        Writing,
        Draining, ///< half closed: what still comes is read, or the client would lose the answer to a reset
        Closed,
    };
    using Response = boost::beast::http::response<boost::beast::http::string_body>;

    void enter(State state);
    void startTimer(std::chrono::milliseconds timeout);
    void onTimeout();

    void read();
    void onRead(boost::system::error_code error, std::size_t size);
    /// Goes on with what is buffered: begins a request, feeds the parser, until it needs more or has one.
    void advance();
    [[nodiscard]] bool beginRequest();
    [[nodiscard]] bool scan(std::string_view bytes);
    void parse();
    /// What is wrong with the head, beyond what the parser sees.
    [[nodiscard]] std::optional<HttpResponse> headRefusal();
    [[nodiscard]] std::optional<HttpResponse> hostRefusal() const;
    [[nodiscard]] bool awaitsContinue() const;
    void sendContinue();
    void dispatch();

    void refuse(HttpResponse response);
    void send(HttpResponse response);
    void writeOn();
    void drain();
    void close();

    std::weak_ptr<HttpLoop> m_loopForResponders;
    HttpLoop &m_loop;
    boost::asio::ip::tcp::socket m_socket;
    boost::asio::steady_timer m_timer;
    boost::beast::flat_buffer m_buffer;
    State m_state = State::Idle;

    // Of the request that is being read or answered.
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> m_parser;
    std::optional<HeadScanner> m_scanner;
    std::size_t m_bodyBytes = 0; // raw ones, chunk heads included
    HttpRequest m_request;
    bool m_keepAlive = false;
    bool m_headOnly = false;
    unsigned m_version = 11;
    Response m_response;
    std::optional<boost::beast::http::response_serializer<boost::beast::http::string_body>> m_serializer;
};

} // namespace mailweir
