// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/window/frame_meter.h"

#include <QEvent>

#include <ctime>

namespace mailweir::bench {

double threadCpuMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

MeteredApplication::MeteredApplication(int &argc, char **argv)
    : QApplication(argc, argv)
{
}

bool MeteredApplication::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0)
        return QApplication::notify(receiver, event);
    // The event may be gone afterwards.
    const bool isFrame = event->type() == QEvent::UpdateRequest || event->type() == QEvent::Expose;
    bool handled = false;
    const double before = threadCpuMs();
    ++m_depth;
    const double wall = millisecondsOf([&] { handled = QApplication::notify(receiver, event); });
    --m_depth;
    const double cpu = threadCpuMs() - before;
    if (isFrame) {
        m_frames.add(wall);
        m_frameCpu.add(cpu);
    } else {
        m_events.add(cpu);
    }
    return handled;
}

void MeteredApplication::restart()
{
    m_frames = {};
    m_frameCpu = {};
    m_events = {};
}

} // namespace mailweir::bench
