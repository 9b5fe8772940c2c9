// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_receiving.h"

#include "core/settings/setting_values.h"
#include "ui/widgets/settings_listener.h"

#include <QLabel>

#include <algorithm>

namespace mailweir {

ReceivingPage::ReceivingPage(QWidget *parent)
    : SettingsPage(tr("Receiving"), parent)
{
    m_listeners = new EntryList(tr("Listeners"), {});
    m_listeners->setObjectName(QStringLiteral("listeners"));
    m_listeners->setLeast(1);
    connect(m_listeners, &EntryList::addRequested, this, &ReceivingPage::addNewListener);
    connect(m_listeners, &EntryList::edited, this, &ReceivingPage::edited);
    m_others = addNote();
    addWide(m_listeners);
}

void ReceivingPage::load(const Settings &settings)
{
    const int row = m_listeners->currentRow();
    m_listeners->clear();
    QStringList built;
    for (const ListenerSettings &listener : settings.listeners) {
        if (listener.optional)
            built += listener.address();
        else
            addListener(listener);
    }
    m_listeners->setCurrentRow(row);
    m_others->setText(tr("Until something is changed here, Mailweir also listens on %1 if it is free.")
                          .arg(built.join(QStringLiteral(", "))));
    m_others->setVisible(!built.isEmpty());
}

void ReceivingPage::store(Settings &settings) const
{
    QList<ListenerSettings> before = settings.listeners;
    before.removeIf([](const ListenerSettings &listener) { return listener.optional; });
    // A listener that is written down takes the place of all built-in ones, at once as after the next start.
    if (const QList<ListenerSettings> after = collected(); after != before)
        settings.listeners = after;
}

void ReceivingPage::validate()
{
    SettingsPage::validate();
    setValid(m_listeners->validate() && isValid());
}

void ReceivingPage::addListener(const ListenerSettings &listener)
{
    m_listeners->add(new ListenerForm(listener, [this](const ListenerForm *form) { return collected(form); }));
}

void ReceivingPage::addNewListener()
{
    const QList<ListenerSettings> others = collected();
    const auto isTaken = [&others](auto matches) {
        return std::any_of(others.cbegin(), others.cend(), matches);
    };
    ListenerSettings listener;
    for (int number = 2; isTaken([&](const ListenerSettings &other) { return other.name == listener.name; }); ++number)
        listener.name = QStringLiteral("listener-%1").arg(number);
    while (isTaken([&](const ListenerSettings &other) { return sameAddress(addressOf(other), addressOf(listener)); }))
        ++listener.bind.port;
    addListener(listener);
}

QList<ListenerSettings> ReceivingPage::collected(const ListenerForm *except) const
{
    QList<ListenerSettings> listeners;
    const QList<EntryForm *> forms = m_listeners->forms();
    for (const EntryForm *form : forms) {
        if (form != except)
            listeners += static_cast<const ListenerForm *>(form)->collected();
    }
    return listeners;
}

} // namespace mailweir
