// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/mail_service.h"

#include "core/service/delivery_actions.h"
#include "core/service/engine.h"

namespace mailweir {

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

void MailService::removeMessages(const QList<MessageId> &ids, Done<void> done)
{
    m_engine->store->write([ids](StoreWriter &writer) { return writer.removeMessages(ids); }, std::move(done));
}

void MailService::removeAllMessages(Done<void> done)
{
    m_engine->store->write([](StoreWriter &writer) { return writer.removeAllMessages(); }, std::move(done));
}

void MailService::markRead(const QList<MessageId> &ids, Done<void> done)
{
    m_engine->store->write([ids](StoreWriter &writer) { return writer.markRead(ids); }, std::move(done));
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
