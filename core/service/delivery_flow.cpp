// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/delivery_flow.h"

#include "core/base/logging.h"
#include "core/relay/failure_policy.h"
#include "core/relay/retry_schedule.h"
#include "core/relay/routing.h"

#include <cstdio>
#include <limits>

namespace mailweir {

namespace {

constexpr int kConnections = 4;
/// A timer must not be armed for longer: the wall clock may be set meanwhile.
constexpr Milliseconds kLongestSleep{60'000};
/// After an error of the store (a full disk) what could not be recorded is tried again this much later.
constexpr Milliseconds kPauseAfterError{15'000};

RetrySchedule scheduleOf(const RetrySettings &settings)
{
    return {settings.first, settings.max, settings.attempts, settings.age};
}

/// The attempt of `--relay debug`: the mail goes to standard output.
AttemptReport printMail(const Delivery &delivery, const QByteArray &raw, Timestamp now)
{
    const bool written = std::fwrite(raw.constData(), 1, size_t(raw.size()), stdout) == size_t(raw.size())
        && std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
    Reply reply;
    reply.code = written ? 250 : 451;
    reply.enhanced = written ? EnhancedStatus{2, 0, 0} : EnhancedStatus{4, 3, 0};
    reply.lines = {written ? "written to standard output" : "standard output cannot be written"};
    AttemptReport report;
    report.outcome = AttemptReport::Outcome::Completed;
    report.attempt.delivery = delivery.id;
    report.attempt.at = now;
    report.attempt.stage = Stage::EndOfData;
    report.attempt.host = QStringLiteral("debug");
    report.attempt.code = reply.code;
    report.attempt.enhanced = reply.enhanced;
    report.attempt.text = QString::fromLatin1(reply.text());
    for (const QByteArray &address : attemptRecipients(delivery))
        report.recipients.append({address, Stage::EndOfData, reply});
    return report;
}

ClientTimeouts clientTimeouts(const TimeoutSettings &settings)
{
    ClientTimeouts timeouts;
    timeouts.connect = settings.relayConnect;
    timeouts.greeting = settings.relayGreeting;
    timeouts.hello = settings.relayHello;
    timeouts.tls = settings.relayHandshake;
    timeouts.auth = settings.relayLogin;
    timeouts.mail = settings.relayMail;
    timeouts.recipient = settings.relayRecipient;
    timeouts.data = settings.relayData;
    timeouts.block = settings.relayBlock;
    timeouts.endOfData = settings.relayEndOfData;
    return timeouts;
}

} // namespace

DeliveryFlow::DeliveryFlow(MailStore &store, const Clock &clock, Mailbox &mailbox, Observers &observers,
                           PasswordSource password, PasswordRefused passwordRefused)
    : m_store(store)
    , m_clock(clock)
    , m_mailbox(mailbox)
    , m_observers(observers)
    , m_password(std::move(password))
    , m_passwordRefused(std::move(passwordRefused))
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { startDue(); });
}

DeliveryFlow::~DeliveryFlow() = default;

bool DeliveryFlow::hasRelay() const
{
    return m_options.relay && m_options.relay->mode != RelayMode::Off;
}

void DeliveryFlow::configure(const Options &options)
{
    m_options = options;
    if (!hasRelay())
        holdAll();
    arm();
}

void DeliveryFlow::resume(const QList<Delivery> &deliveries)
{
    QList<Delivery> unchanged;
    for (const Delivery &delivery : deliveries) {
        if (!hasPending(delivery) && !isSending(delivery))
            continue;
        const Delivery recovered = recover(delivery, m_clock.now());
        if (recovered == delivery)
            unchanged.append(delivery);
        else
            persist([recovered](StoreWriter &writer) { return writer.updateDelivery(recovered); });
    }
    update(unchanged); // the others come as news of the store
}

void DeliveryFlow::update(const QList<Delivery> &deliveries)
{
    for (const Delivery &delivery : deliveries)
        m_queue.put(delivery);
    if (!hasRelay())
        holdAll();
    arm();
}

void DeliveryFlow::setPaused(bool paused)
{
    m_queue.setPaused(paused);
    if (!hasRelay())
        holdAll();
    arm();
}

void DeliveryFlow::arm()
{
    const std::optional<Timestamp> due = m_queue.nextDue();
    if (!due || !hasRelay() || m_active.size() >= kConnections) {
        m_timer.stop();
        return;
    }
    m_timer.start(std::clamp(*due - m_clock.now(), Milliseconds{0}, kLongestSleep));
}

void DeliveryFlow::startDue()
{
    if (!hasRelay() || m_stopped)
        return;
    for (const DeliveryId id : m_queue.takeDue(m_clock.now(), kConnections - int(m_active.size())))
        begin(id);
    arm();
}

void DeliveryFlow::holdAll()
{
    const bool paused = m_queue.paused();
    m_queue.setPaused(false); // a paused queue hands nothing out
    const QList<DeliveryId> ids = m_queue.takeDue(Timestamp::max(), std::numeric_limits<int>::max());
    m_queue.setPaused(paused);
    if (ids.isEmpty())
        return;
    persist([ids](StoreWriter &writer) -> Result<void> {
        for (const DeliveryId id : ids) {
            Result<Delivery> delivery = writer.delivery(id);
            if (!delivery && delivery.error().code == ErrorCode::NotFound)
                continue;
            if (!delivery)
                return delivery.error();
            if (Result<void> stored = writer.updateDelivery(holdForRelay(*delivery)); !stored)
                return stored;
        }
        return {};
    });
}

/// A change that must not be lost: an error of the store (a full disk) is told, and the job is tried again later.
void DeliveryFlow::persist(MailStore::WriteJob job)
{
    m_store.write(job, [this, job](const Result<void> &result) {
        if (result)
            return;
        m_mailbox.post([this, job, error = result.error()] {
            qCWarning(lcRelay).noquote() << "a delivery could not be recorded:" << describe(error);
            m_observers.problem(error);
            QTimer::singleShot(kPauseAfterError, &m_timer, [this, job] { persist(job); });
        });
    });
}

void DeliveryFlow::begin(DeliveryId id)
{
    m_active.insert(id);
    const auto begun = std::make_shared<Delivery>();
    const auto job = [id, begun, relay = *m_options.relay](StoreWriter &writer) -> Result<void> {
        Result<Delivery> delivery = writer.delivery(id);
        if (!delivery)
            return delivery.error();
        if (!hasPending(*delivery)) // cancelled meanwhile
            return Error{ErrorCode::Conflict, QString::fromLatin1(id.text()), {}};
        delivery->relay = relay.name;
        *begun = beginAttempt(redirect(*std::move(delivery), relay.redirectTo.toUtf8()));
        return writer.updateDelivery(*begun);
    };
    m_store.write(job, [this, id, begun](Result<void> result) {
        if (!result) {
            m_mailbox.post([this, id, error = result.error()] {
                finished(id);
                if (error.code != ErrorCode::Conflict)
                    QTimer::singleShot(kPauseAfterError, &m_timer, [this, id] { reload(id); });
            });
            return;
        }
        m_store.read([this, id, begun](StoreReader &reader) {
            const Result<QByteArray> raw = reader.deliveryRaw(id);
            m_mailbox.post([this, begun, raw] {
                if (raw) {
                    connectFor(*begun, *raw);
                    return;
                }
                AttemptReport report;
                report.outcome = AttemptReport::Outcome::Failed;
                report.attempt.delivery = begun->id;
                report.attempt.at = m_clock.now();
                report.attempt.enhanced = {5, 3, 0};
                report.attempt.text = describe(raw.error());
                settle(begun->id, report);
            });
        });
    });
}

void DeliveryFlow::connectFor(const Delivery &delivery, const QByteArray &raw)
{
    if (m_stopped)
        return; // it is found as Sending at the next start
    if (!hasRelay()) { // taken away while this was on its way here
        AttemptReport report;
        report.attempt.delivery = delivery.id;
        report.attempt.at = m_clock.now();
        report.attempt.text = QStringLiteral("the relay was removed");
        settle(delivery.id, report);
        return;
    }
    if (m_options.relay->protocol == RelayProtocol::Debug) {
        settle(delivery.id, printMail(delivery, raw, m_clock.now()));
        return;
    }
    if (m_options.relay->user.isEmpty()) {
        transmit(delivery, raw, {});
        return;
    }
    m_password(m_options.relay->name, [this, delivery, raw](Result<QString> password) {
        if (password) {
            transmit(delivery, raw, *password);
            return;
        }
        AttemptReport report; // the keychain may be locked: later is better than never
        report.attempt.delivery = delivery.id;
        report.attempt.at = m_clock.now();
        report.attempt.stage = Stage::Auth;
        report.attempt.text = describe(password.error());
        settle(delivery.id, report);
    });
}

Smarthost DeliveryFlow::smarthost(const RelaySettings &relay, const QString &password) const
{
    Smarthost host;
    host.name = relay.name;
    host.host = relay.host;
    host.port = relay.port;
    if (relay.protocol == RelayProtocol::Smtps)
        host.security = Smarthost::Security::ImplicitTls;
    else if (relay.tls == RelayTls::Required)
        host.security = Smarthost::Security::StartTlsRequired;
    else if (relay.tls == RelayTls::Opportunistic)
        host.security = Smarthost::Security::StartTlsIfOffered;
    else
        host.security = Smarthost::Security::Plain;
    host.user = relay.user;
    host.password = password;
    host.auth = relay.auth == RelayAuth::Plain ? Smarthost::Auth::Plain
        : relay.auth == RelayAuth::Login       ? Smarthost::Auth::Login
                                               : Smarthost::Auth::Auto;
    host.clientName = m_options.clientName;
    // Not a setting: tests and private networks name the authority of their smarthost as other programs' users do.
    host.caFile = qEnvironmentVariable("SSL_CERT_FILE");
    return host;
}

void DeliveryFlow::transmit(const Delivery &delivery, const QByteArray &raw, const QString &password)
{
    if (!hasRelay() || m_stopped) { // changed while the keychain was asked
        connectFor(delivery, raw);
        return;
    }
    OutgoingMail mail;
    mail.delivery = delivery.id;
    mail.sender = delivery.sender;
    mail.recipients = attemptRecipients(delivery);
    mail.raw = raw;
    RelayConnection::Callbacks callbacks;
    callbacks.aboutToEndData = [this, id = delivery.id](std::function<void()> proceed) {
        markEndOfData(id, std::move(proceed));
    };
    callbacks.finished = [this, id = delivery.id, relay = m_options.relay->name](const AttemptReport &report) {
        if (report.attempt.stage == Stage::Auth && report.attempt.code >= 500)
            m_passwordRefused(relay);
        settle(id, report);
    };
    connectTo(smarthost(*m_options.relay, password), mail, std::move(callbacks));
}

void DeliveryFlow::markEndOfData(DeliveryId id, std::function<void()> proceed)
{
    const auto job = [id](StoreWriter &writer) -> Result<void> {
        Result<Delivery> delivery = writer.delivery(id);
        if (!delivery)
            return delivery.error();
        delivery->endOfDataSent = true;
        return writer.updateDelivery(*delivery);
    };
    m_store.write(job, [this, id, proceed = std::move(proceed)](Result<void> result) {
        // Without the mark a crash could send it twice unseen: the stage's time-out ends the attempt instead.
        if (result)
            m_mailbox.post([this, proceed] {
                if (!m_stopped)
                    proceed();
            });
        else
            qCWarning(lcRelay).noquote() << "delivery" << id.text()
                                         << "waits before its end:" << describe(result.error());
    });
}

void DeliveryFlow::settle(DeliveryId id, const AttemptReport &report)
{
    const auto settled = std::make_shared<Delivery>();
    const RetrySchedule schedule = scheduleOf(m_options.relay ? m_options.relay->retry : RetrySettings{});
    const auto job = [id, report, schedule, settled, copies = m_options.failedCopies,
                      now = m_clock.now()](StoreWriter &writer) -> Result<void> {
        Result<Delivery> delivery = writer.delivery(id);
        if (!delivery)
            return delivery.error();
        *settled = applyReport(*std::move(delivery), report, schedule, now);
        if (copies && settled->state == DeliveryState::Failed) {
            if (Result<void> announced = copies->announce(id); !announced)
                return announced;
        }
        if (Result<void> stored = writer.updateDelivery(*settled); !stored)
            return stored;
        return writer.addAttempt(report.attempt);
    };
    m_store.write(job, [this, id, report, settled](Result<void> result) {
        m_mailbox.post([this, id, report, settled, result] {
            if (!result && result.error().code != ErrorCode::NotFound) {
                qCWarning(lcRelay).noquote()
                    << "delivery" << id.text() << "could not be recorded:" << describe(result.error());
                m_observers.problem(result.error());
                QTimer::singleShot(kPauseAfterError, &m_timer, [this, id, report] { settle(id, report); });
                return;
            }
            finished(id);
            if (!result)
                return;
            qCInfo(lcRelay).noquote() << "delivery" << id.text() << deliveryStateName(settled->state) << "at"
                                      << stageName(report.attempt.stage) << report.attempt.code
                                      << report.attempt.text.left(200);
            if (settled->state == DeliveryState::Failed)
                reportFailed(*settled);
        });
    });
}

void DeliveryFlow::finished(DeliveryId id)
{
    m_active.remove(id);
    startDue();
    if (m_drained && m_active.isEmpty())
        std::exchange(m_drained, {})();
}

void DeliveryFlow::reportFailed(const Delivery &delivery)
{
    m_observers.deliveryFailed(delivery);
    if (m_options.failedCopies)
        m_options.failedCopies->add(delivery);
}

void DeliveryFlow::reload(DeliveryId id)
{
    m_store.read([this, id](StoreReader &reader) {
        if (const Result<Delivery> delivery = reader.delivery(id); delivery)
            m_mailbox.post([this, found = *delivery] { update({found}); });
    });
}

void DeliveryFlow::probe(const RelaySettings &relay, const QString &password,
                         std::function<void(Result<DeliveryAttempt>)> done)
{
    RelayConnection::Callbacks callbacks;
    callbacks.finished = [done = std::move(done)](const AttemptReport &report) {
        done(report.attempt);
    };
    connectTo(smarthost(relay, password), std::nullopt, std::move(callbacks));
}

void DeliveryFlow::submit(const Smarthost &host, const OutgoingMail &mail, std::function<void(Result<Reply>)> done)
{
    RelayConnection::Callbacks callbacks;
    callbacks.finished = [done = std::move(done)](const AttemptReport &report) {
        if (!report.recipients.isEmpty() && report.recipients.first().reply.code != 0)
            done(report.recipients.first().reply);
        else
            done(Error{ErrorCode::Refused, report.attempt.host, report.attempt.text});
    };
    connectTo(host, mail, std::move(callbacks));
}

void DeliveryFlow::connectTo(const Smarthost &host, std::optional<OutgoingMail> mail,
                             RelayConnection::Callbacks callbacks)
{
    auto *connection = new RelayConnection(host, std::move(mail), std::move(callbacks), m_clock, &m_connections);
    connection->setTimeouts(clientTimeouts(m_options.timeouts));
    connection->start();
}

void DeliveryFlow::drain(std::function<void()> done)
{
    m_drained = std::move(done);
    startDue();
    if (m_active.isEmpty())
        std::exchange(m_drained, {})();
}

void DeliveryFlow::stop()
{
    m_stopped = true;
    m_timer.stop();
    qDeleteAll(m_connections.findChildren<RelayConnection *>(Qt::FindDirectChildrenOnly));
}

} // namespace mailweir
