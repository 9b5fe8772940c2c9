// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings_mistake.h"

namespace mailweir {

QString SettingsMistake::text() const
{
    QString out;
    if (!file.isEmpty())
        out += file + (line > 0 ? u':' + QString::number(line) : QString()) + QStringLiteral(": ");
    if (!key.isEmpty())
        out += key + QStringLiteral(": ");
    return out + problem;
}

} // namespace mailweir
