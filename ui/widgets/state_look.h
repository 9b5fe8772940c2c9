// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/group.h"
#include "core/relay/delivery.h"

#include <QColor>
#include <QPalette>

namespace mailweir {

/// How urgent something looks. The colour only repeats what icon and word say already.
enum class Tone { Plain, Active, Good, Warning, Bad };

/// A colour for text of this tone on the palette's Base or Window; contrast 4.5:1 at least in light and in dark.
[[nodiscard]] QColor toneColour(Tone tone, const QPalette &palette);

/// Text a shade lighter than the normal one, still 4.5:1.
[[nodiscard]] QColor dimmedText(const QPalette &palette);

struct StateLook {
    QString icon; ///< of Icons
    Tone tone = Tone::Plain;
};

[[nodiscard]] StateLook lookOf(const Group &group);
[[nodiscard]] StateLook lookOf(DeliveryState state);

} // namespace mailweir
