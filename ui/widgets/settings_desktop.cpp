// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_desktop.h"

#include <QSettings>

#include <array>

namespace mailweir {
namespace {

constexpr std::array kSchemes{ColourScheme::System, ColourScheme::Light, ColourScheme::Dark};

QString schemeName(ColourScheme scheme)
{
    switch (scheme) {
    case ColourScheme::System:
        break;
    case ColourScheme::Light:
        return QStringLiteral("light");
    case ColourScheme::Dark:
        return QStringLiteral("dark");
    }
    return QStringLiteral("system");
}

QSettings desktopFile()
{
    return {QSettings::IniFormat, QSettings::UserScope, QStringLiteral("mailweir"), QStringLiteral("desktop")};
}

} // namespace

DesktopSettings loadDesktopSettings()
{
    const QSettings file = desktopFile();
    DesktopSettings settings;
    const QString scheme = file.value(QStringLiteral("appearance/scheme")).toString();
    for (const ColourScheme known : kSchemes) {
        if (schemeName(known) == scheme)
            settings.scheme = known;
    }
    settings.startHidden = file.value(QStringLiteral("start/hidden"), false).toBool();
    settings.toldAboutTray = file.value(QStringLiteral("tray/told"), false).toBool();
    return settings;
}

void saveDesktopSettings(const DesktopSettings &settings)
{
    QSettings file = desktopFile();
    file.setValue(QStringLiteral("appearance/scheme"), schemeName(settings.scheme));
    file.setValue(QStringLiteral("start/hidden"), settings.startHidden);
    file.setValue(QStringLiteral("tray/told"), settings.toldAboutTray);
}

} // namespace mailweir
