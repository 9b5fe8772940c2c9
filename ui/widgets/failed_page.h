// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/relay/delivery.h"
#include "ui/models/inbox.h"

#include <QWidget>

class QPushButton;
class QSettings;
class QSplitter;
class QStackedWidget;

namespace mailweir {

class DeliveryView;
class Feed;
class MailService;
class MailTable;

/// Deliveries that failed or wait, and the selected one told in full. Thread: GUI.
class FailedPage final : public QWidget {
    Q_OBJECT
public:
    FailedPage(MailService &service, Feed &feed, const Clock &clock, QWidget *parent = nullptr);

    void select(DeliveryId id);
    void resendSelected();
    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

Q_SIGNALS:
    void relayRequested();
    void notice(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeTable();
    void connectParts();
    void showEmptyOrTable();
    void onSelected();
    void onChanged();
    void load(DeliveryId id);
    void resendAll();
    void cancelSelected();
    void refreshTimes();
    [[nodiscard]] const Delivery *selected() const;

    MailService &m_service;
    Feed &m_feed;
    const Clock &m_clock;
    Inbox m_inbox{this};
    QStackedWidget *m_stack = nullptr;
    QSplitter *m_rows = nullptr;
    MailTable *m_table = nullptr;
    QPushButton *m_resendAll = nullptr;
    DeliveryView *m_view = nullptr;
    std::optional<Delivery> m_shown;
};

} // namespace mailweir
