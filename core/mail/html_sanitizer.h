// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace mailweir {

/// HTML that is safe to hand to a QTextDocument: an allow-list of tags and attributes, no script, no style sheet from
/// outside, no form, images only as `cid:` (others are replaced by their alternative text), depth at most 100, tables
/// at most 8 deep (Qt's layout doubles with each level), display:none dropped. Takes any input; libxml2's push parser.
[[nodiscard]] QString sanitizeHtml(QStringView html);

/// The text of an HTML body for people: blocks on lines of their own, links followed by their address.
[[nodiscard]] QString htmlToText(QStringView html);

} // namespace mailweir
