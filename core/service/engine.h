// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/event_thread.h"
#include "core/batch/subject_classifier.h"
#include "core/service/alert_flow.h"
#include "core/service/delivery_flow.h"
#include "core/service/faults.h"
#include "core/service/listeners.h"
#include "core/service/mail_service.h"
#include "core/service/maildir_copies.h"
#include "core/service/observers.h"
#include "core/service/summary_flow.h"
#include "core/service/transfers.h"

#include <QTimer>

#include <mutex>

namespace mailweir {

/// What is behind MailService: the store, the I/O thread and the flows that live on it.
class MailService::Engine {
public:
    Engine(const Settings &settings, const QString &dataDirectory, const Clock &clock, SecretStore &secrets);
    ~Engine();

    [[nodiscard]] Result<void> start();
    void stop();
    void abandon();

    /// Runs `job` with the flows on the I/O thread; dropped when the engine does not run.
    void post(std::function<void(Engine &)> job);

    /// Values that any thread may ask for.
    [[nodiscard]] EngineStatus status() const;
    [[nodiscard]] Settings settings() const;
    [[nodiscard]] QList<FaultSettings> runtimeFaults() const;
    [[nodiscard]] bool hasRelay() const { return !status().relayName.isEmpty(); }
    const Clock &clock;

    // On the I/O thread only:
    [[nodiscard]] Result<void> apply(const Settings &settings);
    void setPaused(std::optional<bool> intake, std::optional<bool> relay);
    void setFaultsOn(bool on);
    void setRuntimeFaults(const QList<FaultSettings> &faults);
    void sendTestMail(Done<Reply> done);
    void testRelay(const RelaySettings &relay, const QString &password, Done<DeliveryAttempt> done);
    [[nodiscard]] SummaryFlow &summaries() { return *m_summaries; }
    [[nodiscard]] DeliveryFlow &deliveries() { return *m_deliveries; }
    [[nodiscard]] AlertFlow &alerts() { return *m_alerts; }

    Observers observers; // for any thread
    std::unique_ptr<MailStore> store; // for any thread
    Transfers transfers; // for any thread

private:
    void makeFlows();
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> takePlaces(const Settings &settings);
    void onStoreChanged(const StoreChange &change);
    void publishStatus();
    void noteClients();
    void configureFlows(const Settings &settings);
    void askPassword(const QString &relay, std::function<void(Result<QString>)> done);
    void answerPassword(const QString &relay, const Result<QString> &password);
    void shutDown(std::function<void()> finished);

    const QString m_dataDirectory;
    SecretStore &m_secrets;
    Mailbox m_main; // into the main thread, for the secrets
    SubjectClassifier m_classifier; // used by the store's indexer
    std::unique_ptr<MaildirCopies> m_copies; // for any thread, as it says
    EventThread m_io{"mailweir-io"};
    bool m_started = false; // main thread
    std::shared_ptr<bool> m_running; // main thread; answers of the secret store that come after stop() are dropped

    // I/O thread:
    Faults m_faults; // the listeners' sessions ask it
    std::unique_ptr<Listeners> m_listeners;
    std::unique_ptr<QTimer> m_clientNews; // runs while a changed number of clients waits to be told
    std::unique_ptr<SummaryFlow> m_summaries;
    std::unique_ptr<DeliveryFlow> m_deliveries;
    std::unique_ptr<AlertFlow> m_alerts;
    QHash<QString, QString> m_passwords; // by relay; asked for once, forgotten when refused
    QHash<QString, QList<std::function<void(Result<QString>)>>> m_asked; // who waits for the answer of the keychain
    bool m_prefetched = false; // since the settings last changed

    mutable std::mutex m_mutex; // for the values below, which any thread may ask for
    EngineStatus m_status;
    Settings m_settings;
    QList<FaultSettings> m_runtimeFaults;
};

} // namespace mailweir
