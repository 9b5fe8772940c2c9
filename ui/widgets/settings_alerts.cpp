// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_alerts.h"

#include <QCheckBox>
#include <QSpinBox>

namespace mailweir {

AlertsPage::AlertsPage(QWidget *parent)
    : SettingsPage(tr("Alerts"), parent)
{
    m_enabled = addSwitch("alertEnabled", tr("&Warn about floods"),
                          tr("One notification a flood, renewed while it lasts and gone when it is over."));
    m_limit = addNumber("alertLimit", tr("&Limit:"), 1, 1'000'000, tr("Messages of one group in a minute."));
    connect(m_enabled, &QCheckBox::toggled, m_limit, &QWidget::setEnabled);
}

void AlertsPage::load(const Settings &settings)
{
    m_enabled->setChecked(settings.alert.enabled);
    m_limit->setEnabled(settings.alert.enabled);
    m_limit->setValue(settings.alert.limitPerMinute);
}

void AlertsPage::store(Settings &settings) const
{
    settings.alert.enabled = m_enabled->isChecked();
    settings.alert.limitPerMinute = m_limit->value();
}

} // namespace mailweir
