// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/mailbox.h"
#include "core/net/relay_connection.h"
#include "core/relay/delivery_queue.h"
#include "core/service/failed_copies.h"
#include "core/service/observers.h"
#include "core/settings/settings.h"
#include "core/store/mail_store.h"

#include <QTimer>

#include <functional>
#include <optional>

namespace mailweir {

/// Takes deliveries to the smarthost: one timer for the next due time, a few connections at once, and what each came to
/// stored before anything else is done with it.
/// Thread: the I/O thread; answers come there too.
class DeliveryFlow {
public:
    struct Options {
        std::optional<RelaySettings> relay; ///< none (or mode Off): nothing is sent, everything is held
        std::shared_ptr<FailedCopies> failedCopies; ///< of deliveries that finally failed; may be null
        QByteArray clientName; ///< for EHLO
        TimeoutSettings timeouts;
    };
    /// Looks up the password of a relay and answers in the I/O thread; empty when none is stored.
    using PasswordSource = std::function<void(const QString &relay, std::function<void(Result<QString>)> done)>;
    /// A password was refused: it must not be remembered.
    using PasswordRefused = std::function<void(const QString &relay)>;

    DeliveryFlow(MailStore &store, const Clock &clock, Mailbox &mailbox, Observers &observers, PasswordSource password,
                 PasswordRefused passwordRefused);
    ~DeliveryFlow();

    void configure(const Options &options);
    [[nodiscard]] bool hasRelay() const;

    /// Unsettled deliveries that were found at start.
    void resume(const QList<Delivery> &deliveries);
    /// Deliveries as they are now: new or changed.
    void update(const QList<Delivery> &deliveries);
    void setPaused(bool paused);

    /// Connects and logs in without a mail.
    void probe(const RelaySettings &relay, const QString &password, std::function<void(Result<DeliveryAttempt>)> done);
    /// Sends a mail to a server of this machine, without a delivery of its own.
    void submit(const Smarthost &host, const OutgoingMail &mail, std::function<void(Result<Reply>)> done);

    /// Calls `done` when nothing that was due is left and no attempt is under way.
    void drain(std::function<void()> done);
    /// Drops the connections and starts nothing any more.
    void stop();

private:
    void arm();
    void startDue();
    void holdAll();
    void persist(MailStore::WriteJob job);
    void begin(DeliveryId id);
    void connectFor(const Delivery &delivery, const QByteArray &raw);
    void transmit(const Delivery &delivery, const QByteArray &raw, const QString &password);
    void connectTo(const Smarthost &host, std::optional<OutgoingMail> mail, RelayConnection::Callbacks callbacks);
    void markEndOfData(DeliveryId id, std::function<void()> proceed);
    void settle(DeliveryId id, const AttemptReport &report);
    void finished(DeliveryId id);
    void reportFailed(const Delivery &delivery);
    void reload(DeliveryId id);
    [[nodiscard]] Smarthost smarthost(const RelaySettings &relay, const QString &password) const;

    MailStore &m_store;
    const Clock &m_clock;
    Mailbox &m_mailbox;
    Observers &m_observers;
    PasswordSource m_password;
    PasswordRefused m_passwordRefused;
    Options m_options;
    DeliveryQueue m_queue;
    QObject m_connections; // parent of those under way
    QTimer m_timer;
    QSet<DeliveryId> m_active;
    std::function<void()> m_drained; // set by drain()
    bool m_stopped = false;
};

} // namespace mailweir
