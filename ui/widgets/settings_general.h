// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_desktop.h"
#include "ui/widgets/settings_page.h"

#include <memory>

class QComboBox;

namespace mailweir {

class Appearance;

/// How Mailweir looks and starts on this desktop.
class GeneralPage final : public SettingsPage {
    Q_OBJECT
public:
    explicit GeneralPage(const QString &configFile, QWidget *parent = nullptr);
    ~GeneralPage() override;

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;
    [[nodiscard]] bool changedBeside() const override;
    void storeBeside() override;

private:
    [[nodiscard]] DesktopSettings collected() const;

    QComboBox *m_scheme = nullptr;
    QCheckBox *m_startHidden = nullptr;
    std::unique_ptr<Appearance> m_appearance; // once the choice was changed here
};

} // namespace mailweir
