// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_desktop.h"

#include <QObject>
#include <QPalette>

class QDBusMessage;
class QDBusVariant;

namespace mailweir {

/// Palettes of our own for the Fusion style, with one accent. Text on its background keeps 4.5:1.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

/// Dresses the application: the user's choice first, then the desktop's (org.freedesktop.appearance of the settings
/// portal, followed while it changes), then light. Qt 6.4 knows no colour scheme by itself.
/// The choice is read from the desktop settings, so several of these agree. Thread: GUI.
class Appearance final : public QObject {
    Q_OBJECT
public:
    /// Sets the style, and the palette as far as it is known without asking.
    explicit Appearance(QObject *parent = nullptr);

    /// Looks again at what the user and the desktop want. The desktop answers later.
    void refresh();

private Q_SLOTS:
    void onSettingChanged(const QDBusMessage &message);

private:
    void askPortal();
};

} // namespace mailweir
