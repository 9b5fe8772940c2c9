// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/store_report.h"

#include "tests/crash/test_mail.h"

#include <QJsonArray>

#include <algorithm>
#include <future>
#include <thread>

namespace mailweir::crash {

namespace {

constexpr qsizetype kSearches = 8;
constexpr std::chrono::seconds kSearchPatience{10};
constexpr std::chrono::milliseconds kSearchPause{50};

QString text(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

QJsonArray messagesOf(StoreReader &reader, QJsonArray &errors)
{
    QJsonArray out;
    const auto messages = reader.messages({.limit = 0});
    if (!messages) {
        errors.append(describe(messages.error()));
        return out;
    }
    for (const MessageSummary &message : *messages) {
        QJsonObject row{{QStringLiteral("id"), text(message.id.text())},
                        {QStringLiteral("group"), message.group.value},
                        {QStringLiteral("size"), message.size},
                        {QStringLiteral("project"), message.project},
                        {QStringLiteral("read"), message.read},
                        {QStringLiteral("pinned"), message.pinned},
                        {QStringLiteral("tags"), QJsonArray::fromStringList(message.tags)},
                        {QStringLiteral("recovered"), message.recovered}};
        const auto raw = reader.raw(message.id);
        const auto envelope = reader.envelope(message.id);
        if (raw)
            row.insert(QStringLiteral("sha"), checksum(*raw));
        else
            errors.append(text(message.id.text()) + u' ' + describe(raw.error()));
        if (!envelope)
            errors.append(text(message.id.text()) + u' ' + describe(envelope.error()));
        out.append(row);
    }
    return out;
}

QJsonArray groupsOf(StoreReader &reader, QJsonArray &errors)
{
    QJsonArray out;
    const auto groups = reader.groups({});
    if (!groups)
        errors.append(describe(groups.error()));
    for (const Group &group : groups ? *groups : QList<Group>()) {
        out.append(QJsonObject{{QStringLiteral("id"), group.id.value},
                               {QStringLiteral("count"), group.count},
                               {QStringLiteral("unread"), group.unread}});
    }
    return out;
}

QJsonArray batchesOf(StoreReader &reader, QJsonArray &errors)
{
    QJsonArray out;
    const auto batches = reader.batches({});
    if (!batches)
        errors.append(describe(batches.error()));
    for (const Batch &batch : batches ? *batches : QList<Batch>()) {
        qint64 shares = 0;
        const auto content = reader.batchContent(batch.id);
        if (!content)
            errors.append(describe(content.error()));
        for (const BatchGroup &group : content ? content->groups : QList<BatchGroup>())
            shares += group.count;
        out.append(QJsonObject{{QStringLiteral("id"), batch.id.value},
                               {QStringLiteral("key"), batch.key},
                               {QStringLiteral("recipient"), text(batch.recipient)},
                               {QStringLiteral("count"), batch.count},
                               {QStringLiteral("shares"), shares},
                               {QStringLiteral("state"), text(batchStateName(batch.state))},
                               {QStringLiteral("sealing"), batch.state == BatchState::Sealing},
                               {QStringLiteral("delivery"), batch.delivery.value}});
    }
    return out;
}

QJsonArray deliveriesOf(StoreReader &reader, QJsonArray &errors)
{
    QJsonArray out;
    const auto deliveries = reader.deliveries({{}, {}, 0});
    if (!deliveries)
        errors.append(describe(deliveries.error()));
    for (const Delivery &delivery : deliveries ? *deliveries : QList<Delivery>()) {
        const auto raw = reader.deliveryRaw(delivery.id);
        if (!raw)
            errors.append(describe(raw.error()));
        out.append(QJsonObject{{QStringLiteral("id"), delivery.id.value},
                               {QStringLiteral("batch"), delivery.batch.value},
                               {QStringLiteral("state"), text(deliveryStateName(delivery.state))},
                               {QStringLiteral("raw"), raw ? text(*raw) : QString()}});
    }
    return out;
}

QJsonObject countsOf(StoreReader &reader, QJsonArray &errors)
{
    const auto counts = reader.counts();
    if (!counts) {
        errors.append(describe(counts.error()));
        return {};
    }
    return {{QStringLiteral("messages"), counts->messages},
            {QStringLiteral("unread"), counts->unread},
            {QStringLiteral("bytes"), counts->bytes},
            {QStringLiteral("groups"), counts->groups},
            {QStringLiteral("backlog"), counts->backlog}};
}

/// The word that is in one message only, empty when it has none.
QString tokenOf(QByteArrayView raw)
{
    static constexpr QByteArrayView kField = "X-Token: ";
    const qsizetype at = raw.indexOf(kField);
    if (at < 0)
        return {};
    const QByteArrayView rest = raw.sliced(at + kField.size());
    return QString::fromLatin1(rest.first(rest.indexOf("\r\n")));
}

/// Some messages, evenly spread, with what a search for their word finds.
QJsonArray searchesOf(StoreReader &reader, QJsonArray &errors)
{
    QJsonArray out;
    const auto messages = reader.messages({.limit = 0});
    if (!messages || messages->isEmpty())
        return out;
    for (qsizetype at = 0; at < messages->size(); at += 1 + messages->size() / kSearches) {
        const MessageId id = messages->at(at).id;
        const auto raw = reader.raw(id);
        const QString token = raw ? tokenOf(*raw) : QString();
        if (token.isEmpty())
            continue;
        const auto found = reader.messages({.search = SearchQuery::parse(token, {}).query, .limit = 0});
        if (!found)
            errors.append(describe(found.error()));
        QJsonArray ids;
        for (const MessageSummary &message : found ? *found : QList<MessageSummary>())
            ids.append(text(message.id.text()));
        out.append(QJsonObject{{QStringLiteral("id"), text(id.text())}, {QStringLiteral("found"), ids}});
    }
    return out;
}

bool allFound(const QJsonArray &searches)
{
    return std::all_of(searches.begin(), searches.end(),
                       [](const QJsonValue &search) { return search[u"found"] == QJsonArray{search[u"id"]}; });
}

QJsonObject report(StoreReader &reader)
{
    QJsonArray errors;
    QJsonObject out{{QStringLiteral("messages"), messagesOf(reader, errors)},
                    {QStringLiteral("groups"), groupsOf(reader, errors)},
                    {QStringLiteral("batches"), batchesOf(reader, errors)},
                    {QStringLiteral("deliveries"), deliveriesOf(reader, errors)},
                    {QStringLiteral("counts"), countsOf(reader, errors)}};
    out.insert(QStringLiteral("errors"), errors);
    return out;
}

/// Runs it as a read job and waits for what it returns.
template <typename Job> auto ask(MailStore &store, Job job)
{
    std::promise<std::invoke_result_t<Job, StoreReader &>> made;
    store.read([&](StoreReader &reader) { made.set_value(job(reader)); });
    return made.get_future().get();
}

} // namespace

QJsonObject reportOn(MailStore &store)
{
    QJsonObject out = ask(store, report);
    const auto deadline = std::chrono::steady_clock::now() + kSearchPatience;
    for (;;) {
        QJsonArray errors = out[u"errors"].toArray();
        const QJsonArray searches = ask(store, [&](StoreReader &reader) { return searchesOf(reader, errors); });
        // The search index follows.
        if (allFound(searches) || std::chrono::steady_clock::now() > deadline) {
            out.insert(QStringLiteral("searches"), searches);
            out.insert(QStringLiteral("errors"), errors);
            return out;
        }
        std::this_thread::sleep_for(kSearchPause);
    }
}

} // namespace mailweir::crash
