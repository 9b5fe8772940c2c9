// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/mail_service.h"

#include "core/service/delivery_actions.h"
#include "core/service/engine.h"
#include "core/service/mail_export.h"
#include "core/service/mail_import.h"

namespace mailweir {

namespace {

/// Runs a job that makes a removal and hands on its id.
void remove(MailStore &store, std::function<Result<RemovalId>(StoreWriter &)> job, MailService::Done<RemovalId> done)
{
    auto removal = std::make_shared<RemovalId>();
    store.write(
        [job = std::move(job), removal](StoreWriter &writer) -> Result<void> {
            const auto made = job(writer);
            if (!made)
                return made.error();
            *removal = *made;
            return {};
        },
        [removal, done = std::move(done)](const Result<void> &written) {
            if (done)
                done(written ? Result<RemovalId>(*removal) : written.error());
        });
}

} // namespace

MailService::MailService(const Settings &settings, const QString &dataDirectory, const Clock &clock,
                         SecretStore &secrets)
    : m_engine(std::make_unique<Engine>(settings, dataDirectory, clock, secrets))
{
}

MailService::~MailService() = default;

Result<void> MailService::start()
{
    return m_engine->start();
}

void MailService::stop()
{
    m_engine->stop();
}

void MailService::abandon()
{
    m_engine->abandon();
}

int MailService::subscribe(EngineObserver observer)
{
    return m_engine->observers.add(std::move(observer));
}

void MailService::unsubscribe(int subscription)
{
    m_engine->observers.remove(subscription);
}

EngineStatus MailService::status() const
{
    return m_engine->status();
}

Settings MailService::settings() const
{
    return m_engine->settings();
}

void MailService::applySettings(const Settings &settings, Done<void> done)
{
    m_engine->post([settings, done = std::move(done)](Engine &engine) { done(engine.apply(settings)); });
}

void MailService::read(MailStore::ReadJob job)
{
    m_engine->store->read(std::move(job));
}

void MailService::search(MailStore::ReadJob job)
{
    m_engine->store->search(std::move(job));
}

void MailService::removeMessages(const QList<MessageId> &ids, Done<RemovalId> done)
{
    remove(
        *m_engine->store, [ids](StoreWriter &writer) { return writer.removeMessages(ids); }, std::move(done));
}

void MailService::removeAllMessages(Done<RemovalId> done)
{
    remove(
        *m_engine->store, [](StoreWriter &writer) { return writer.removeAllMessages(); }, std::move(done));
}

void MailService::undoRemoval(RemovalId removal, Done<qint64> done)
{
    m_engine->store->restore(removal, std::move(done));
}

void MailService::markRead(const QList<MessageId> &ids, bool read, Done<void> done)
{
    m_engine->store->write([ids, read](StoreWriter &writer) { return writer.markRead(ids, read); }, std::move(done));
}

void MailService::setPinned(const QList<MessageId> &ids, bool pinned, Done<void> done)
{
    m_engine->store->write([ids, pinned](StoreWriter &writer) { return writer.setPinned(ids, pinned); },
                           std::move(done));
}

void MailService::setTags(const QList<MessageId> &ids, const QStringList &tags, Done<void> done)
{
    m_engine->store->write([ids, tags](StoreWriter &writer) { return writer.setTags(ids, tags); }, std::move(done));
}

TransferId MailService::importMail(const ImportRequest &request, TransferObserver observer)
{
    const auto job = [engine = m_engine.get(), request](Transfer &transfer) {
        mailweir::importMail(*engine->store, engine->clock, request, transfer);
    };
    return m_engine->transfers.start(job, std::move(observer));
}

TransferId MailService::exportMail(const ExportRequest &request, TransferObserver observer)
{
    const auto job = [engine = m_engine.get(), request](Transfer &transfer) {
        mailweir::exportMail(*engine->store, request, transfer);
    };
    return m_engine->transfers.start(job, std::move(observer));
}

void MailService::cancelTransfer(TransferId transfer)
{
    m_engine->transfers.cancel(transfer);
}

void MailService::flushBatch(BatchId id, Done<Batch> done)
{
    m_engine->post([id, done = std::move(done)](Engine &engine) { engine.summaries().flush(id, done); });
}

void MailService::resend(const QList<DeliveryId> &ids, Done<QList<Delivery>> done)
{
    resendDeliveries(*m_engine->store, m_engine->clock, m_engine->hasRelay(), ids, std::move(done));
}

void MailService::resendTo(DeliveryId id, const QList<QByteArray> &to, Done<QList<Delivery>> done)
{
    resendDeliveryTo(*m_engine->store, m_engine->clock, m_engine->hasRelay(), id, to, std::move(done));
}

void MailService::resendAll(DeliveryState state, Done<QList<Delivery>> done)
{
    resendDeliveries(*m_engine->store, m_engine->clock, m_engine->hasRelay(), state, std::move(done));
}

void MailService::cancelDelivery(DeliveryId id, Done<Delivery> done)
{
    mailweir::cancelDelivery(*m_engine->store, id, std::move(done));
}

void MailService::setPaused(std::optional<bool> intake, std::optional<bool> relay)
{
    m_engine->post([intake, relay](Engine &engine) { engine.setPaused(intake, relay); });
}

void MailService::setFaultsOn(bool on, Done<void> done)
{
    m_engine->post([on, done = std::move(done)](Engine &engine) {
        engine.setFaultsOn(on);
        if (done)
            done({});
    });
}

void MailService::setRuntimeFaults(const QList<FaultSettings> &faults, Done<void> done)
{
    m_engine->post([faults, done = std::move(done)](Engine &engine) {
        engine.setRuntimeFaults(faults);
        if (done)
            done({});
    });
}

QList<FaultSettings> MailService::runtimeFaults() const
{
    return m_engine->runtimeFaults();
}

void MailService::muteAlerts(GroupId group, Milliseconds duration)
{
    m_engine->post([group, duration](Engine &engine) { engine.alerts().mute(group, duration); });
}

void MailService::sendTestMail(Done<Reply> done)
{
    m_engine->post([done = std::move(done)](Engine &engine) { engine.sendTestMail(done); });
}

void MailService::testRelay(const RelaySettings &relay, const QString &password, Done<DeliveryAttempt> done)
{
    m_engine->post(
        [relay, password, done = std::move(done)](Engine &engine) { engine.testRelay(relay, password, done); });
}

} // namespace mailweir
