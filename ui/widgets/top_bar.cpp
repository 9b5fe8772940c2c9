// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/top_bar.h"

#include "ui/models/texts.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/plain_tool_tip.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/state_look.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace mailweir {

namespace {

QString addressText(const ListenerStatus &listener)
{
    return listener.unixPath.isEmpty() ? HostPort{listener.host, listener.port}.text()
                                       : QStringLiteral("unix:") + listener.unixPath;
}

} // namespace

RateChart::RateChart(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Messages per second over the last minute"));
    setToolTip(accessibleName());
}

void RateChart::setRate(const IntakeRate &rate)
{
    m_rate = rate;
    update();
}

QSize RateChart::sizeHint() const
{
    return {IntakeRate::kSeconds, fontMetrics().height()};
}

void RateChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor colour = toneColour(Tone::Active, palette());
    QColor line = colour;
    line.setAlphaF(0.3F);
    painter.fillRect(0, height() - 1, width(), 1, line);
    const int most = *std::max_element(m_rate.perSecond.cbegin(), m_rate.perSecond.cend());
    for (int i = 0; most > 0 && i < IntakeRate::kSeconds; ++i) {
        const int value = m_rate.perSecond[size_t(i)];
        const int bar = value == 0 ? 0 : std::max(2, int(qint64(height()) * value / most));
        painter.fillRect(i, height() - bar, 1, bar, colour);
    }
}

TopBar::TopBar(const QList<QAction *> &actions, QMenu *menu, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setSpacing(8);

    m_dot = new QLabel(this);
    m_dot->setFixedSize(10, 10);
    m_listening = new QLabel(this);
    m_listening->setTextFormat(Qt::PlainText);
    m_listening->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_chart = new RateChart(this);
    m_rate = new QLabel(this);
    m_rate->setTextFormat(Qt::PlainText);
    m_rate->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("00,000/s")));

    m_search = new SearchField(this);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 60);
    m_search->setMinimumWidth(fontMetrics().averageCharWidth() * 22);

    layout->addWidget(m_dot);
    layout->addWidget(m_listening);
    layout->addSpacing(12);
    layout->addWidget(m_chart);
    layout->addWidget(m_rate);
    layout->addStretch(1);
    layout->addWidget(m_search, 4);
    layout->addSpacing(4);
    for (QAction *action : actions) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        if (action->menu())
            button->setPopupMode(QToolButton::MenuButtonPopup);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
        m_buttons.append(button);
    }
    auto *more = new QToolButton(this);
    more->setIcon(menu->icon());
    more->setToolTip(menu->title());
    more->setAccessibleName(menu->title());
    more->setAutoRaise(true);
    more->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(more);
    connect(more, &QToolButton::clicked, menu, [more, menu] { // setMenu() would draw an arrow into the icon
        menu->popup(more->mapToGlobal(QPoint(more->width() - menu->sizeHint().width(), more->height())));
    });
    setRate({});
    showState();
}

void TopBar::setStatus(const EngineStatus &status)
{
    m_status = status;
    showState();
}

void TopBar::setRate(const IntakeRate &rate)
{
    m_chart->setRate(rate);
    m_rate->setText(tr("%1/s", "messages per second").arg(Texts::number(rate.current())));
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    constexpr int kWide = 150; // characters
    const bool wide = width() >= kWide * fontMetrics().averageCharWidth();
    for (QToolButton *button : std::as_const(m_buttons))
        button->setToolButtonStyle(wide ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    QWidget::resizeEvent(event);
}

void TopBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_dot)
        showState();
    QWidget::changeEvent(event);
}

void TopBar::showState()
{
    const QString address = listeningAddress(m_status);
    Tone tone = Tone::Good;
    QString text = tr("Listening on %1").arg(address);
    if (address.isEmpty()) {
        tone = Tone::Bad;
        text = tr("Not listening");
    } else if (m_status.intakePaused) {
        tone = Tone::Warning;
        text = tr("Paused: new mail is turned away");
    } else if (m_status.faultsOn && !m_status.faults.isEmpty()) {
        tone = Tone::Warning;
    }
    m_listening->setText(text);
    QStringList all;
    for (const ListenerStatus &listener : m_status.listeners)
        all.append(QStringLiteral("%1 · %2").arg(addressText(listener), listener.name));
    m_listening->setToolTip(plainToolTip(all.join(u'\n')));

    const qreal ratio = devicePixelRatioF();
    QPixmap dot(m_dot->size() * ratio);
    dot.setDevicePixelRatio(ratio);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColour(tone, palette()));
    painter.drawEllipse(QRectF(0.5, 0.5, 9, 9));
    painter.end();
    m_dot->setPixmap(dot);
}

QString listeningAddress(const EngineStatus &status)
{
    if (status.listeners.isEmpty())
        return {};
    const auto network =
        std::find_if(status.listeners.cbegin(), status.listeners.cend(), [](const ListenerStatus &listener) {
            return listener.unixPath.isEmpty() && listener.protocol == ListenerProtocol::Smtp;
        });
    return addressText(network == status.listeners.cend() ? status.listeners.first() : *network);
}

} // namespace mailweir
