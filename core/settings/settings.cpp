// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"

namespace mailweir {

QString HostPort::text() const
{
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown + u':' + QString::number(port);
}

QString ListenerSettings::address() const
{
    return unixPath.isEmpty() ? bind.text() : QStringLiteral("unix:") + unixPath;
}

QByteArray listenerProtocolName(ListenerProtocol protocol)
{
    return protocol == ListenerProtocol::Smtp ? "smtp" : "lmtp";
}

QByteArray listenerTlsName(ListenerTls tls)
{
    switch (tls) {
    case ListenerTls::None:
        break;
    case ListenerTls::StartTls:
        return "starttls";
    case ListenerTls::Implicit:
        return "implicit";
    }
    return "none";
}

QByteArray listenerAuthName(ListenerAuth auth)
{
    switch (auth) {
    case ListenerAuth::Off:
        break;
    case ListenerAuth::Any:
        return "any";
    case ListenerAuth::Required:
        return "required";
    }
    return "off";
}

QByteArray storeDurabilityName(StoreDurability durability)
{
    switch (durability) {
    case StoreDurability::Full:
        break;
    case StoreDurability::Normal:
        return "normal";
    case StoreDurability::Memory:
        return "memory";
    }
    return "full";
}

QList<ListenerSettings> defaultListeners()
{
    ListenerSettings second;
    second.name = QStringLiteral("default-1025");
    second.bind.port = 1025;
    second.optional = true;
    return {ListenerSettings{}, second};
}

} // namespace mailweir
