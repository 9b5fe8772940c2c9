// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/workout.h"

#include "tests/crash/test_mail.h"

#include <QJsonArray>

#include <future>
#include <map>

namespace mailweir::crash {

namespace {

constexpr std::chrono::seconds kPatience{120};
constexpr std::chrono::seconds kLimitsHold{30}; // "kept to within seconds"
constexpr std::chrono::milliseconds kLook{50};

QJsonArray toJson(const QList<MessageId> &ids)
{
    QJsonArray array;
    for (const MessageId id : ids)
        array.append(QString::fromLatin1(id.text()));
    return array;
}

/// Runs a question and waits for what it returns.
template <typename Job> auto askStore(MailStore &store, Job job)
{
    using Answer = std::invoke_result_t<Job, StoreReader &>;
    auto answer = std::make_shared<std::promise<Answer>>();
    auto answered = answer->get_future();
    store.read([answer, job = std::move(job)](StoreReader &reader) { answer->set_value(job(reader)); });
    if (answered.wait_for(kPatience) != std::future_status::ready)
        qFatal("a question was never answered");
    return answered.get();
}

} // namespace

Workout::Workout(MailStore &store, Journal &journal, Phase &phase, Senders &senders, int round, unsigned seed)
    : m_store(store)
    , m_journal(journal)
    , m_phase(phase)
    , m_senders(senders)
    , m_round(round)
    , m_random(seed)
{
}

void Workout::resume(const QList<RemovalId> &removals)
{
    m_removals = removals;
    for (const Batch &batch : batches({BatchState::Sealing}))
        finishSealing(batch.id);
    const auto known = askStore(m_store, [](StoreReader &reader) { return reader.messages({}); });
    if (!known)
        return;
    QList<MessageId> ids;
    for (const MessageSummary &message : *known)
        ids.append(message.id);
    m_senders.know(ids);
}

void Workout::step(const QString &name)
{
    static const std::map<QString, void (Workout::*)()> steps{
        {QStringLiteral("read"), &Workout::readSome}, {QStringLiteral("mark"), &Workout::mark},
        {QStringLiteral("pin"), &Workout::pin},       {QStringLiteral("tag"), &Workout::tag},
        {QStringLiteral("remove"), &Workout::remove}, {QStringLiteral("removeall"), &Workout::removeAll},
        {QStringLiteral("undo"), &Workout::undo},     {QStringLiteral("seal"), &Workout::seal},
        {QStringLiteral("hold"), &Workout::hold},     {QStringLiteral("deliver"), &Workout::deliver},
        {QStringLiteral("retain"), &Workout::retain}, {QStringLiteral("trouble"), &Workout::trouble},
    };
    const auto known = steps.find(name);
    if (known == steps.end())
        qFatal("no such step: %s", qPrintable(name));
    m_phase.set(qPrintable(name));
    (this->*known->second)();
    m_phase.set("run");
}

void Workout::observe(const StoreChange &)
{
    const std::lock_guard lock(m_mutex);
    ++m_changes;
    m_changed.notify_all();
}

bool Workout::waitUntil(const std::function<bool()> &condition)
{
    const auto deadline = std::chrono::steady_clock::now() + kLimitsHold;
    while (!condition()) {
        std::unique_lock lock(m_mutex);
        const quint64 before = m_changes;
        m_changed.wait_for(lock, kLook, [&] { return m_changes != before; });
        if (std::chrono::steady_clock::now() > deadline)
            return false;
    }
    return true;
}

int Workout::ask(const char *kind, QJsonObject details)
{
    details.insert(QStringLiteral("kind"), QLatin1String(kind));
    details.insert(QStringLiteral("round"), m_round);
    details.insert(QStringLiteral("operation"), ++m_operations);
    m_journal.add("ask", details);
    return m_operations;
}

void Workout::end(int operation, const Result<void> &result, QJsonObject details)
{
    details.insert(QStringLiteral("round"), m_round);
    details.insert(QStringLiteral("operation"), operation);
    if (!result)
        details.insert(QStringLiteral("error"), describe(result.error()));
    m_journal.add(result ? "done" : "failed", details);
}

Result<void> Workout::runWrite(const MailStore::WriteJob &job)
{
    auto ended = std::make_shared<std::promise<Result<void>>>();
    auto end = ended->get_future();
    m_store.write(job, [ended](Result<void> result) { ended->set_value(std::move(result)); });
    if (end.wait_for(kPatience) != std::future_status::ready)
        qFatal("a change never ended");
    return end.get();
}

void Workout::write(const char *kind, const QJsonObject &details, const MailStore::WriteJob &job)
{
    const int operation = ask(kind, details);
    end(operation, runWrite(job));
}

void Workout::readSome()
{
    for (const MessageId id : m_senders.some(3, m_random)) {
        const auto raw = askStore(m_store, [id](StoreReader &reader) { return reader.raw(id); });
        if (raw)
            m_journal.add(
                "read",
                {{QStringLiteral("id"), QString::fromLatin1(id.text())}, {QStringLiteral("sha"), checksum(*raw)}});
    }
}

void Workout::mark()
{
    const QList<MessageId> ids = m_senders.some(5, m_random);
    const bool read = m_random() % 4 != 0;
    write("mark", {{QStringLiteral("ids"), toJson(ids)}, {QStringLiteral("value"), read}},
          [=](StoreWriter &writer) { return writer.markRead(ids, read); });
}

void Workout::pin()
{
    const QList<MessageId> ids = m_senders.some(2, m_random);
    const bool pinned = m_random() % 4 != 0;
    write("pin", {{QStringLiteral("ids"), toJson(ids)}, {QStringLiteral("value"), pinned}},
          [=](StoreWriter &writer) { return writer.setPinned(ids, pinned); });
}

void Workout::tag()
{
    const QList<MessageId> ids = m_senders.some(3, m_random);
    const QStringList tags{QStringLiteral("tag%1").arg(m_random() % 5)};
    write("tag", {{QStringLiteral("ids"), toJson(ids)}, {QStringLiteral("value"), tags.constFirst()}},
          [=](StoreWriter &writer) { return writer.setTags(ids, tags); });
}

void Workout::remove()
{
    const QList<MessageId> ids = m_senders.some(1 + int(m_random() % 20), m_random);
    RemovalId removal;
    const int operation = ask("remove", {{QStringLiteral("ids"), toJson(ids)}});
    const auto result = runWrite([&](StoreWriter &writer) -> Result<void> {
        const auto removed = writer.removeMessages(ids);
        if (!removed)
            return removed.error();
        removal = *removed;
        return {};
    });
    if (result)
        m_removals.append(removal);
    end(operation, result, {{QStringLiteral("removal"), removal.value}});
}

void Workout::removeAll()
{
    RemovalId removal;
    const int operation = ask("removeall", {});
    const auto result = runWrite([&](StoreWriter &writer) -> Result<void> {
        const auto removed = writer.removeAllMessages();
        if (!removed)
            return removed.error();
        removal = *removed;
        return {};
    });
    if (result)
        m_removals.append(removal);
    end(operation, result, {{QStringLiteral("removal"), removal.value}});
}

void Workout::undo()
{
    if (m_removals.isEmpty())
        return remove();
    const RemovalId removal = m_removals.takeAt(qsizetype(m_random()) % m_removals.size());
    const int operation = ask("undo", {{QStringLiteral("of"), removal.value}});
    auto ended = std::make_shared<std::promise<Result<qint64>>>();
    auto restored = ended->get_future();
    m_store.restore(removal, [ended](Result<qint64> count) { ended->set_value(std::move(count)); });
    if (restored.wait_for(kPatience) != std::future_status::ready)
        qFatal("an undo never ended");
    const Result<qint64> count = restored.get();
    end(operation, count ? Result<void>() : count.error(),
        {{QStringLiteral("undone"), removal.value}, {QStringLiteral("count"), count ? *count : -1}});
}

QList<Batch> Workout::batches(const QList<BatchState> &states)
{
    const auto found = askStore(m_store, [states](StoreReader &reader) { return reader.batches(states); });
    return found ? *found : QList<Batch>();
}

void Workout::seal()
{
    const QList<Batch> open = batches({BatchState::Collecting, BatchState::Held});
    if (open.isEmpty())
        return;
    const BatchId id = open.at(qsizetype(m_random()) % open.size()).id;
    const int operation = ask("seal", {{QStringLiteral("batch"), id.value}});
    const auto begun = runWrite([id](StoreWriter &writer) -> Result<void> {
        const auto batch = writer.beginSealing(id);
        return batch ? Result<void>() : batch.error();
    });
    end(operation, begun);
    if (begun)
        finishSealing(id);
}

void Workout::finishSealing(BatchId id)
{
    const auto content = askStore(m_store, [id](StoreReader &reader) { return reader.batchContent(id); });
    if (!content)
        return;
    qint64 count = 0;
    for (const BatchGroup &group : content->groups)
        count += group.count;
    Delivery delivery;
    delivery.subject = QStringLiteral("summary");
    delivery.messageId = "batch-" + id.text() + "@example.test";
    delivery.recipients = {{content->batch.recipient, DeliveryState::Waiting, {}}};
    delivery.createdAt = delivery.roundStartedAt = SystemClock().now();
    const QByteArray raw = "Subject: " + QByteArray::number(count) + "\r\n\r\n";
    const auto stored = std::make_shared<DeliveryId>();
    const int operation = ask("sealed", {{QStringLiteral("batch"), id.value}});
    const auto finished = runWrite([=](StoreWriter &writer) -> Result<void> {
        const auto added = writer.finishSealing(id, delivery, raw);
        if (!added)
            return added.error();
        *stored = added->id;
        return {};
    });
    if (finished)
        m_deliveries.append(*stored);
    end(operation, finished, {{QStringLiteral("delivery"), stored->value}});
}

void Workout::hold()
{
    const QList<Batch> open = batches({BatchState::Collecting, BatchState::Held});
    if (open.isEmpty())
        return;
    const Batch &batch = open.at(qsizetype(m_random()) % open.size());
    const BatchState state = m_random() % 5 == 0 ? BatchState::Discarded
        : batch.state == BatchState::Held        ? BatchState::Collecting
                                                 : BatchState::Held;
    write("hold", {{QStringLiteral("batch"), batch.id.value}, {QStringLiteral("state"), int(state)}},
          [id = batch.id, state](StoreWriter &writer) -> Result<void> {
              const auto entered = writer.setBatchState(id, state);
              return entered ? Result<void>() : entered.error();
          });
}

void Workout::deliver()
{
    if (m_deliveries.isEmpty())
        return seal();
    const DeliveryId id = m_deliveries.takeFirst();
    write("deliver", {{QStringLiteral("delivery"), id.value}}, [id](StoreWriter &writer) -> Result<void> {
        auto delivery = writer.delivery(id);
        if (!delivery)
            return delivery.error();
        delivery->state = delivery->recipients[0].state = DeliveryState::Sent;
        ++delivery->attempts;
        if (const auto updated = writer.updateDelivery(*delivery); !updated)
            return updated;
        DeliveryAttempt attempt;
        attempt.delivery = id;
        attempt.code = 250;
        return writer.addAttempt(attempt);
    });
}

/// A limit that takes about half of what there is; it is lifted when it holds.
void Workout::retain()
{
    const auto stored = askStore(m_store, [](StoreReader &reader) { return reader.messages({.limit = 0}); });
    if (!stored)
        return;
    RetentionRule rule;
    rule.project = m_random() % 2 == 0 ? QStringLiteral("shop") : QString();
    const bool bytes = m_random() % 3 == 0;
    qint64 messages = 0;
    qint64 size = 0;
    for (const MessageSummary &message : *stored) {
        if (message.pinned || (!rule.project.isEmpty() && message.project != rule.project))
            continue;
        ++messages;
        size += message.size;
    }
    (bytes ? rule.bytes : rule.messages) = std::max<qint64>(1, (bytes ? size : messages) / 2);
    const int operation = ask("retain",
                              {{QStringLiteral("project"), rule.project},
                               {QStringLiteral("messages"), rule.messages},
                               {QStringLiteral("bytes"), rule.bytes}});
    m_store.setRetention({rule});
    const bool holds = waitUntil([&] {
        const auto left = askStore(m_store, [](StoreReader &reader) { return reader.messages({.limit = 0}); });
        qint64 count = 0;
        qint64 sum = 0;
        for (const MessageSummary &message : left ? *left : QList<MessageSummary>()) {
            if (message.pinned || (!rule.project.isEmpty() && message.project != rule.project))
                continue;
            ++count;
            sum += message.size;
        }
        return left && (bytes ? sum <= rule.bytes : count <= rule.messages);
    });
    m_store.setRetention({});
    end(operation, holds ? Result<void>() : Error{ErrorCode::TimedOut, QStringLiteral("retention"), {}});
}

/// Orders for this phase make the disk fail. Afterwards mail must be taken again.
void Workout::trouble()
{
    m_senders.waitForAnswers(m_senders.answers() + 20);
    (void)runWrite([](StoreWriter &) { return Result<void>(); });
    m_phase.set("run");
    const auto sent = [this] {
        return m_senders.sendOne().ok();
    };
    const auto written = [this] {
        return runWrite([](StoreWriter &) { return Result<void>(); }).ok();
    };
    if (!waitUntil(sent) || !waitUntil(written))
        m_journal.add("stuck", {{QStringLiteral("round"), m_round}});
}

} // namespace mailweir::crash
