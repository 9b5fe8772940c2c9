// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace mailweir {

/// What can be searched for, as a small table. Thread: GUI.
class SearchTerms final : public QFrame {
    Q_OBJECT
public:
    explicit SearchTerms(QWidget *parent = nullptr, Qt::WindowFlags flags = {});
};

} // namespace mailweir
