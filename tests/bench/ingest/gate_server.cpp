// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ingest/gate_server.h"

#include "core/base/event_thread.h"
#include "core/net/listener.h"

#include <csignal>
#include <deque>
#include <optional>

namespace mailweir::bench {

namespace {

constexpr qint64 kKeptBytes = 256 * 1024 * 1024;

/// Keeps up to so many bytes of the newest messages. Thread: the listener's.
class GateWithoutStore final : public IntakeGate {
public:
    explicit GateWithoutStore(qint64 room)
        : m_room(room)
    {
    }

    Result<void> admits(qint64) override { return {}; }
    std::unique_ptr<Intake> beginMessage() override { return std::make_unique<Message>(*this); }
    bool congested() const override { return false; }

private:
    class Message final : public Intake {
    public:
        explicit Message(GateWithoutStore &gate)
            : m_gate(gate)
        {
        }
        void append(QByteArrayView bytes) override
        {
            m_size += bytes.size();
            if (m_gate.m_room > 0)
                m_bytes.append(bytes);
        }
        qint64 size() const override { return m_size; }
        void commit(const Envelope &envelope, std::function<void(Result<MessageId>)> done) override
        {
            done(m_gate.keep({envelope, std::move(m_bytes)}));
        }

    private:
        GateWithoutStore &m_gate;
        QByteArray m_bytes;
        qint64 m_size = 0;
    };
    struct Kept {
        Envelope envelope;
        QByteArray bytes;
    };

    MessageId keep(Kept message)
    {
        if (m_room > 0) {
            m_bytes += message.bytes.size();
            m_messages.push_back(std::move(message));
        }
        for (; m_bytes > m_room; m_messages.pop_front())
            m_bytes -= m_messages.front().bytes.size();
        return {++m_last, 0};
    }

    const qint64 m_room;
    qint64 m_bytes = 0;
    std::deque<Kept> m_messages;
    quint64 m_last = 0;
};

} // namespace

int runGateServer(quint16 port, bool keep)
{
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &end, nullptr);

    qputenv("QT_NO_THREADED_GLIB", "1"); // as the programs do
    GateWithoutStore gate(keep ? kKeptBytes : 0);
    const SystemClock clock;
    EventThread thread("mailweir-io");
    std::unique_ptr<Listener> listener;
    Result<void> listening;
    thread.run([&] {
        ListenerConfig config;
        config.name = "bench";
        config.host = QStringLiteral("127.0.0.1");
        config.port = port;
        config.session.hostName = "bench.test";
        config.maxClients = 1'000;
        listener = std::make_unique<Listener>(config, gate, clock);
        listening = listener->listen();
    });
    if (!listening)
        qCritical().noquote() << describe(listening.error());
    int signal = 0;
    if (listening)
        sigwait(&end, &signal);
    thread.run([&] { listener.reset(); });
    return listening ? 0 : 1;
}

} // namespace mailweir::bench
