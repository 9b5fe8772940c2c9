// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_actions.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSettings;
class QStackedWidget;

namespace mailweir {

class MessagePane;
class MessageSearch;

/// What a search finds over all groups, how much it is, or what is wrong with the query. Thread: GUI.
class SearchPage final : public QWidget {
    Q_OBJECT
public:
    SearchPage(MessageActions actions, MessageTableModel &results, const MessageSearch &search,
               QWidget *parent = nullptr);

    [[nodiscard]] MessagePane *pane() const { return m_pane; }
    [[nodiscard]] QList<MessageId> messages() const;
    void refreshTimes();
    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

Q_SIGNALS:
    void clearRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    enum Shown { Found, Nothing, Terms };

    QWidget *makeHead();
    QWidget *makeTerms();
    void showState();

    MessageTableModel &m_results;
    const MessageSearch &m_search;
    QLabel *m_icon = nullptr;
    QLabel *m_head = nullptr;
    QStackedWidget *m_stack = nullptr;
    MessagePane *m_pane = nullptr;
};

} // namespace mailweir
