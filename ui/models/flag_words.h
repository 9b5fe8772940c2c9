// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message_flags.h"

#include <QCoreApplication>

namespace mailweir {

/// What is odd about a message's bytes, in the user's words. Thread: GUI.
class FlagWords {
    Q_DECLARE_TR_FUNCTIONS(mailweir::FlagWords)
public:
    /// One sentence; empty when nothing is odd.
    [[nodiscard]] static QString line(MessageFlags flags);
    /// A line for each: what it is, and the rule that it breaks.
    [[nodiscard]] static QString details(MessageFlags flags);
};

} // namespace mailweir
