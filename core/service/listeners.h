// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/net/listener.h"
#include "core/service/engine_status.h"
#include "core/service/listener_configs.h"
#include "core/settings/settings.h"
#include "core/store/mail_store.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace mailweir {

/// The listeners that the settings ask for; one whose name and address do not change keeps its socket and its clients.
/// Thread: the I/O thread.
class Listeners {
public:
    /// `directory`: of the self-signed certificate. `clientsChanged` is called when clientCount() may have. All
    /// references must outlive it.
    Listeners(MailStore &store, const Clock &clock, FaultRules &faults, const QString &directory,
              std::function<void()> clientsChanged);
    ~Listeners();

    /// Opens what is new, closes what is gone, and gives the rest its new values, which count for clients that come
    /// from now on. On an error (AddressInUse, a certificate that cannot be loaded, Invalid when the relay would be one
    /// of them …) all is as it was before; only when the error comes from an address that a listener has just left,
    /// that one's clients have gone. Clients of a closed listener get 421 when they are idle and may finish their
    /// message.
    [[nodiscard]] Result<void> apply(const Settings &wanted);

    [[nodiscard]] QList<ListenerStatus> status() const;
    /// Where a program on this machine can send mail over SMTP without TLS and login; none when there is no such place.
    [[nodiscard]] std::optional<HostPort> plainAddress() const;
    [[nodiscard]] int clientCount() const;
    void setPaused(bool paused);
    /// No new clients; `drained` is called once the last session has ended, and that of an earlier call no more.
    void shutDown(std::function<void()> drained);
    /// After shutDown(), when time is up: clients inside a message get 421, those whose message is being stored their
    /// answer.
    void abortClients();

private:
    struct Open {
        ListenerSettings settings;
        ListenerConfig config;
        std::unique_ptr<Listener> listener; // none: a built-in one whose port is taken
    };

    [[nodiscard]] Result<void> open(Open &entry);
    [[nodiscard]] Result<void> openAll(const std::vector<Open *> &entries);
    /// Gives the listeners of `from` to those of `into` that continue them.
    static void takeOver(std::vector<Open> &from, std::vector<Open> &into);
    [[nodiscard]] Result<void> replace(const std::vector<Open *> &leaving, const std::vector<Open *> &fresh,
                                       const std::optional<RelaySettings> &relay);
    [[nodiscard]] Result<void> checkRelay(const RelaySettings &relay) const;
    void noteProcess(const QList<MessageId> &ids, const PeerProcess &process);
    void writeProcesses();
    void retire(std::unique_ptr<Listener> listener);
    void checkDrained();

    MailStore &m_store;
    const Clock &m_clock;
    std::function<void()> m_clientsChanged;
    QList<std::pair<QList<MessageId>, PeerProcess>> m_processes; // found and not yet written
    QTimer m_processTimer; // runs while there are such
    ListenerConfigs m_configs; // the listeners point into it
    std::vector<Open> m_open; // in the settings' order
    std::vector<std::unique_ptr<Listener>> m_leaving; // closed, with sessions that have not ended
    bool m_paused = false;
    std::function<void()> m_drained;
};

} // namespace mailweir
