// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/summary_flow.h"

#include "core/base/logging.h"
#include "core/relay/routing.h"

namespace mailweir {

namespace {

/// A timer must not be armed for longer: the wall clock may be set meanwhile.
constexpr Milliseconds kLongestSleep{60'000};

/// After an error of the store (a full disk) a batch is tried again this much later.
constexpr Milliseconds kPauseAfterError{15'000};

/// Batches on their way at once. Each is two commits of some milliseconds.
constexpr int kAtOnce = 16;

Delivery deliveryFor(const SummaryFlow::Options &options, const BatchContent &content, const ComposedSummary &summary,
                     Timestamp now)
{
    Delivery delivery;
    delivery.kind = DeliveryKind::Summary;
    delivery.subject = summary.subject;
    delivery.messageId = summary.messageId;
    delivery.sender = options.summary.from;
    delivery.relay = options.relay;
    delivery.recipients = {{content.batch.recipient, DeliveryState::Waiting, {}}};
    delivery.nextAttemptAt = now;
    delivery.createdAt = now;
    delivery.roundStartedAt = now;
    delivery.size = summary.raw.size();
    delivery.batch = content.batch.id;
    // The To field keeps the original recipient: whoever gets everything wants to know whom it was for.
    return options.relay.isEmpty() ? holdForRelay(delivery) : redirect(delivery, options.redirectTo);
}

} // namespace

SummaryFlow::SummaryFlow(MailStore &store, const Clock &clock, Mailbox &mailbox, Observers &observers)
    : m_store(store)
    , m_clock(clock)
    , m_mailbox(mailbox)
    , m_observers(observers)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { sealDue(); });
}

void SummaryFlow::configure(const Options &options)
{
    m_options = options;
    m_batcher.setRule(options.rule);
    arm();
}

void SummaryFlow::update(const QList<Batch> &batches)
{
    for (const Batch &batch : batches) {
        m_batcher.update(batch);
        if (batch.state == BatchState::Sealing && !m_sealing.contains(batch.id)) // a crash came between the two steps
            seal(batch.id, When::Now, {});
    }
    arm();
}

void SummaryFlow::arm()
{
    const std::optional<Timestamp> due = m_batcher.nextDue();
    if (!due) {
        m_timer.stop();
        return;
    }
    m_timer.start(std::clamp(*due - m_clock.now(), Milliseconds{0}, kLongestSleep));
}

void SummaryFlow::sealDue()
{
    for (const BatchId id : m_batcher.takeDue(m_clock.now()))
        seal(id, When::Due, {});
    arm();
}

void SummaryFlow::flush(BatchId id, std::function<void(Result<Batch>)> done)
{
    seal(id, When::Now, std::move(done));
}

void SummaryFlow::flushAll(std::function<void()> done)
{
    m_whenIdle = std::move(done);
    for (const BatchId id : m_batcher.all())
        seal(id, When::Now, {});
    if (m_sealing.isEmpty())
        std::exchange(m_whenIdle, {})();
}

void SummaryFlow::seal(BatchId id, When when, std::function<void(Result<Batch>)> done)
{
    if (m_sealing.contains(id)) {
        if (done)
            done(Error{ErrorCode::Conflict, QString::fromLatin1(id.text()), QStringLiteral("it is being sealed")});
        return;
    }
    m_sealing.insert(id);
    m_waiting.push_back({id, when, std::move(done)});
    startNext();
}

void SummaryFlow::startNext()
{
    while (!m_stopped && m_underWay < kAtOnce && !m_waiting.empty()) {
        const Request request = std::move(m_waiting.front());
        m_waiting.pop_front();
        ++m_underWay;
        begin(request);
    }
}

void SummaryFlow::stop()
{
    m_stopped = true;
    m_timer.stop();
    m_waiting.clear();
}

void SummaryFlow::begin(const Request &request)
{
    const auto &[id, when, done] = request;
    const auto job = [id = id, when = when, rule = m_options.rule,
                      now = m_clock.now()](StoreWriter &writer) -> Result<void> {
        Result<Batch> batch = writer.batch(id);
        if (!batch)
            return batch.error();
        if (batch->state == BatchState::Sealing)
            return {};
        // Mail that came after this was decided puts the batch off; the store's news of it arms the timer again.
        if (when == When::Due && dueAt(*batch, rule) > now)
            return Error{ErrorCode::Conflict, QString::fromLatin1(id.text()), QStringLiteral("it is not due any more")};
        if (Result<Batch> sealing = writer.beginSealing(id); !sealing)
            return sealing.error();
        return {};
    };
    m_store.write(job, [this, id = id, done = done](Result<void> result) {
        m_mailbox.post([this, id, done, result] {
            if (result)
                compose(id, done);
            else
                finished(id, result.error(), done);
        });
    });
}

void SummaryFlow::compose(BatchId id, std::function<void(Result<Batch>)> done)
{
    const auto answer = [this, id, done](Result<Batch> result) {
        m_mailbox.post([this, id, done, result] { finished(id, result, done); });
    };
    m_store.read([this, id, answer, options = m_options, now = m_clock.now()](StoreReader &reader) {
        const Result<BatchContent> content = reader.batchContent(id);
        if (!content) {
            answer(content.error());
            return;
        }
        const ComposedSummary summary = composeSummary(*content, options.summary, now);
        const Delivery delivery = deliveryFor(options, *content, summary, now);
        const auto sealed = std::make_shared<Batch>(content->batch);
        m_store.write(
            [id, delivery, raw = summary.raw, sealed](StoreWriter &writer) -> Result<void> {
                Result<Delivery> stored = writer.finishSealing(id, delivery, raw);
                if (!stored)
                    return stored.error();
                sealed->state = BatchState::Sealed;
                sealed->delivery = stored->id;
                return {};
            },
            [answer, sealed](Result<void> result) {
                answer(result ? Result<Batch>(*sealed) : Result<Batch>(result.error()));
            });
    });
}

void SummaryFlow::finished(BatchId id, const Result<Batch> &result, const std::function<void(Result<Batch>)> &done)
{
    m_sealing.remove(id);
    --m_underWay;
    if (result) {
        qCInfo(lcBatch).noquote() << "batch" << id.text() << "sealed as delivery" << result->delivery.text();
    } else if (result.error().code == ErrorCode::Conflict) {
        reload(id);
    } else if (!m_stopped) {
        qCWarning(lcBatch).noquote() << "batch" << id.text() << "could not be sealed:" << describe(result.error());
        m_observers.problem(result.error());
        QTimer::singleShot(kPauseAfterError, &m_timer, [this, id] { reload(id); });
    }
    if (done)
        done(result);
    startNext();
    if (m_sealing.isEmpty() && m_whenIdle)
        std::exchange(m_whenIdle, {})();
}

/// The batcher hands a batch out once: one that was not sealed is told to it anew, as it is now.
void SummaryFlow::reload(BatchId id)
{
    m_store.read([this, id](StoreReader &reader) {
        if (const Result<Batch> batch = reader.batch(id); batch)
            m_mailbox.post([this, found = *batch] { update({found}); });
    });
}

} // namespace mailweir
