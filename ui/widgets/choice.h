// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace mailweir {

// A combo box whose entries stand for the values of an enum.

template <typename Enum> void addChoice(QComboBox *box, const QString &text, Enum value)
{
    box->addItem(text, static_cast<int>(value));
}

template <typename Enum> [[nodiscard]] Enum choice(const QComboBox *box)
{
    return static_cast<Enum>(box->currentData().toInt());
}

template <typename Enum> void choose(QComboBox *box, Enum value)
{
    box->setCurrentIndex(box->findData(static_cast<int>(value)));
}

} // namespace mailweir
