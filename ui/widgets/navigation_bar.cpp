// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/navigation_bar.h"

#include "ui/models/texts.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/state_look.h"

#include <QButtonGroup>
#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

namespace mailweir {

namespace {

constexpr int kFirstSearch = 100; // of the buttons' ids

} // namespace

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
    const QString name = plainText();
    setAccessibleName(count == 0 ? name : tr("%1, %2", "view and how many are in it").arg(name, Texts::number(count)));
    update();
}

QString NavigationButton::plainText() const
{
    QString plain = text().replace(QStringLiteral("&&"), QStringLiteral("\n"));
    return plain.remove(u'&').replace(u'\n', u'&');
}

QSize NavigationButton::sizeHint() const
{
    constexpr int kLongest = 22; // characters; longer names are cut off
    const int text =
        std::min(fontMetrics().horizontalAdvance(plainText()), kLongest * fontMetrics().averageCharWidth());
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
    const QString count = m_count == 0 ? QString() : Texts::number(m_count);
    const int room = textRect.width() - (m_count == 0 ? 0 : fontMetrics().horizontalAdvance(count) + 12);
    const bool fits = painter.fontMetrics().horizontalAdvance(plainText()) <= room;
    painter.drawText(textRect, Qt::AlignLeft | Qt::AlignVCenter | (fits ? Qt::TextShowMnemonic : Qt::TextHideMnemonic),
                     fits ? text()
                          : painter.fontMetrics().elidedText(text(), Qt::ElideRight, room, Qt::TextShowMnemonic));
    if (m_count == 0)
        return;

    painter.setFont(this->font());
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
    m_heading = new QLabel(tr("Searches"), this);
    m_heading->setContentsMargins(14, 12, 8, 4);
    m_heading->setForegroundRole(QPalette::PlaceholderText);
    m_heading->hide();
    m_searches = new QVBoxLayout;
    m_searches->setSpacing(2);
    m_layout->addWidget(m_heading);
    m_layout->addLayout(m_searches);
    m_layout->addStretch(1);
    connect(m_buttons, &QButtonGroup::idClicked, this, [this](int id) {
        if (id < kFirstSearch)
            Q_EMIT selected(id);
        else
            Q_EMIT searchSelected(id - kFirstSearch);
    });
}

void NavigationBar::addView(const QString &icon, const QString &text)
{
    auto *button = new NavigationButton(icon, text, this);
    const auto id = int(m_layout->indexOf(m_heading));
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

void NavigationBar::setSearches(const QStringList &names)
{
    while (QLayoutItem *item = m_searches->takeAt(0)) {
        m_buttons->removeButton(static_cast<QAbstractButton *>(item->widget()));
        delete item->widget();
        delete item;
    }
    for (const QString &name : names) {
        const int index = m_searches->count();
        auto *button =
            new NavigationButton(QStringLiteral("search"), QString(name).replace(u'&', QStringLiteral("&&")), this);
        button->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(button, &QWidget::customContextMenuRequested, this, [this, button, index](const QPoint &at) {
            Q_EMIT searchMenuRequested(index, button->mapToGlobal(at));
        });
        m_buttons->addButton(button, kFirstSearch + index);
        m_searches->addWidget(button);
    }
    m_heading->setVisible(!names.isEmpty());
}

void NavigationBar::setSearchCount(int search, qint64 count)
{
    static_cast<NavigationButton *>(m_buttons->button(kFirstSearch + search))->setCount(count, false);
}

void NavigationBar::selectSearch(int search)
{
    if (search >= 0) {
        m_buttons->button(kFirstSearch + search)->setChecked(true);
    } else if (QAbstractButton *marked = m_buttons->checkedButton()) {
        m_buttons->setExclusive(false); // otherwise the group never lets go of its last one
        marked->setChecked(false);
        m_buttons->setExclusive(true);
    }
}

} // namespace mailweir
