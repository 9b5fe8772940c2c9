// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
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
class MessageView;
class WelcomePage;

/// The live view: groups, the messages of the selected one, and the selected message. Thread: GUI.
class LivePage final : public QWidget {
    Q_OBJECT
public:
    LivePage(MailService &service, Feed &feed, const Clock &clock, QWidget *parent = nullptr);

    void select(GroupId id);
    void refreshTimes();
    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

Q_SIGNALS:
    void relayRequested();
    void testMailRequested();
    void notice(const QString &text);

private:
    void makeGroups();
    void makeMessages();
    void connectTables();
    void showWelcomeOrTable();
    void onGroupSelected();
    void onMessageSelected();
    void showMessage(MessageId id);
    void openGroupMenu(const QPoint &at);
    void deleteGroup();
    void deleteMessage();
    void confirm(const QString &question, const QString &button, std::function<void()> action);
    void remove(const QList<MessageId> &ids);

    MailService &m_service;
    Feed &m_feed;
    const Clock &m_clock;
    Inbox m_inbox{this};
    QStackedWidget *m_stack = nullptr;
    WelcomePage *m_welcome = nullptr;
    MailTable *m_groups = nullptr;
    MailTable *m_messages = nullptr;
    MessageView *m_view = nullptr;
    QSplitter *m_rows = nullptr;
    QSplitter *m_columns = nullptr;
    MessageId m_shown;
};

} // namespace mailweir
