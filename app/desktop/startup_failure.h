// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/launch/engine_session.h"

#include <QCoreApplication>

class QMessageBox;

namespace mailweir {

/// Why Mailweir does not start and what the user can do, as a window. Thread: GUI.
class StartupFailure {
    Q_DECLARE_TR_FUNCTIONS(mailweir::StartupFailure)
public:
    /// Of mistakes in the settings file, the environment or the command line.
    [[nodiscard]] static QMessageBox *window(const SettingsMistakes &mistakes);
    /// Of an engine that could not start.
    [[nodiscard]] static QMessageBox *window(const LaunchFailure &failure);

private:
    [[nodiscard]] static QString remedy(const LaunchFailure &failure);
};

} // namespace mailweir
