// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace mailweir {

class Removals;

/// "3 messages deleted" with a way back, at the foot of the pages for as long as the offer stands. Thread: GUI.
class RemovalBar final : public QWidget {
    Q_OBJECT
public:
    explicit RemovalBar(Removals &removals, QWidget *parent = nullptr);

private:
    void showOffer();

    Removals &m_removals;
    QLabel *m_text = nullptr;
};

} // namespace mailweir
