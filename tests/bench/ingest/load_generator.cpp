// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ingest/load_generator.h"

#include "tests/bench/ingest/client.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <sys/epoll.h>
#include <unistd.h>

namespace mailweir::bench {

namespace {

constexpr int kFirstSource = 2;
constexpr int kSources = 50;
constexpr int kPatience = 4; // times the duration
constexpr Milliseconds kNoProgress{20'000};

class Run {
public:
    Run(quint16 port, const Load &load)
        : m_load(load)
        , m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    {
        if (load.startTls)
            m_tls.reset(SSL_CTX_new(TLS_client_method()));
        m_options = {port, load.mode == LoadMode::Pipelined, load.mode == LoadMode::Connection, m_tls.get()};
    }
    ~Run() { ::close(m_epoll); }
    Run(const Run &) = delete;
    Run &operator=(const Run &) = delete;

    Result<LoadResult> go()
    {
        const auto begun = std::chrono::steady_clock::now();
        m_from = begun + m_load.warmUp;
        m_until = m_from + m_load.duration;
        for (int i = 0; i < m_load.sessions && m_failure.isEmpty(); ++i) {
            m_clients.push_back(std::make_unique<Client>(m_options));
            connect(*m_clients.back());
        }
        std::array<epoll_event, 128> events;
        while (m_failure.isEmpty() && !isOver()) {
            const int count = ::epoll_wait(m_epoll, events.data(), int(events.size()), int(kNoProgress.count()));
            if (count == 0)
                m_failure = "nothing happened any more";
            for (int i = 0; i < count && m_failure.isEmpty(); ++i)
                serve(*static_cast<Client *>(events[size_t(i)].data.ptr));
        }
        if (!m_failure.isEmpty())
            return Error{ErrorCode::Io, QStringLiteral("load"), QString::fromUtf8(m_failure)};
        std::sort(m_result.ackMs.begin(), m_result.ackMs.end());
        const auto from = m_load.stopAfter > 0 ? begun : m_from;
        m_result.seconds = std::chrono::duration<double>(m_lastAck - from).count();
        return m_result;
    }

private:
    struct FreeTls {
        void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    };

    [[nodiscard]] bool isOver() const
    {
        if (m_load.stopAfter > 0)
            return m_result.messages >= m_load.stopAfter;
        const auto now = std::chrono::steady_clock::now();
        return now >= m_until && (m_result.messages > 0 || now >= m_until + kPatience * m_load.duration);
    }

    void connect(Client &client)
    {
        client.setMessage(nextMessage());
        const bool spread = m_load.mode == LoadMode::Connection;
        if (!client.open(spread ? kFirstSource + m_opened++ % kSources : 1)) {
            m_failure = client.failure();
            return;
        }
        epoll_event event{EPOLLIN | EPOLLOUT | EPOLLET, {.ptr = &client}};
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, client.descriptor(), &event);
    }

    void serve(Client &client)
    {
        while (true) {
            switch (client.advance()) {
            case Client::Event::None:
                return;
            case Client::Event::Acknowledged:
                count(client);
                client.setMessage(nextMessage());
                break; // go on at once
            case Client::Event::Closed:
                client.close();
                connect(client);
                return;
            case Client::Event::Failed:
                m_failure = client.failure();
                return;
            }
        }
    }

    void count(const Client &client)
    {
        ++m_result.all;
        const auto now = std::chrono::steady_clock::now();
        if (now < m_from && m_load.stopAfter == 0)
            return;
        ++m_result.messages;
        m_lastAck = now;
        m_result.ackMs.push_back(std::chrono::duration<double, std::milli>(now - client.endOfData()).count());
    }

    const QByteArray &nextMessage() { return m_load.messages[m_next++ % m_load.messages.size()]; }

    const Load &m_load;
    int m_epoll;
    std::unique_ptr<SSL_CTX, FreeTls> m_tls;
    Client::Options m_options;
    std::vector<std::unique_ptr<Client>> m_clients;
    SteadyTime m_from{};
    SteadyTime m_until{};
    SteadyTime m_lastAck{};
    qsizetype m_next = 0;
    int m_opened = 0;
    LoadResult m_result;
    QByteArray m_failure;
};

} // namespace

double LoadResult::ackQuantile(double part) const
{
    return ackMs.empty() ? 0 : ackMs[std::min(ackMs.size() - 1, size_t(part * double(ackMs.size())))];
}

Result<LoadResult> runLoad(quint16 port, const Load &load)
{
    return Run(port, load).go();
}

} // namespace mailweir::bench
