// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace mailweir {

/// The declarations of a style attribute that may be kept, as `name:value;` in order: colours, fonts, alignment, boxes,
/// borders and sizes. Each value is one to eight plain keywords, colours and non-negative numbers below 10,000; a value
/// with url(), another function, an escape or a comment is left out. Of a `background` the colour alone stays, of a
/// gradient its first colour: white text on a dark gradient would otherwise not be seen. Thread: any.
[[nodiscard]] QString filterStyle(QStringView style);

/// `#rgb`, `#rrggbb`, rgb(), rgba() or a colour's name, or nothing.
[[nodiscard]] QString filterColour(QStringView value);

} // namespace mailweir
