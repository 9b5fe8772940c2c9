// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_transport.h"

#include "core/api/http_connection.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <list>
#include <thread>

#include <fcntl.h>
#include <pthread.h>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace mailweir {

namespace {

/// Refused connections are answered too, but not without end.
constexpr std::size_t kRefusedConnections = 64;
/// After accept() failed for want of file descriptors: trying at once again would spin.
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr int kPortTries = 20;

/// Programs that are started from here must not inherit the port.
template <typename Socket> void closeOnExec(Socket &socket)
{
    ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
}

boost::system::error_code openAcceptor(tcp::acceptor &acceptor, const tcp::endpoint &endpoint)
{
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (error)
        return error;
    closeOnExec(acceptor);
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && endpoint.protocol() == tcp::v6())
        acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    return error;
}

bool familyIsMissing(const boost::system::error_code &error)
{
    return error == asio::error::address_family_not_supported || error == boost::system::errc::address_not_available;
}

} // namespace

/// The loop of one server with its thread and acceptors.
class HttpTransport::Loop : public HttpLoop, public std::enable_shared_from_this<Loop> {
public:
    using HttpLoop::HttpLoop;

    boost::system::error_code listenOn(const std::vector<tcp::endpoint> &endpoints);
    void run();
    void stop();

private:
    struct Listener {
        explicit Listener(asio::io_context &io)
            : acceptor(io)
            , pause(io)
        {
        }
        tcp::acceptor acceptor;
        asio::steady_timer pause;
    };

    void accept(Listener &listener);
    void take(tcp::socket socket);
    void beginStop();

    std::list<Listener> m_listeners;
    asio::executor_work_guard<asio::io_context::executor_type> m_work = asio::make_work_guard(io);
    asio::steady_timer m_stopTimer{io};
    std::thread m_thread;

    friend class HttpTransport;
};

boost::system::error_code HttpTransport::Loop::listenOn(const std::vector<tcp::endpoint> &endpoints)
{
    m_listeners.clear();
    unsigned short port = 0;
    for (tcp::endpoint endpoint : endpoints) {
        const bool first = m_listeners.empty();
        if (!first)
            endpoint.port(port);
        m_listeners.emplace_back(io);
        const auto error = openAcceptor(m_listeners.back().acceptor, endpoint);
        if (error) {
            m_listeners.pop_back();
            if (!first && familyIsMissing(error))
                continue;
            m_listeners.clear();
            return error;
        }
        if (first)
            port = m_listeners.back().acceptor.local_endpoint().port();
    }
    return {};
}

void HttpTransport::Loop::run()
{
    for (Listener &listener : m_listeners)
        accept(listener);
    m_thread = std::thread([this] {
        ::pthread_setname_np(::pthread_self(), "http");
        io.run();
    });
}

void HttpTransport::Loop::stop()
{
    if (m_thread.joinable()) {
        asio::post(io, [this] { beginStop(); });
        m_thread.join();
    }
    connections.clear();
    m_listeners.clear();
}

void HttpTransport::Loop::beginStop()
{
    stopping = true;
    lastClosed = [this] {
        io.stop();
    };
    for (Listener &listener : m_listeners) {
        boost::system::error_code ignored;
        listener.acceptor.close(ignored);
        listener.pause.cancel();
    }
    const auto open = connections; // finish() takes the closed ones out
    if (open.empty())
        return io.stop();
    m_stopTimer.expires_after(limits.stop);
    m_stopTimer.async_wait([this](boost::system::error_code error) {
        if (!error)
            io.stop();
    });
    for (const auto &connection : open)
        connection->finish();
}

void HttpTransport::Loop::accept(Listener &listener)
{
    listener.acceptor.async_accept([this, &listener](boost::system::error_code error, tcp::socket socket) {
        if (stopping)
            return;
        if (!error) {
            take(std::move(socket));
            return accept(listener);
        }
        listener.pause.expires_after(kAcceptPause);
        listener.pause.async_wait([this, &listener](boost::system::error_code cancelled) {
            if (!cancelled && !stopping)
                accept(listener);
        });
    });
}

void HttpTransport::Loop::take(tcp::socket socket)
{
    if (connections.size() >= limits.connections + kRefusedConnections)
        return; // closed unanswered
    closeOnExec(socket);
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const bool full = connections.size() >= limits.connections;
    const auto connection = std::make_shared<HttpConnection>(shared_from_this(), std::move(socket));
    connections.insert(connection);
    if (full)
        connection->startRefusing();
    else
        connection->start();
}

HttpTransport::HttpTransport(const HttpLimits &limits, HostPolicy policy, HttpHandler handler)
    : m_loop(std::make_shared<Loop>(limits, std::move(policy), std::move(handler)))
{
}

HttpTransport::~HttpTransport()
{
    stop();
}

std::error_code HttpTransport::listen(const std::vector<std::string> &addresses, std::uint16_t &port)
{
    std::vector<tcp::endpoint> endpoints;
    for (const std::string &address : addresses) {
        boost::system::error_code error;
        endpoints.emplace_back(asio::ip::make_address(address, error), port);
        if (error)
            return error;
    }
    boost::system::error_code error;
    // A port that is free on the first address may be taken on the second.
    for (int tries = 0; tries < (port == 0 ? kPortTries : 1); ++tries) {
        error = m_loop->listenOn(endpoints);
        if (error != asio::error::address_in_use)
            break;
    }
    if (!error)
        port = m_loop->m_listeners.front().acceptor.local_endpoint().port();
    return error;
}

void HttpTransport::run()
{
    m_loop->run();
}

void HttpTransport::stop()
{
    m_loop->stop();
}

void HttpTransport::post(std::function<void()> job)
{
    asio::post(m_loop->io, std::move(job));
}

} // namespace mailweir
