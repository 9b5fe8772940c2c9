// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/engine_status.h"

#include <QStatusBar>

class QLabel;

namespace mailweir {

/// The bottom line: how much was caught, what is open, the relay, what failed, and whether the index is behind.
/// Thread: GUI.
class StatusLine final : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setFacts(const StoreCounts &counts, const EngineStatus &status);
    /// A passing word about what the user has just done.
    void say(const QString &text);

private:
    QLabel *m_facts = nullptr;
    QLabel *m_index = nullptr;
};

} // namespace mailweir
