// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "ui/widgets/settings_form.h"

namespace mailweir {

/// One page of the settings dialog: shows a part of the settings, and writes that part back.
class SettingsPage : public SettingsForm {
    Q_OBJECT
public:
    explicit SettingsPage(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] const QString &title() const { return m_title; }

    virtual void load(const Settings &settings) = 0;
    /// Changes only what the page shows; meaningful while isValid().
    virtual void store(Settings &settings) const = 0;
    /// Something is different that is no part of Settings.
    [[nodiscard]] virtual bool changedBeside() const { return false; }
    /// Keeps that; called after the settings were applied and saved.
    virtual void storeBeside() { }

private:
    QString m_title;
};

} // namespace mailweir
