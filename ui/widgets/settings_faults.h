// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_page.h"

namespace mailweir {

class EntryList;

/// What is to go wrong on purpose. The first rule that fits strikes, so their order counts.
class FaultsPage final : public SettingsPage {
    Q_OBJECT
public:
    explicit FaultsPage(QWidget *parent = nullptr);

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;
    void validate() override;

private:
    void addFault(const FaultSettings &fault);
    void addNewFault(FaultSettings fault);
    [[nodiscard]] bool isNameTaken(const QWidget *except, const QString &name) const;

    EntryList *m_faults = nullptr;
};

} // namespace mailweir
