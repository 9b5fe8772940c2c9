// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/removal_bar.h"

#include "ui/models/removals.h"
#include "ui/models/texts.h"
#include "ui/widgets/foot_bar.h"
#include "ui/widgets/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace mailweir {

RemovalBar::RemovalBar(Removals &removals, QWidget *parent)
    : QWidget(parent)
    , m_removals(removals)
{
    setObjectName(QStringLiteral("removalBar"));
    auto *layout = FootBar::makeLayout(this, QStringLiteral("delete"));
    m_text = FootBar::makeText(this);
    auto *undo = new QPushButton(tr("&Undo"), this);
    undo->setObjectName(QStringLiteral("undo"));
    undo->setToolTip(tr("Bring the messages back (Ctrl+Z)"));
    layout->addWidget(m_text);
    layout->addWidget(undo);
    layout->addStretch(1);
    layout->addWidget(FootBar::makeClose(this, [this] { m_removals.dismiss(); }));
    connect(undo, &QPushButton::clicked, this, [this] { m_removals.undo(); });
    connect(&removals, &Removals::changed, this, &RemovalBar::showOffer);
    hide();
}

void RemovalBar::showOffer()
{
    const qint64 count = m_removals.offered();
    if (count > 0) {
        m_text->setText(
            tr("%1 message(s) deleted", nullptr, int(std::min<qint64>(count, 1'000'000))).arg(Texts::number(count)));
    }
    setVisible(count > 0);
}

} // namespace mailweir
