// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_actions.h"
#include "ui/widgets/transfer_bar.h"

#include <QWidget>

class QSettings;
class QStackedWidget;
class QVBoxLayout;

namespace mailweir {

class FailedPage;
class Feed;
class LivePage;
class MessageBarStack;
class NavigationBar;
class Removals;
class SearchPage;
class Searching;
class TopBar;
struct ExportChoice;
struct MainWindowActions;

/// Everything in the window between its frame and its status line: the top bar, the views with the way to them, and
/// what is told above and below them. Thread: GUI.
class Desk final : public QWidget {
    Q_OBJECT
public:
    enum View { LiveView, FailedView, SearchView };

    Desk(MailService &service, Feed &feed, const Clock &clock, const MainWindowActions &actions,
         QWidget *parent = nullptr);
    ~Desk() override;

    [[nodiscard]] MessageBarStack *notices() const { return m_notices; }
    [[nodiscard]] LivePage *live() const { return m_live; }
    [[nodiscard]] FailedPage *failed() const { return m_failed; }
    [[nodiscard]] View view() const;
    /// Ends a search, unless it is the one that is shown.
    void showView(View view);
    /// What the feed knows of numbers and the engine.
    void showCounts();
    void showStatus();
    void importMail(const QStringList &paths);
    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

Q_SIGNALS:
    void relayRequested();
    void testMailRequested();
    void notice(const QString &text);

private:
    void makePages(MailService &service, const Clock &clock);
    void makeLayout();
    void connectActions(const MainWindowActions &actions);
    void connectPages();
    void connectSearch();
    void find();
    void showPage(View view);
    void askForFiles();
    void askForFolder();
    void askForExport();
    [[nodiscard]] QList<ExportChoice> exportChoices() const;
    void askToRemoveAll(qint64 count);

    Feed &m_feed;
    ReadRunner m_read;
    Inbox m_inbox{this};
    TopBar *m_topBar = nullptr;
    NavigationBar *m_navigation = nullptr;
    MessageBarStack *m_notices = nullptr;
    QStackedWidget *m_pages = nullptr;
    LivePage *m_live = nullptr;
    FailedPage *m_failed = nullptr;
    SearchPage *m_results = nullptr;
    Searching *m_searching = nullptr;
    Removals *m_removals = nullptr;
    TransferBars *m_transfers = nullptr;
    View m_before = LiveView; // where a search began
};

} // namespace mailweir
