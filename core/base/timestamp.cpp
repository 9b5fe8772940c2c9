// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/timestamp.h"

#include <QLocale>
#include <QTimeZone>

namespace mailweir {

QDateTime toDateTime(Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(toUnixMs(time), Qt::UTC);
}

QByteArray toRfc3339(Timestamp time)
{
    return toDateTime(time).toString(Qt::ISODateWithMs).toLatin1();
}

QByteArray toRfc5322(Timestamp time)
{
    return QLocale::c().toString(toDateTime(time), QStringLiteral("ddd, d MMM yyyy HH:mm:ss +0000")).toLatin1();
}

} // namespace mailweir
