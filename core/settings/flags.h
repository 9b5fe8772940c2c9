// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/command_line.h"

#include <functional>

namespace mailweir {

/// One flag of the command line.
struct Flag {
    QString name; ///< with the dashes
    QString valueName; ///< as usage shows it; empty = a switch
    QString help;
    std::function<Result<void>(CommandLine &, const QString &)> apply;
    bool repeatable = false; ///< its variable holds values separated by commas
    bool isAction = false; ///< does something else than running the engine: has no variable

    [[nodiscard]] bool takesValue() const { return !valueName.isEmpty(); }
    /// The environment variable with the same meaning; empty when there is none.
    [[nodiscard]] QString variable() const;
};

/// Every flag of the program, in the order of --help.
[[nodiscard]] const QList<Flag> &flags(Program program);

} // namespace mailweir
