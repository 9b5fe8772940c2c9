// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QWidget;

namespace mailweir {

/// What the bars at the foot of the pages have in common. Thread: GUI.
namespace FootBar {

/// A row that begins with an icon.
[[nodiscard]] QHBoxLayout *makeLayout(QWidget *bar, const QString &icon);
[[nodiscard]] QLabel *makeText(QWidget *bar);
[[nodiscard]] QToolButton *makeClose(QWidget *bar, std::function<void()> close);

} // namespace FootBar

} // namespace mailweir
