// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_page.h"

#include <QLabel>
#include <QVBoxLayout>

namespace mailweir {

SettingsPage::SettingsPage(const QString &title, QWidget *parent)
    : SettingsForm(parent)
    , m_title(title)
{
    setAccessibleName(title);
    auto *heading = new QLabel(title);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    heading->setFont(font);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(16);
    column->insertWidget(0, heading);
}

} // namespace mailweir
