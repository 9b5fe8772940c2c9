// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/mail/intake.h"
#include "core/net/listener.h"
#include "core/service/engine_status.h"
#include "core/settings/settings.h"

#include <functional>
#include <memory>
#include <vector>

namespace mailweir {

/// The listeners that the settings ask for, kept while they do not change.
/// Thread: the I/O thread.
class Listeners {
public:
    Listeners(IntakeGate &gate, const Clock &clock, std::function<void()> changed);
    ~Listeners();

    /// Opens what is new, closes what is gone and keeps the rest with its clients; on an error (AddressInUse …) all is
    /// as it was before. Clients of a closed listener get 421 when they are idle and may finish their message.
    [[nodiscard]] Result<void> apply(const QList<ListenerSettings> &wanted);

    [[nodiscard]] QList<ListenerStatus> status() const;
    [[nodiscard]] int clientCount() const;
    void setPaused(bool paused);
    /// No new clients; `drained` is called once the last session has ended.
    void shutDown(std::function<void()> drained);

private:
    struct Open {
        ListenerSettings settings;
        std::unique_ptr<Listener> listener;
    };

    [[nodiscard]] Result<std::unique_ptr<Listener>> open(const ListenerSettings &settings);
    void retire(std::unique_ptr<Listener> listener);
    void checkDrained();

    IntakeGate &m_gate;
    const Clock &m_clock;
    std::function<void()> m_changed;
    std::vector<Open> m_open;
    std::vector<std::unique_ptr<Listener>> m_leaving; // closed, with sessions that have not ended
    bool m_paused = false;
    std::function<void()> m_drained;
};

} // namespace mailweir
