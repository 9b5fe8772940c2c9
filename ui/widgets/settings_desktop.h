// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mailweir {

enum class ColourScheme { System, Light, Dark };

/// What belongs to this user's desktop and not to the engine; kept in $XDG_CONFIG_HOME/mailweir/desktop.ini.
struct DesktopSettings {
    ColourScheme scheme = ColourScheme::System;
    bool startHidden = false; ///< start in the tray
    bool toldAboutTray = false; ///< that closing the window leaves Mailweir running was said once

    friend bool operator==(const DesktopSettings &, const DesktopSettings &) = default;
};

[[nodiscard]] DesktopSettings loadDesktopSettings();
void saveDesktopSettings(const DesktopSettings &settings);

} // namespace mailweir
