// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_page.h"

namespace mailweir {

/// Where mail is accepted. Shows the first listener; further ones are left as they are.
class ReceivingPage final : public SettingsPage {
    Q_OBJECT
public:
    explicit ReceivingPage(QWidget *parent = nullptr);

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;

private:
    QLineEdit *m_host = nullptr;
    QSpinBox *m_port = nullptr;
    QLineEdit *m_size = nullptr;
    QSpinBox *m_clients = nullptr;
    QLabel *m_others = nullptr;
};

} // namespace mailweir
