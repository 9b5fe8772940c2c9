// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace mailweir {

/// Our own icons (resources/icons), drawn in one colour. Thread: GUI.
namespace Icons {

/// `name` as in resources/icons, without .svg. Takes the colour of the palette's button text at each painting, so a
/// change between light and dark needs no new icon. A theme's icon of the name `themeName` comes first, if given.
[[nodiscard]] QIcon get(const QString &name, const QString &themeName = {});

/// The same in a colour of its own, cached. `size` in device-independent pixels.
[[nodiscard]] QPixmap pixmap(const QString &name, int size, const QColor &colour, qreal devicePixelRatio);

} // namespace Icons

} // namespace mailweir
