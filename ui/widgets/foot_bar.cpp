// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/foot_bar.h"

#include "ui/widgets/icons.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace mailweir {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(mailweir::FootBar)
};

} // namespace

QHBoxLayout *FootBar::makeLayout(QWidget *bar, const QString &icon)
{
    bar->setAutoFillBackground(true);
    bar->setBackgroundRole(QPalette::AlternateBase);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(12, 5, 6, 5);
    layout->setSpacing(10);
    auto *picture = new QLabel(bar);
    const int size = bar->fontMetrics().height();
    picture->setPixmap(Icons::get(icon).pixmap(QSize(size, size), bar->devicePixelRatioF()));
    layout->addWidget(picture);
    return layout;
}

QLabel *FootBar::makeText(QWidget *bar)
{
    auto *text = new QLabel(bar);
    text->setTextFormat(Qt::PlainText);
    return text;
}

QToolButton *FootBar::makeClose(QWidget *bar, std::function<void()> close)
{
    auto *button = new QToolButton(bar);
    button->setAutoRaise(true);
    button->setIcon(Icons::get(QStringLiteral("close")));
    button->setToolTip(Words::tr("Close"));
    button->setAccessibleName(button->toolTip());
    QObject::connect(button, &QToolButton::clicked, bar, std::move(close));
    return button;
}

} // namespace mailweir
