// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"
#include "ui/models/inbox.h"

#include <QWidget>

class QSettings;
class QSplitter;
class QStackedWidget;

namespace mailweir {

class Feed;
class MailService;
class MailTable;
class MessagePane;
class Removals;
class WelcomePage;

/// The live view: groups, the messages of the selected one, and the selected message. Thread: GUI.
class LivePage final : public QWidget {
    Q_OBJECT
public:
    LivePage(MailService &service, Feed &feed, Removals &removals, QWidget *parent = nullptr);

    void select(GroupId id);
    /// The selected group and messages, for those who do something with them; null and empty when there are none.
    [[nodiscard]] const Group *group() const;
    [[nodiscard]] QList<MessageId> messages() const;
    void refreshTimes();
    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

Q_SIGNALS:
    void relayRequested();
    void testMailRequested();
    void exportRequested();
    void notice(const QString &text);

private:
    void makeGroups();
    void makeMessages();
    void connectTables();
    void showWelcomeOrTable();
    void onGroupSelected();
    void openGroupMenu(const QPoint &at);
    void removeGroup();

    MailService &m_service;
    Feed &m_feed;
    Removals &m_removals;
    Inbox m_inbox{this};
    QStackedWidget *m_stack = nullptr;
    WelcomePage *m_welcome = nullptr;
    MailTable *m_groups = nullptr;
    MessagePane *m_messages = nullptr;
    QSplitter *m_rows = nullptr;
};

} // namespace mailweir
