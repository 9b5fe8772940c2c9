// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace mailweir {

/// One thing that is wrong in the settings file, the environment or the command line.
struct SettingsMistake {
    QString file; ///< empty: the mistake is in a flag or an environment variable, which `key` names
    int line = 0; ///< from 1; 0 = the file as a whole
    int column = 0; ///< from 1, in characters
    QString key; ///< as the user would write it: `batching.wait`, `--bind`, `MAILWEIR_BIND`; empty for a syntax error
    QString problem; ///< what is wrong and what is allowed

    /// `file:line: key: problem`, without the parts that are empty.
    [[nodiscard]] QString text() const;

    friend bool operator==(const SettingsMistake &, const SettingsMistake &) = default;
};

using SettingsMistakes = QList<SettingsMistake>;

} // namespace mailweir
