// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_actions.h"

namespace mailweir {

/// Deleting without a question, because it can be undone: the latest removal is offered for some seconds, and can be
/// undone, as those before it, as long as the store remembers it. What is deleted while an offer stands joins it.
/// Thread: GUI.
class Removals final : public QObject {
    Q_OBJECT
public:
    /// How long an offer stands.
    static constexpr Milliseconds kOffered{10'000};

    Removals(MessageActions actions, const Clock &clock, QObject *parent = nullptr);

    void remove(const QList<MessageId> &ids);
    /// All messages that the group has now.
    void removeGroup(GroupId group);
    /// `count` is how many there are, as far as that is known.
    void removeAll(qint64 count);
    /// Undoes the latest removal that is left.
    void undo();
    /// Takes the offer away; undo() still works.
    void dismiss();

    /// How many messages the offer is about; 0 when there is none.
    [[nodiscard]] qint64 offered() const;
    [[nodiscard]] bool canUndo() const;

Q_SIGNALS:
    /// offered() or canUndo().
    void changed();
    void undone(qint64 count);
    void failed(const mailweir::Error &error);

private:
    struct Entry {
        QList<RemovalId> removals;
        qint64 count = 0;
        SteadyTime latest{};
    };
    struct Undoing;

    void collect(GroupId group, const QList<MessageId> &found, std::optional<MessageId> before);
    [[nodiscard]] MailService::Done<RemovalId> noted(qint64 count);
    void forgetOld();

    MessageActions m_actions;
    const Clock &m_clock;
    Inbox m_inbox{this};
    QList<Entry> m_entries; // the latest one is the last
    QTimer m_offer;
};

} // namespace mailweir
