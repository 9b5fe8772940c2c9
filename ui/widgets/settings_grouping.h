// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_page.h"

namespace mailweir {

/// When messages of the same subject leave as one summary.
class GroupingPage final : public SettingsPage {
    Q_OBJECT
public:
    explicit GroupingPage(QWidget *parent = nullptr);

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;

private:
    QLineEdit *m_wait = nullptr;
    QLineEdit *m_maxWait = nullptr;
    QLineEdit *m_prefix = nullptr;
    QCheckBox *m_flush = nullptr;
};

} // namespace mailweir
