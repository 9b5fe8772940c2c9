// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace mailweir {

/// Installs the translations for the system's language: ours and Qt's own. English where there is none, which needs a
/// translation too, for the plurals. Call once, before the first text is made.
void installTranslations(QCoreApplication &application);

} // namespace mailweir
