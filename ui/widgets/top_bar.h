// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/engine_status.h"
#include "ui/models/feed.h"

#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QToolButton;

namespace mailweir {

class SearchField;

/// The last minute as a line of bars. Paints only when told of a new second.
class RateChart final : public QWidget {
    Q_OBJECT
public:
    explicit RateChart(QWidget *parent = nullptr);
    void setRate(const IntakeRate &rate);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    IntakeRate m_rate;
};

/// Where Mailweir listens, how fast mail comes, the search field and the main actions. Thread: GUI.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    /// The actions become buttons, in this order; the menu is the last one.
    TopBar(const QList<QAction *> &actions, QMenu *menu, QWidget *parent = nullptr);

    void setStatus(const EngineStatus &status);
    void setRate(const IntakeRate &rate);
    [[nodiscard]] SearchField *search() const { return m_search; }

protected:
    void changeEvent(QEvent *event) override;
    /// In a narrow window the buttons are icons only, so that there is room to search.
    void resizeEvent(QResizeEvent *event) override;

private:
    void showState();

    QLabel *m_dot = nullptr;
    QLabel *m_listening = nullptr;
    RateChart *m_chart = nullptr;
    QLabel *m_rate = nullptr;
    SearchField *m_search = nullptr;
    QList<QToolButton *> m_buttons;
    EngineStatus m_status;
};

/// Where an application would send to: "127.0.0.1:2525", brackets around an IPv6 address; "unix:/run/mail.sock" when
/// there is nothing else; empty when nothing listens.
[[nodiscard]] QString listeningAddress(const EngineStatus &status);

} // namespace mailweir
