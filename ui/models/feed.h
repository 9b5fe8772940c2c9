// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/engine_status.h"
#include "ui/models/delivery_table_model.h"
#include "ui/models/group_table_model.h"
#include "ui/models/message_table_model.h"

#include <QHash>
#include <QSet>
#include <QTimer>

namespace mailweir {

class MailService;

/// The part of the engine that the feed listens to.
struct FeedSource {
    std::function<int(EngineObserver)> subscribe;
    std::function<void(int)> unsubscribe;
    ReadRunner read;
    ReadRunner search; ///< for questions with a search, which may take long
    std::function<EngineStatus()> status;

    [[nodiscard]] static FeedSource of(MailService &service);
};

/// Messages a second over the last minute.
struct IntakeRate {
    static constexpr int kSeconds = 60;
    std::array<int, kSeconds> perSecond{}; ///< the last one is the second before now
    [[nodiscard]] int current() const; ///< mean of the last three seconds
};

/// Brings what the engine says to the models: collects the changes that come on the engine's threads, merges them, and
/// hands them on every 50 ms. While nobody looks the models are left alone and only the newest state of each row is
/// kept. Owns the models. Thread: GUI.
class Feed final : public QObject {
    Q_OBJECT
public:
    static constexpr Milliseconds kFlushInterval{50};

    Feed(FeedSource source, const Clock &clock, QObject *parent = nullptr);
    ~Feed() override;

    [[nodiscard]] GroupTableModel *groups() { return &m_groups; }
    [[nodiscard]] MessageTableModel *messages() { return &m_messages; }
    /// What a search finds.
    [[nodiscard]] MessageTableModel *results() { return &m_results; }
    [[nodiscard]] DeliveryTableModel *deliveries() { return &m_deliveries; }

    /// Whether somebody looks. Off at first.
    void setWatched(bool watched);

    [[nodiscard]] const EngineStatus &status() const { return m_status; }
    [[nodiscard]] const StoreCounts &counts() const { return m_counts; }
    [[nodiscard]] const IntakeRate &rate() const { return m_rate; }
    [[nodiscard]] bool loaded() const { return m_loaded; }

Q_SIGNALS:
    /// The first state is in the models.
    void ready();
    /// Changes have reached the models.
    void flushed();
    /// Once a second at most, while watched.
    void countsChanged();
    /// Each second while watched: the rate is new, and texts that depend on the time are old.
    void secondPassed();
    void statusChanged();
    void deliveryFailed(const mailweir::Delivery &delivery);
    void problem(const mailweir::Error &error);

private:
    struct Pending {
        QHash<GroupId, Group> groups;
        QHash<DeliveryId, Delivery> deliveries;
        QSet<GroupId> removedGroups;
        MessageChanges messages;
        bool allRemoved = false;
        bool messagesStale = false; // more came unwatched than is worth keeping
    };
    struct Snapshot;

    void load();
    void takeSnapshot(const Result<Snapshot> &snapshot);
    void take(const StoreChange &change);
    void takeMessages(const StoreChange &change);
    void flush();
    void tick();
    void readCounts();

    FeedSource m_source;
    const Clock &m_clock;
    Inbox m_inbox;
    GroupTableModel m_groups;
    MessageTableModel m_messages;
    MessageTableModel m_results;
    DeliveryTableModel m_deliveries;
    Pending m_pending;
    QTimer m_flushTimer;
    QTimer m_tickTimer;
    EngineStatus m_status;
    StoreCounts m_counts;
    IntakeRate m_rate;
    int m_arrived = 0; // in the running second
    int m_subscription = 0;
    bool m_loaded = false;
    bool m_watched = false;
    bool m_countsOld = true;
};

} // namespace mailweir
