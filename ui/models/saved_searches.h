// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_table_model.h"

class QSettings;

namespace mailweir {

struct SavedSearch {
    QString name;
    QString text; ///< of the query
    std::optional<qint64> count; ///< of messages found; nothing while that is not known

    friend bool operator==(const SavedSearch &, const SavedSearch &) = default;
};

/// The searches that the user keeps, with how many messages each finds. Counted one after the other, so that other
/// readers are let in between. Thread: GUI.
class SavedSearches final : public QObject {
    Q_OBJECT
public:
    /// From the end of one count of all to the next.
    static constexpr Milliseconds kCountInterval{5'000};

    SavedSearches(ReadRunner read, const Clock &clock, QObject *parent = nullptr);

    /// What was kept; two useful ones at the first time.
    void load(const QSettings &settings);
    void save(QSettings &settings) const;

    [[nodiscard]] const QList<SavedSearch> &all() const { return m_searches; }
    /// The first one with this text; -1 when it is not kept.
    [[nodiscard]] int find(const QString &text) const;
    void add(const QString &name, const QString &text);
    void rename(int index, const QString &name);
    void remove(int index);

    /// The numbers may be old: counts at once or soon.
    void countAgain();

Q_SIGNALS:
    /// Names or their order.
    void changed();
    void counted(int index);

private:
    void countNext(int index);
    void listChanged();

    ReadRunner m_read;
    const Clock &m_clock;
    Inbox m_inbox;
    QList<SavedSearch> m_searches;
    QTimer m_pause;
    quint64 m_generation = 0; // of the list: answers are by place
    bool m_counting = false;
    bool m_old = false;
    std::shared_ptr<std::atomic_bool> m_cancelled; // of the count that is under way
};

} // namespace mailweir
