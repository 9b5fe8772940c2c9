// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace mailweir {

/// Where things are kept, to be shown to the user.
struct SettingsFiles {
    QString config; ///< what the settings dialog writes; empty = there is none
    QString dataDirectory;
};

} // namespace mailweir
