// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/engine.h"

#include "core/base/logging.h"
#include "core/mail/message_composer.h"
#include "core/service/store_options.h"

#include <QSysInfo>

#include <future>

namespace mailweir {

namespace {

constexpr Milliseconds kClientNewsInterval{100};
constexpr Milliseconds kLastWords{1'000}; // for answers that are under way when time is up

QByteArray hostName()
{
    const QString name = QSysInfo::machineHostName();
    return name.isEmpty() ? QByteArrayLiteral("localhost") : name.toUtf8();
}

} // namespace

MailService::Engine::Engine(const Settings &settings, const QString &dataDirectory, const Clock &engineClock,
                            SecretStore &secrets)
    : clock(engineClock)
    , transfers(engineClock)
    , m_dataDirectory(dataDirectory)
    , m_secrets(secrets)
    , m_faults(engineClock)
    , m_settings(settings)
{
    store = makeStore(storeOptions(settings.store, dataDirectory), m_classifier, engineClock,
                      [this](const StoreChange &change) { onStoreChanged(change); });
    m_copies = std::make_unique<MaildirCopies>(*store, engineClock, observers, dataDirectory);
}

MailService::Engine::~Engine()
{
    stop();
}

Result<void> MailService::Engine::start()
{
    if (Result<void> opened = store->open(); !opened)
        return opened;
    m_started = true;
    m_running = std::make_shared<bool>(true);
    m_io.run([this] {
        makeFlows();
        configureFlows(m_settings);
        m_faults.setConfigured(m_settings.faults);
    });
    Result<void> begun = begin();
    if (!begun)
        abandon(); // and nothing else: what was collecting waits for an engine that runs
    return begun;
}

void MailService::Engine::makeFlows()
{
    Mailbox &io = m_io.mailbox();
    m_status.startedAt = clock.now();
    m_listeners =
        std::make_unique<Listeners>(*store, clock, m_faults.rules(), m_dataDirectory, [this] { noteClients(); });
    m_clientNews = std::make_unique<QTimer>();
    m_clientNews->setSingleShot(true);
    m_clientNews->setInterval(kClientNewsInterval);
    QObject::connect(m_clientNews.get(), &QTimer::timeout, m_clientNews.get(), [this] { publishStatus(); });
    m_summaries = std::make_unique<SummaryFlow>(*store, clock, io, observers);
    m_deliveries = std::make_unique<DeliveryFlow>(
        *store, clock, io, observers,
        [this](const QString &relay, std::function<void(Result<QString>)> done) {
            askPassword(relay, std::move(done));
        },
        [this](const QString &relay) { m_passwords.remove(relay); });
    m_alerts = std::make_unique<AlertFlow>(clock, observers);
}

void MailService::Engine::configureFlows(const Settings &settings)
{
    SummaryFlow::Options summaries;
    summaries.rule = {settings.batching.wait, settings.batching.maxWait};
    summaries.summary.from =
        settings.from.isEmpty() ? QByteArrayLiteral("mailweir@") + hostName() : settings.from.toUtf8();
    summaries.summary.subjectPrefix = settings.batching.subjectPrefix;
    summaries.summary.hostName = hostName();
    if (settings.relay && settings.relay->mode != RelayMode::Off) {
        summaries.relay = settings.relay->name;
        summaries.redirectTo = settings.relay->redirectTo.toUtf8();
    }
    m_summaries->configure(summaries);
    m_copies->configure(settings);
    m_deliveries->configure({settings.relay, m_copies->failed(), hostName(), settings.timeouts});
    m_alerts->configure(
        {settings.alert.name, settings.alert.enabled, settings.alert.limitPerMinute, settings.alert.cooldown});
    m_passwords.clear();
    m_prefetched = false;
}

/// Opens the listeners and goes on with what was under way when the last engine ended.
Result<void> MailService::Engine::begin()
{
    // Nothing else writes before the listeners are open, so what is read here is not older than any news of a change.
    std::promise<Result<void>> begun;
    store->read([this, &begun](StoreReader &reader) {
        const auto batches = reader.batches({BatchState::Collecting, BatchState::Held, BatchState::Sealing});
        const auto deliveries =
            reader.deliveries({{DeliveryState::Waiting, DeliveryState::Sending, DeliveryState::Deferred,
                                DeliveryState::Uncertain, DeliveryState::Failed},
                               std::nullopt,
                               0});
        if (!batches || !deliveries) {
            begun.set_value(batches ? deliveries.error() : batches.error());
            return;
        }
        m_io.mailbox().post([this, open = *batches, pending = *deliveries, &begun] {
            const Result<void> taken = takePlaces(m_settings);
            if (taken) {
                m_summaries->update(open);
                m_deliveries->resume(pending);
            }
            publishStatus();
            begun.set_value(taken);
        });
    });
    return begun.get_future().get();
}

/// Those that the settings name: the maildirs and the listeners' addresses. On an error all is as it
/// was.
Result<void> MailService::Engine::takePlaces(const Settings &settings)
{
    if (Result<void> writable = MaildirCopies::prepare(settings); !writable)
        return writable;
    return m_listeners->apply(settings);
}

Result<void> MailService::Engine::apply(const Settings &wanted)
{
    if (wanted.store.url != m_settings.store.url)
        return Error{ErrorCode::Invalid, QStringLiteral("store"), QStringLiteral("needs a restart")};
    const Result<void> taken = takePlaces(wanted);
    if (taken) {
        m_faults.setConfigured(wanted.faults);
        if (wanted.store.durability != m_settings.store.durability)
            qCWarning(lcService) << "another durability of the store is taken at the next start";
        store->setRetention(retentionRules(wanted.store));
        {
            const std::lock_guard lock(m_mutex);
            m_settings = wanted;
        }
        configureFlows(wanted);
    }
    publishStatus();
    return taken;
}

void MailService::Engine::onStoreChanged(const StoreChange &change)
{
    m_io.mailbox().post([this, change] {
        if (!m_listeners)
            return; // changes of a store that is being closed
        if (!change.batches.isEmpty()) {
            m_summaries->update(change.batches);
            // The keychain is asked when the first mail comes rather than when the first summary leaves: at shut-down
            // the main thread, where keychains live, waits for us.
            if (m_settings.relay && !m_settings.relay->user.isEmpty() && !std::exchange(m_prefetched, true))
                askPassword(m_settings.relay->name, [](const Result<QString> &) {});
        }
        if (!change.deliveries.isEmpty())
            m_deliveries->update(change.deliveries);
        if (!change.added.isEmpty())
            m_alerts->update(change);
    });
    m_copies->update(change);
    observers.storeChanged(change);
    for (const Error &problem : change.problems)
        observers.problem(problem);
}

void MailService::Engine::askPassword(const QString &relay, std::function<void(Result<QString>)> done)
{
    if (const auto known = m_passwords.constFind(relay); known != m_passwords.cend()) {
        done(*known);
        return;
    }
    QList<std::function<void(Result<QString>)>> &waiting = m_asked[relay];
    waiting.append(std::move(done));
    if (waiting.size() > 1)
        return;
    m_main.post([this, relay] {
        const std::weak_ptr<bool> running = m_running;
        m_secrets.read(QStringLiteral("relay/") + relay, [this, relay, running](const Result<QString> &password) {
            if (!running.expired())
                m_io.mailbox().post([this, relay, password] { answerPassword(relay, password); });
        });
    });
}

void MailService::Engine::answerPassword(const QString &relay, const Result<QString> &password)
{
    if (password)
        m_passwords.insert(relay, *password);
    for (const auto &done : m_asked.take(relay))
        done(password);
}

void MailService::Engine::publishStatus()
{
    if (!m_listeners)
        return; // they are going, and their last clients with them
    m_clientNews->stop();
    EngineStatus next;
    {
        const std::lock_guard lock(m_mutex);
        m_status.listeners = m_listeners->status();
        m_status.clients = m_listeners->clientCount();
        m_status.faults = m_faults.names();
        m_status.faultsOn = m_faults.isOn();
        m_status.relayName =
            m_settings.relay && m_settings.relay->mode != RelayMode::Off ? m_settings.relay->name : QString();
        next = m_status;
    }
    observers.statusChanged(next);
}

/// Clients may come and go by the thousand a second: who asks hears of it at once, who observes a little later.
void MailService::Engine::noteClients()
{
    if (!m_listeners)
        return; // as above
    {
        const std::lock_guard lock(m_mutex);
        m_status.clients = m_listeners->clientCount();
    }
    if (!m_clientNews->isActive())
        m_clientNews->start();
}

EngineStatus MailService::Engine::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

Settings MailService::Engine::settings() const
{
    const std::lock_guard lock(m_mutex);
    return m_settings;
}

void MailService::Engine::setPaused(std::optional<bool> intake, std::optional<bool> relay)
{
    {
        const std::lock_guard lock(m_mutex);
        m_status.intakePaused = intake.value_or(m_status.intakePaused);
        m_status.relayPaused = relay.value_or(m_status.relayPaused);
    }
    m_listeners->setPaused(m_status.intakePaused);
    m_deliveries->setPaused(m_status.relayPaused);
    publishStatus();
}

void MailService::Engine::setFaultsOn(bool on)
{
    m_faults.setOn(on);
    publishStatus();
}

void MailService::Engine::setRuntimeFaults(const QList<FaultSettings> &faults)
{
    {
        const std::lock_guard lock(m_mutex);
        m_runtimeFaults = faults;
    }
    m_faults.setRuntime(faults);
    publishStatus();
}

QList<FaultSettings> MailService::Engine::runtimeFaults() const
{
    const std::lock_guard lock(m_mutex);
    return m_runtimeFaults;
}

void MailService::Engine::sendTestMail(Done<Reply> done)
{
    const std::optional<HostPort> listener = m_listeners->plainAddress();
    if (!listener) {
        done(Error{ErrorCode::Unavailable, QStringLiteral("listener"),
                   QStringLiteral("none takes SMTP without TLS and login")});
        return;
    }
    const Timestamp now = clock.now();
    MessageDraft draft;
    draft.from = "mailweir@" + hostName();
    draft.to = "you@" + hostName();
    draft.subject = QStringLiteral("Test mail from Mailweir");
    draft.messageId = "test." + QByteArray::number(toUnixMs(now)) + '@' + hostName();
    draft.date = now;
    draft.text = QStringLiteral("This mail took the way that an application's mail takes: over SMTP to %1.\n")
                     .arg(listener->text());
    draft.html =
        QStringLiteral("<p>This mail took the way that an application's mail takes: over SMTP to <b>%1</b>.</p>")
            .arg(listener->text());
    Smarthost host;
    host.name = QStringLiteral("test");
    host.host = listener->host;
    host.port = listener->port;
    host.security = Smarthost::Security::Plain;
    host.clientName = hostName();
    m_deliveries->submit(host, {{}, draft.from, {draft.to}, composeMessage(draft)}, std::move(done));
}

void MailService::Engine::testRelay(const RelaySettings &relay, const QString &password, Done<DeliveryAttempt> done)
{
    if (relay.user.isEmpty() || !password.isEmpty()) {
        m_deliveries->probe(relay, password, std::move(done));
        return;
    }
    askPassword(relay.name, [this, relay, done = std::move(done)](const Result<QString> &stored) {
        if (stored)
            m_deliveries->probe(relay, *stored, done);
        else
            done(stored.error());
    });
}

void MailService::Engine::post(std::function<void(Engine &)> job)
{
    m_io.mailbox().post([this, job = std::move(job)] {
        if (m_listeners)
            job(*this);
    });
}

void MailService::Engine::shutDown(std::function<void()> finished)
{
    m_listeners->shutDown([this, finished = std::move(finished)] {
        // A message that was acknowledged a moment ago may not be in the index yet, and so in no batch and unknown to
        // the maildir: a read job runs when it is, or after a few seconds.
        store->read([this, finished](StoreReader &) {
            m_io.mailbox().post([this, finished] {
                const auto drain = [this, finished] {
                    m_deliveries->drain(finished);
                };
                if (m_settings.batching.flushOnExit)
                    m_summaries->flushAll(drain);
                else
                    drain();
            });
        });
    });
}

void MailService::Engine::stop()
{
    if (!m_started)
        return;
    transfers.stop();
    const auto finished = std::make_shared<std::promise<void>>();
    std::future<void> future = finished->get_future();
    m_io.mailbox().post([this, finished] { shutDown([finished] { finished->set_value(); }); });
    if (future.wait_for(settings().shutdownTimeout) != std::future_status::ready) {
        qCWarning(lcService) << "stopping with sessions or sends under way: the shut-down time is over";
        const auto drained = std::make_shared<std::promise<void>>();
        m_io.run([this, drained] {
            m_listeners->shutDown([drained] { drained->set_value(); }); // and no flush any more
            m_listeners->abortClients();
        });
        drained->get_future().wait_for(kLastWords);
    }
    abandon();
}

void MailService::Engine::abandon()
{
    if (!std::exchange(m_started, false))
        return;
    m_running.reset();
    transfers.stop();
    m_io.run([this] {
        m_listeners.reset();
        m_clientNews.reset();
        m_summaries->stop();
        m_deliveries->stop();
    });
    m_copies->stop();
    store->close();
    // Answers of the store to the flows are in the mailbox before this job, so the flows may go with it.
    m_io.run([this] {
        m_alerts.reset();
        m_deliveries.reset();
        m_summaries.reset();
    });
    m_io.stop();
}

} // namespace mailweir
