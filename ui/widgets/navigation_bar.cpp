// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/navigation_bar.h"

#include "ui/models/texts.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/state_look.h"

#include <QButtonGroup>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

namespace mailweir {

NavigationButton::NavigationButton(const QString &icon, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(icon)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCount(0, false);
}

void NavigationButton::setCount(qint64 count, bool urgent)
{
    m_count = count;
    m_urgent = urgent;
    const QString name = QString(text()).remove(u'&');
    setAccessibleName(count == 0 ? name : tr("%1, %2", "view and how many are in it").arg(name, Texts::number(count)));
    update();
}

QSize NavigationButton::sizeHint() const
{
    const int text = fontMetrics().horizontalAdvance(QString(this->text()).remove(u'&'));
    return {text + fontMetrics().horizontalAdvance(QStringLiteral("00,000")) + 60, fontMetrics().height() + 16};
}

void NavigationButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(4, 1, -4, -1);
    QColor fill = palette().color(QPalette::Highlight);
    fill.setAlphaF(isChecked() ? 0.18F : 0.07F);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(area, 5, 5);
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5);
    }
    constexpr int kIcon = 18;
    const QColor colour = palette().color(QPalette::WindowText);
    const QPixmap icon = Icons::pixmap(m_icon, kIcon, colour, devicePixelRatioF());
    painter.drawPixmap(14, (height() - kIcon) / 2, icon);

    QFont font = this->font();
    font.setBold(isChecked());
    painter.setFont(font);
    painter.setPen(colour);
    const QRect textRect = rect().adjusted(14 + kIcon + 8, 0, -12, 0);
    painter.drawText(textRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic, text());
    if (m_count == 0)
        return;

    painter.setFont(this->font());
    const QString count = Texts::number(m_count);
    if (!m_urgent) {
        painter.setPen(dimmedText(palette()));
        painter.drawText(textRect, Qt::AlignRight | Qt::AlignVCenter, count);
        return;
    }
    const int width = qMax(painter.fontMetrics().horizontalAdvance(count) + 12, fontMetrics().height() + 2);
    QRectF badge(textRect.right() - width + 5, 0, width, fontMetrics().height() + 2);
    badge.moveCenter({badge.center().x(), height() / 2.0});
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColour(Tone::Bad, palette()));
    painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2);
    painter.setPen(palette().color(QPalette::Base));
    painter.drawText(badge, Qt::AlignCenter, count);
}

void NavigationButton::enterEvent(QEnterEvent *)
{
    update();
}

void NavigationButton::leaveEvent(QEvent *)
{
    update();
}

NavigationBar::NavigationBar(QWidget *parent)
    : QWidget(parent)
    , m_buttons(new QButtonGroup(this))
{
    setAccessibleName(tr("Views"));
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(4, 4, 4, 4);
    m_layout->setSpacing(2);
    m_layout->addStretch(1);
    connect(m_buttons, &QButtonGroup::idClicked, this, &NavigationBar::selected);
}

void NavigationBar::addView(const QString &icon, const QString &text)
{
    auto *button = new NavigationButton(icon, text, this);
    const auto id = int(m_buttons->buttons().size());
    m_buttons->addButton(button, id);
    m_layout->insertWidget(id, button);
    if (id == 0)
        button->setChecked(true);
}

void NavigationBar::setCount(int view, qint64 count, bool urgent)
{
    static_cast<NavigationButton *>(m_buttons->button(view))->setCount(count, urgent);
}

void NavigationBar::select(int view)
{
    m_buttons->button(view)->setChecked(true);
}

} // namespace mailweir
