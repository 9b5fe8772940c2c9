// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tray/tray_state.h"

#include <QIcon>

class QPainter;

namespace mailweir {

/// Three level lines stepping over a low wall, in one colour, readable from 16 px on. Solid water during a flood, a bar
/// across while something is paused, the number of failed summaries (99+ at most) in the upper corner, and a triangle
/// in the lower one while faults are on.
void paintWeir(QPainter &painter, const QRect &rect, const TrayState &state);

/// The same in the usual sizes of trays, task bars and windows.
[[nodiscard]] QIcon weirIcon(const TrayState &state = {});

} // namespace mailweir
