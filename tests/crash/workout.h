// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/crash/senders.h"

namespace mailweir::crash {

/// Does with the mail of a store what users and the engine do, while more of it comes in. Each step is a phase of its
/// own name and two lines in the journal: what is asked for, and how it ended. Thread: the one that made it.
class Workout {
public:
    Workout(MailStore &store, Journal &journal, Phase &phase, Senders &senders, int round, unsigned seed);

    /// Finishes what a crash has left half done, as the engine does when it starts.
    void resume(const QList<RemovalId> &removals);
    /// A step by name: read, mark, pin, tag, remove, removeall, undo, seal, hold, deliver, retain, trouble.
    void step(const QString &name);

    /// For the store.
    void observe(const StoreChange &change);

private:
    void readSome();
    void mark();
    void pin();
    void tag();
    void remove();
    void removeAll();
    void undo();
    void seal();
    void hold();
    void deliver();
    void retain();
    void trouble();

    /// The journal's line about what is about to be done; the number that its end refers to.
    int ask(const char *kind, QJsonObject details);
    void end(int operation, const Result<void> &result, QJsonObject details = {});
    void write(const char *kind, const QJsonObject &details, const MailStore::WriteJob &job);
    [[nodiscard]] Result<void> runWrite(const MailStore::WriteJob &job);
    [[nodiscard]] QList<Batch> batches(const QList<BatchState> &states);
    void finishSealing(BatchId id);
    [[nodiscard]] bool waitUntil(const std::function<bool()> &condition);

    MailStore &m_store;
    Journal &m_journal;
    Phase &m_phase;
    Senders &m_senders;
    const int m_round;
    std::mt19937 m_random;
    int m_operations = 0;
    QList<RemovalId> m_removals;
    QList<DeliveryId> m_deliveries;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    quint64 m_changes = 0; // guarded by m_mutex
};

} // namespace mailweir::crash
