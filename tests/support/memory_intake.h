// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/intake.h"

#include <QList>

#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace mailweir {

/// A gate that keeps messages in memory. Answers come from a thread of their own, as a store's do: at once, or while
/// held, when they are released.
class MemoryIntakeGate final : public IntakeGate {
public:
    struct Message {
        Envelope envelope;
        QByteArray bytes;
    };

    ~MemoryIntakeGate() override { join(); }

    [[nodiscard]] Result<void> admits(qint64) override { return {}; }
    [[nodiscard]] std::unique_ptr<Intake> beginMessage() override { return std::make_unique<MemoryIntake>(*this); }
    [[nodiscard]] bool congested() const override { return m_congested; }

    void setCongested(bool congested) { m_congested = congested; }
    void hold() { m_held = true; }
    /// Answers what waits, from another thread.
    void release()
    {
        m_held = false;
        answerWaiting();
    }

    [[nodiscard]] QList<Message> messages() const
    {
        const std::lock_guard lock(m_mutex);
        return m_messages;
    }
    /// Messages that were begun and neither committed nor dropped.
    [[nodiscard]] int open() const { return m_open; }

private:
    class MemoryIntake final : public Intake {
    public:
        explicit MemoryIntake(MemoryIntakeGate &gate)
            : m_gate(gate)
        {
            ++m_gate.m_open;
        }
        ~MemoryIntake() override { --m_gate.m_open; }

        void append(QByteArrayView bytes) override { m_bytes.append(bytes); }
        [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
        void commit(const Envelope &envelope, std::function<void(Result<MessageId>)> done) override
        {
            m_gate.store({envelope, m_bytes}, std::move(done));
        }

    private:
        MemoryIntakeGate &m_gate;
        QByteArray m_bytes;
    };

    void store(Message message, std::function<void(Result<MessageId>)> done)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_messages.append(std::move(message));
            m_waiting.emplace_back(MessageId{quint64(m_messages.size()), 0}, std::move(done));
        }
        if (!m_held)
            answerWaiting();
    }

    void answerWaiting()
    {
        join();
        m_thread = std::thread([this] {
            std::vector<std::pair<MessageId, std::function<void(Result<MessageId>)>>> waiting;
            {
                const std::lock_guard lock(m_mutex);
                waiting.swap(m_waiting);
            }
            for (auto &[id, done] : waiting)
                done(id);
        });
    }

    void join()
    {
        if (m_thread.joinable())
            m_thread.join();
    }

    mutable std::mutex m_mutex;
    QList<Message> m_messages; // guarded by m_mutex
    std::vector<std::pair<MessageId, std::function<void(Result<MessageId>)>>> m_waiting; // guarded by m_mutex
    std::atomic<bool> m_congested = false;
    bool m_held = false;
    std::atomic<int> m_open = 0;
    std::thread m_thread;
};

} // namespace mailweir
