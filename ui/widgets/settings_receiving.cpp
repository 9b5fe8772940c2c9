// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_receiving.h"

#include "core/base/quantity.h"

#include <QHostAddress>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace mailweir {

ReceivingPage::ReceivingPage(QWidget *parent)
    : SettingsPage(tr("Receiving"), parent)
{
    m_host = addText("listenerHost", tr("&Address:"),
                     tr("localhost: this computer only. 0.0.0.0: everyone who can reach this computer."), [this] {
                         const QString host = m_host->text().trimmed();
                         if (host == QStringLiteral("localhost") || !QHostAddress(host).isNull())
                             return QString();
                         return tr("Please write localhost or an IP address of this computer.");
                     });
    m_port = addNumber("listenerPort", tr("&Port:"), 0, 65'535);
    m_port->setSpecialValueText(tr("Any free one"));
    addGap();
    m_size = addText("listenerSize", tr("Largest &message:"), tr("Larger ones are refused."), [this] {
        const Result<qint64> size = parseSize(m_size->text().trimmed());
        return size && *size > 0 ? QString() : tr("Please write a size such as 64KiB or 50MiB.");
    });
    m_clients = addNumber("listenerClients", tr("&Connections at once:"), 1, 10'000);
    m_others = addNote();
}

void ReceivingPage::load(const Settings &settings)
{
    const ListenerSettings listener = settings.listeners.value(0);
    m_host->setText(listener.bind.host);
    m_port->setValue(listener.bind.port);
    m_size->setText(formatSize(listener.maxMessageSize));
    m_clients->setValue(listener.maxClients);

    QStringList built, further;
    for (const ListenerSettings &other : settings.listeners.mid(1))
        (other.optional ? built : further).append(other.bind.text());
    QStringList words;
    if (!built.isEmpty())
        words += tr("Until something is changed here, Mailweir also listens on %1 if it is free.")
                     .arg(built.join(QStringLiteral(", ")));
    if (!further.isEmpty())
        words += tr("Also listening on %1, as the configuration file says.").arg(further.join(QStringLiteral(", ")));
    m_others->setText(words.join(QLatin1Char('\n')));
    m_others->setVisible(!words.isEmpty());
}

void ReceivingPage::store(Settings &settings) const
{
    if (settings.listeners.isEmpty())
        settings.listeners.append(ListenerSettings{});
    const ListenerSettings before = settings.listeners.first();
    ListenerSettings &listener = settings.listeners.first();
    listener.bind.host = m_host->text().trimmed();
    listener.bind.port = static_cast<quint16>(m_port->value());
    if (const Result<qint64> size = parseSize(m_size->text().trimmed()))
        listener.maxMessageSize = *size;
    listener.maxClients = m_clients->value();
    // A listener that is written down takes the place of all built-in ones, at once as after the next start.
    if (listener != before)
        settings.listeners.removeIf([](const ListenerSettings &other) { return other.optional; });
}

} // namespace mailweir
