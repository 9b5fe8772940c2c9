// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_actions.h"

#include <QSplitter>

class QMenu;
class QSettings;
class QTemporaryDir;

namespace mailweir {

class MailTable;
class MessageView;

/// A list of messages with the selected one beside it: opening, marking, pinning, deleting, dragging out. Thread: GUI.
class MessagePane final : public QSplitter {
    Q_OBJECT
public:
    /// What is opened when a list has come; opening marks as read.
    enum class Opens { TheNewest, Nothing };

    MessagePane(MessageActions actions, MessageTableModel &model, Opens opens, QWidget *parent = nullptr);
    ~MessagePane() override;

    [[nodiscard]] MailTable *table() const { return m_table; }
    /// Newest first.
    [[nodiscard]] QList<MessageId> selected() const;
    /// How many messages there are in all; the way to the oldest needs it.
    void setTotal(std::function<qint64()> total);
    /// The menu of a message leads to its group too.
    void offerGroup();
    void page(bool forward);
    void refreshTimes();
    /// `name` in the settings stands before the keys.
    void save(QSettings &settings, const QString &name) const;
    void restore(const QSettings &settings, const QString &name);

Q_SIGNALS:
    void escaped();
    void removeRequested(const QList<mailweir::MessageId> &ids);
    void exportRequested();
    void groupRequested(mailweir::GroupId group);
    void notice(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeActions();
    void connectTable();
    void connectModel();
    void showCurrent();
    void showMessage(MessageId id);
    void closeMessage();
    void keepShown();
    void fetchNewer();
    /// False when the end of the list is the oldest already.
    bool goToOldest();
    void openMenu(const QPoint &at);
    void removeSelected();
    void toggleRead();
    void togglePinned();
    [[nodiscard]] const MessageSummary *current() const;
    void drag();
    void startDrag(const QStringList &files);

    MessageActions m_actions;
    MessageTableModel &m_model;
    const Opens m_opens;
    Inbox m_inbox{this};
    std::function<qint64()> m_total;
    MailTable *m_table = nullptr;
    MessageView *m_view = nullptr;
    QAction *m_toggleRead = nullptr;
    QAction *m_togglePinned = nullptr;
    std::unique_ptr<QTemporaryDir> m_dragged; // files of the latest drag; who took them may still read them
    MessageId m_shown;
    bool m_offersGroup = false;
};

} // namespace mailweir
