// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/engine_status.h"
#include "ui/models/feed.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;

namespace mailweir {

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
    /// The actions become buttons, in this order.
    explicit TopBar(const QList<QAction *> &actions, QWidget *parent = nullptr);

    void setStatus(const EngineStatus &status);
    void setRate(const IntakeRate &rate);
    [[nodiscard]] QLineEdit *search() const { return m_search; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void showState();

    QLabel *m_dot = nullptr;
    QLabel *m_listening = nullptr;
    RateChart *m_chart = nullptr;
    QLabel *m_rate = nullptr;
    QLineEdit *m_search = nullptr;
    EngineStatus m_status;
};

/// Where an application would send to: "127.0.0.1:2525", brackets around an IPv6 address; "unix:/run/mail.sock" when
/// there is nothing else; empty when nothing listens.
[[nodiscard]] QString listeningAddress(const EngineStatus &status);

} // namespace mailweir
