// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/secrets/secret_store.h"
#include "core/service/engine_status.h"
#include "core/service/mail_transfer.h"

#include <memory>

namespace mailweir {

/// The engine: wires the rooms, owns their threads and timers, and is the only door for the window, the server and the
/// HTTP API.
///
/// Thread: every member may be called from any thread, except the constructor, start(), stop() and the destructor,
/// which belong to the main thread. Answers (`done`) come on one of the engine's threads; wrap them with a Mailbox.
class MailService {
public:
    template <typename T> using Done = std::function<void(Result<T>)>;

    /// `dataDirectory` exists, is locked by this process and holds the database and the body log.
    MailService(const Settings &settings, const QString &dataDirectory, const Clock &clock, SecretStore &secrets);
    ~MailService();
    MailService(const MailService &) = delete;
    MailService &operator=(const MailService &) = delete;

    /// Opens the store and the listeners; on return mail is accepted. Errors: those of MailStore::open(), of a
    /// directory of failed mails that cannot be written, AddressInUse, PermissionDenied, Invalid (a relay that is our
    /// own listener).
    [[nodiscard]] Result<void> start();
    /// Listeners close, sessions get 421, batches are sealed and sent (or kept), the store flushes; within the
    /// settings' shutdown time-out and a second more for the last answers to clients. Safe to call twice.
    void stop();
    /// Ends at once, without sealing or sending anything: for a program whose start failed elsewhere. Nothing is lost.
    void abandon();

    int subscribe(EngineObserver observer);
    void unsubscribe(int subscription);

    [[nodiscard]] EngineStatus status() const;
    [[nodiscard]] Settings settings() const;
    /// Swaps the settings whole, or keeps the old ones on any error. Listeners that did not change keep their clients.
    void applySettings(const Settings &settings, Done<void> done);

    /// Runs `job` on the reading thread; it sees every message that was acknowledged before this call.
    void read(MailStore::ReadJob job);
    /// The same on a thread of its own, for questions with a search (MessageQuery::search, matches()), which may take
    /// long. Who asks anew with every key sets MessageQuery::cancelled of the question before.
    void search(MailStore::ReadJob job);

    void removeMessages(const QList<MessageId> &ids, Done<RemovalId> done);
    void removeAllMessages(Done<RemovalId> done);
    /// The answer is how many messages came back.
    void undoRemoval(RemovalId removal, Done<qint64> done);
    void markRead(const QList<MessageId> &ids, bool read, Done<void> done = {});
    void setPinned(const QList<MessageId> &ids, bool pinned, Done<void> done = {});
    void setTags(const QList<MessageId> &ids, const QStringList &tags, Done<void> done = {});

    /// Run beside everything else; end with the engine.
    TransferId importMail(const ImportRequest &request, TransferObserver observer);
    TransferId exportMail(const ExportRequest &request, TransferObserver observer);
    void cancelTransfer(TransferId transfer);

    /// Seals a collecting or held batch now. The answer is the batch as it is then.
    void flushBatch(BatchId id, Done<Batch> done);
    /// Makes deliveries due now, also ones that had failed, were held or cancelled; sent ones are not sent again.
    /// The answer holds those that were found.
    void resend(const QList<DeliveryId> &ids, Done<QList<Delivery>> done);
    /// Sends one to other people instead of those who have not got it yet; also one that was sent.
    void resendTo(DeliveryId id, const QList<QByteArray> &to, Done<QList<Delivery>> done);
    /// The same for all in that state.
    void resendAll(DeliveryState state, Done<QList<Delivery>> done);
    /// Conflict when it is already sent or being sent.
    void cancelDelivery(DeliveryId id, Done<Delivery> done);

    void setPaused(std::optional<bool> intake, std::optional<bool> relay);
    /// Puts the fault rules of the settings in force, or suspends them; until the settings change, which puts those in
    /// force that are enabled.
    void setFaultsOn(bool on, Done<void> done = {});
    /// Puts these in force besides those of the settings, in place of earlier ones of this call, until the engine ends.
    void setRuntimeFaults(const QList<FaultSettings> &faults, Done<void> done = {});
    [[nodiscard]] QList<FaultSettings> runtimeFaults() const;
    /// No alert for this group (for all groups when null) until the time has passed.
    void muteAlerts(GroupId group, Milliseconds duration);

    /// Sends a mail over SMTP to the first listener that takes it without TLS and login, as an application would. The
    /// answer is the server's reply. Unavailable when there is no such listener.
    void sendTestMail(Done<Reply> done);
    /// Connects, secures and logs in as `relay` says, then quits. `password` empty = the stored one. The attempt tells
    /// how far it came; its code is 0 or below 400 when all went well.
    void testRelay(const RelaySettings &relay, const QString &password, Done<DeliveryAttempt> done);

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace mailweir
