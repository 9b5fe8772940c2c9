// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"

namespace mailweir {

QString HostPort::text() const
{
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown + u':' + QString::number(port);
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
