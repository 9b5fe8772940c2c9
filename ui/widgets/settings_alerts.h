// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_page.h"

namespace mailweir {

/// When mail comes too fast.
class AlertsPage final : public SettingsPage {
    Q_OBJECT
public:
    explicit AlertsPage(QWidget *parent = nullptr);

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;

private:
    QCheckBox *m_enabled = nullptr;
    QSpinBox *m_limit = nullptr;
};

} // namespace mailweir
