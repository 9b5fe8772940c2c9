// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_faults.h"

#include "ui/models/fault_words.h"
#include "ui/widgets/settings_fault.h"

#include <QMenu>

#include <algorithm>

namespace mailweir {

FaultsPage::FaultsPage(QWidget *parent)
    : SettingsPage(tr("Faults"), parent)
{
    addNote(tr("See how your application takes it when a mail server refuses, is slow or hangs up. Rules that are "
               "switched on are in force as soon as they are applied; the window can suspend all of them at once."));
    m_faults = new EntryList(tr("Fault rules"), EntryList::Switches | EntryList::Order);
    m_faults->setObjectName(QStringLiteral("faults"));
    auto *menu = new QMenu(this);
    const QList<FaultPreset> presets = FaultWords::presets();
    for (const FaultPreset &preset : presets)
        menu->addAction(preset.title, this, [this, rule = preset.rule] { addNewFault(rule); });
    menu->addSeparator();
    menu->addAction(tr("&Another rule"), this,
                    [this] { addNewFault({.reply = QStringLiteral("450 4.3.0 please try again later")}); });
    m_faults->setAddMenu(menu);
    connect(m_faults, &EntryList::edited, this, &FaultsPage::edited);
    addWide(m_faults);
}

void FaultsPage::load(const Settings &settings)
{
    const int row = m_faults->currentRow();
    m_faults->clear();
    for (const FaultSettings &fault : settings.faults)
        addFault(fault);
    m_faults->setCurrentRow(row);
}

void FaultsPage::store(Settings &settings) const
{
    settings.faults.clear();
    const QList<EntryForm *> forms = m_faults->forms();
    for (const EntryForm *form : forms)
        settings.faults += static_cast<const FaultForm *>(form)->collected();
}

void FaultsPage::validate()
{
    SettingsPage::validate();
    setValid(m_faults->validate() && isValid());
}

void FaultsPage::addFault(const FaultSettings &fault)
{
    m_faults->add(
        new FaultForm(fault, [this](const FaultForm *form, const QString &name) { return isNameTaken(form, name); }));
}

void FaultsPage::addNewFault(FaultSettings fault)
{
    const QString wanted = fault.name;
    for (int number = 2; isNameTaken(nullptr, fault.name); ++number)
        fault.name = QStringLiteral("%1-%2").arg(wanted, QString::number(number));
    addFault(fault);
}

bool FaultsPage::isNameTaken(const QWidget *except, const QString &name) const
{
    const QList<EntryForm *> forms = m_faults->forms();
    return std::any_of(forms.cbegin(), forms.cend(),
                       [&](const EntryForm *form) { return form != except && form->name() == name; });
}

} // namespace mailweir
