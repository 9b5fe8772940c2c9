// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_connection.h"

#include "core/api/http_date.h"
#include "core/api/http_target.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/write.hpp>

#include <atomic>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace mailweir {

namespace {

constexpr std::size_t kReadSize = 64 * 1024;

/// The way back from a handler, whichever thread it ends on. Keeps the loop alive, so that a late answer to a stopped
/// server falls into a queue that nobody runs instead of into freed memory.
class PendingAnswer {
public:
    PendingAnswer(std::shared_ptr<HttpLoop> loop, std::weak_ptr<HttpConnection> connection)
        : m_loop(std::move(loop))
        , m_connection(std::move(connection))
    {
    }
    PendingAnswer(const PendingAnswer &) = delete;
    PendingAnswer &operator=(const PendingAnswer &) = delete;
    ~PendingAnswer() { give(errorResponse(503, "unavailable", "the request was dropped")); }

    void give(HttpResponse response)
    {
        if (m_given.exchange(true))
            return;
        asio::post(m_loop->io, [connection = m_connection, answer = std::move(response)]() mutable {
            if (const auto target = connection.lock())
                target->answer(std::move(answer));
        });
    }

private:
    std::shared_ptr<HttpLoop> m_loop;
    std::weak_ptr<HttpConnection> m_connection;
    std::atomic<bool> m_given = false;
};

HttpResponse badRequest(std::string_view message)
{
    return errorResponse(400, "bad_request", message);
}

HttpResponse refusalOf(beast::error_code error)
{
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return errorResponse(431, "head_too_large", "the request head is too large");
    if (error == http::error::body_limit)
        return errorResponse(413, "body_too_large", "the request body is too large");
    if (error == http::error::bad_version)
        return errorResponse(505, "version_not_supported", "HTTP/1.0 and HTTP/1.1 are spoken here");
    return badRequest(error.message());
}

std::string_view view(beast::string_view text)
{
    return {text.data(), text.size()};
}

std::string_view view(const beast::flat_buffer &buffer)
{
    return {static_cast<const char *>(buffer.cdata().data()), buffer.size()};
}

bool changesSomething(std::string_view method)
{
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

} // namespace

HttpConnection::HttpConnection(const std::shared_ptr<HttpLoop> &loop, asio::ip::tcp::socket socket)
    : m_loopForResponders(loop)
    , m_loop(*loop)
    , m_socket(std::move(socket))
    , m_timer(loop->io)
    , m_buffer(loop->limits.head + kReadSize)
{
}

void HttpConnection::start()
{
    enter(State::Idle);
    read();
}

void HttpConnection::startRefusing()
{
    refuse(errorResponse(503, "too_many_connections", "too many connections"));
}

void HttpConnection::finish()
{
    m_keepAlive = false;
    if (m_state == State::Idle || m_state == State::Head || m_state == State::Body)
        close();
}

void HttpConnection::enter(State state)
{
    m_state = state;
    switch (state) {
    case State::Idle:
        startTimer(m_loop.limits.idle);
        break;
    case State::Head:
    case State::Body:
        startTimer(m_loop.limits.request);
        break;
    case State::Handling:
    case State::Closed:
        m_timer.cancel();
        break;
    case State::Writing:
        startTimer(m_loop.limits.stall);
        break;
    case State::Draining:
        startTimer(m_loop.limits.linger);
        break;
    }
}

void HttpConnection::startTimer(std::chrono::milliseconds timeout)
{
    m_timer.expires_after(timeout);
    m_timer.async_wait([self = shared_from_this()](beast::error_code error) {
        // A wait that was over just before the timer was set anew arrives without an error.
        if (!error && self->m_timer.expiry() <= std::chrono::steady_clock::now())
            self->onTimeout();
    });
}

void HttpConnection::onTimeout()
{
    switch (m_state) {
    case State::Head:
    case State::Body: {
        beast::error_code ignored;
        m_socket.cancel(ignored); // of the read that waits
        refuse(errorResponse(408, "timeout", "the request took too long"));
        break;
    }
    case State::Idle:
    case State::Writing:
    case State::Draining:
        close();
        break;
    case State::Handling:
    case State::Closed:
        break;
    }
}

void HttpConnection::read()
{
    m_socket.async_read_some(
        m_buffer.prepare(std::min(kReadSize, m_buffer.max_size() - m_buffer.size())),
        [self = shared_from_this()](beast::error_code error, std::size_t size) { self->onRead(error, size); });
}

void HttpConnection::onRead(beast::error_code error, std::size_t size)
{
    if (m_state != State::Idle && m_state != State::Head && m_state != State::Body)
        return; // refused meanwhile
    if (error == asio::error::eof && m_state != State::Idle)
        return refuse(badRequest("the request ends in the middle"));
    if (error)
        return close();
    m_buffer.commit(size);
    if (m_state == State::Head && !scan(view(m_buffer).substr(m_buffer.size() - size)))
        return;
    advance();
}

void HttpConnection::advance()
{
    if (m_state == State::Idle && !beginRequest())
        return;
    parse();
}

bool HttpConnection::beginRequest()
{
    while (view(m_buffer).starts_with("\r\n")) // RFC 9112 section 2.2
        m_buffer.consume(2);
    if (m_buffer.size() == 0 || view(m_buffer) == "\r") {
        read();
        return false;
    }
    enter(State::Head);
    m_request = {};
    m_keepAlive = m_headOnly = false;
    m_version = 11;
    m_bodyBytes = 0;
    m_scanner.emplace(m_loop.limits.fields);
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_loop.limits.head));
    m_parser->body_limit(m_loop.limits.body);
    return scan(view(m_buffer));
}

bool HttpConnection::scan(std::string_view bytes)
{
    switch (m_scanner->feed(bytes)) {
    case HeadScanner::Verdict::Fine:
        return true;
    case HeadScanner::Verdict::Folded:
        refuse(badRequest("folded header lines are not taken"));
        return false;
    case HeadScanner::Verdict::BareLineFeed:
        refuse(badRequest("lines end with carriage return and line feed"));
        return false;
    case HeadScanner::Verdict::TooManyLines:
        refuse(errorResponse(431, "head_too_large", "too many header lines"));
        return false;
    }
    return false;
}

void HttpConnection::parse()
{
    while (m_buffer.size() > 0) {
        const bool inHead = !m_parser->is_header_done();
        beast::error_code error;
        const std::size_t used = m_parser->put(m_buffer.cdata(), error);
        m_buffer.consume(used);
        if (!inHead && (m_bodyBytes += used) > m_loop.limits.body)
            return refuse(refusalOf(http::error::body_limit));
        if (error == http::error::need_more) {
            if (m_buffer.size() == m_buffer.max_size())
                return refuse(refusalOf(inHead ? http::error::header_limit : http::error::body_limit));
            break;
        }
        if (error)
            return refuse(refusalOf(error));
        if (inHead && m_parser->is_header_done()) {
            if (auto refusal = headRefusal())
                return refuse(std::move(*refusal));
            enter(State::Body);
            if (awaitsContinue())
                return sendContinue();
        }
        if (m_parser->is_done())
            return dispatch();
    }
    read();
}

std::optional<HttpResponse> HttpConnection::headRefusal()
{
    const auto &head = m_parser->get();
    m_version = head.version();
    m_headOnly = head.method() == http::verb::head;
    // A Transfer-Encoding that is not understood hides where the body ends: the next request would be read out of it.
    if (const auto count = head.count(http::field::transfer_encoding); count > 0) {
        if (count > 1 || m_version != 11 || !beast::iequals(head[http::field::transfer_encoding], "chunked"))
            return errorResponse(501, "not_implemented", "Transfer-Encoding can be chunked only");
    }
    if (head.count(http::field::content_length) > 1)
        return badRequest("more than one Content-Length");
    if (auto refusal = hostRefusal())
        return refusal;
    if (head.target().size() > m_loop.limits.target)
        return errorResponse(414, "target_too_long", "the request target is too long");

    m_request.method = view(m_headOnly ? http::to_string(http::verb::get) : head.method_string());
    const bool wholeServer = m_request.method == "OPTIONS" && head.target() == "*";
    if (!wholeServer && !parseTarget(view(head.target()), m_request))
        return badRequest("bad request target");
    if (head.count(http::field::expect) > 0 && !beast::iequals(head[http::field::expect], "100-continue"))
        return errorResponse(417, "expectation_failed", "Expect can be 100-continue only");
    return std::nullopt;
}

std::optional<HttpResponse> HttpConnection::hostRefusal() const
{
    const auto &head = m_parser->get();
    const auto hosts = head.count(http::field::host);
    const std::string_view host = view(head[http::field::host]);
    if (hosts > 1
        || (hosts == 0 && m_version == 11)) // RFC 9112 section 3.2; HTTP/1.0 knows none, and no browser speaks it
        return badRequest("one Host field is needed");
    if (hosts == 1) {
        switch (m_loop.policy.check(host)) {
        case HostPolicy::Verdict::Malformed:
            return badRequest("malformed Host");
        case HostPolicy::Verdict::Forbidden:
            return errorResponse(403, "host_not_allowed", "this Host is not allowed; see http.allowed_hosts");
        case HostPolicy::Verdict::Allowed:
            break;
        }
    }
    if (changesSomething(view(head.method_string()))) {
        const auto [begin, end] = head.equal_range(http::field::origin);
        for (auto origin = begin; origin != end; ++origin) {
            if (!HostPolicy::sameOrigin(view(origin->value()), host))
                return errorResponse(403, "origin_not_allowed", "requests from pages of other origins are not allowed");
        }
    }
    return std::nullopt;
}

bool HttpConnection::awaitsContinue() const
{
    return m_version == 11 && m_parser->get().count(http::field::expect) > 0 && !m_parser->is_done()
        && m_buffer.size() == 0;
}

void HttpConnection::sendContinue()
{
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(m_socket, asio::buffer(kContinue),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                          if (self->m_state != State::Body)
                              return;
                          if (error)
                              self->close();
                          else
                              self->read();
                      });
}

void HttpConnection::dispatch()
{
    const auto loop = m_loopForResponders.lock();
    if (!loop)
        return close();
    m_keepAlive = m_parser->keep_alive() && !m_loop.stopping;
    m_request.body = std::move(m_parser->get().body());
    enter(State::Handling);
    const auto pending = std::make_shared<PendingAnswer>(loop, weak_from_this());
    m_loop.handler(m_request, [pending](HttpResponse response) { pending->give(std::move(response)); });
}

void HttpConnection::answer(HttpResponse response)
{
    if (m_state == State::Handling)
        send(std::move(response));
}

void HttpConnection::refuse(HttpResponse response)
{
    m_keepAlive = false;
    send(std::move(response));
}

void HttpConnection::send(HttpResponse response)
{
    m_response = {};
    m_response.version(m_version);
    m_response.result(response.status);
    m_response.set(http::field::date, httpDate(std::chrono::system_clock::now()));
    if (!response.contentType.empty())
        m_response.set(http::field::content_type, response.contentType);
    m_response.set("X-Content-Type-Options", "nosniff"); // what is served is hostile mail
    m_response.set(http::field::cache_control, "no-store");
    for (const auto &[name, value] : response.headers)
        m_response.set(name, value);
    m_response.keep_alive(m_keepAlive);
    m_response.content_length(response.body.size());
    if (!m_headOnly)
        m_response.body() = std::move(response.body);
    m_serializer.emplace(m_response);
    enter(State::Writing);
    writeOn();
}

void HttpConnection::writeOn()
{
    http::async_write_some(m_socket, *m_serializer, [self = shared_from_this()](beast::error_code error, std::size_t) {
        if (self->m_state != State::Writing)
            return;
        if (error)
            return self->close();
        if (!self->m_serializer->is_done()) {
            self->enter(State::Writing); // progress: the timer begins anew
            return self->writeOn();
        }
        if (!self->m_keepAlive) {
            self->m_socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
            self->enter(State::Draining);
            return self->drain();
        }
        self->enter(State::Idle);
        self->advance();
    });
}

void HttpConnection::drain()
{
    m_buffer.clear();
    m_socket.async_read_some(m_buffer.prepare(kReadSize),
                             [self = shared_from_this()](beast::error_code error, std::size_t) {
                                 if (error)
                                     self->close();
                                 else if (self->m_state == State::Draining)
                                     self->drain();
                             });
}

void HttpConnection::close()
{
    if (m_state == State::Closed)
        return;
    const auto self = shared_from_this();
    enter(State::Closed);
    beast::error_code ignored;
    m_socket.close(ignored);
    m_loop.connections.erase(self);
    if (m_loop.stopping && m_loop.connections.empty())
        m_loop.lastClosed();
}

} // namespace mailweir
