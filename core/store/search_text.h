// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace mailweir {

/// The form in which texts are compared: without case (Unicode's simple folding), composed (NFC).
/// Thread: any.
[[nodiscard]] QString searchFolded(QStringView text);

/// The words of a text, folded, one blank before, between and after them: " alice s order 1 234 ". What is neither a
/// letter, a number nor a mark separates words; in scripts that are written without blanks every character is a word.
/// Empty when there is none. So `words.contains(" alice s")` finds words in sequence of which the last may go on.
[[nodiscard]] QString searchWords(QStringView text);

} // namespace mailweir
