// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/times.h"

#include <QApplication>

namespace mailweir::bench {

/// Processor time of the calling thread, milliseconds.
[[nodiscard]] double threadCpuMs();

/// An application that measures what its GUI thread does: frames (each paint of a window) and the events between them.
class MeteredApplication final : public QApplication {
public:
    MeteredApplication(int &argc, char **argv);

    bool notify(QObject *receiver, QEvent *event) override;

    /// Forgets what was measured.
    void restart();
    /// Of each frame, wall time and processor time; a frame is interrupted where others want the processor.
    [[nodiscard]] const Times &frames() const { return m_frames; }
    [[nodiscard]] const Times &frameCpu() const { return m_frameCpu; }
    /// Processor time of all other events.
    [[nodiscard]] const Times &events() const { return m_events; }

private:
    int m_depth = 0;
    Times m_frames;
    Times m_frameCpu;
    Times m_events;
};

} // namespace mailweir::bench
