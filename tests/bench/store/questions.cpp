// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/store/questions.h"

#include "tests/bench/times.h"

#include <cstdio>

namespace mailweir::bench {

namespace {

constexpr int kRepeats = 200;
constexpr int kOpenings = 7;
constexpr int kPage = 50;
constexpr int kSamples = 20;
constexpr int kRemoved = 10'000;

void printRow(const char *what, const Times &times)
{
    std::printf("  %-44s %9.3f %9.3f\n", what, times.quantile(0.5), times.quantile(0.99));
    std::fflush(stdout);
}

/// Asks again and again on the reading thread. `job(reader, round)` returns a Result.
template <typename Job> Result<void> measure(MeasuredStore &store, const char *what, int repeats, Job job)
{
    Times times;
    for (int round = 0; round < repeats; ++round) {
        const Result<double> took = store.ask([&](StoreReader &reader) -> Result<double> {
            std::optional<Error> failure;
            const double milliseconds = millisecondsOf([&] {
                if (const auto answer = job(reader, round); !answer)
                    failure = answer.error();
            });
            return failure ? Result<double>(*failure) : Result<double>(milliseconds);
        });
        if (!took)
            return took.error();
        times.add(*took);
    }
    printRow(what, times);
    return {};
}

/// Messages of all ages: a page each at evenly spaced depths.
Result<QList<MessageId>> sampleIds(MeasuredStore &store, qint64 messages)
{
    return store.ask([messages](StoreReader &reader) -> Result<QList<MessageId>> {
        QList<MessageId> ids;
        for (int sample = 0; sample < kSamples; ++sample) {
            MessageQuery query;
            query.start = messages * sample / kSamples;
            query.limit = kPage;
            const auto page = reader.messages(query);
            if (!page)
                return page.error();
            for (const MessageSummary &message : *page)
                ids.append(message.id);
        }
        return ids;
    });
}

Result<void> printPages(MeasuredStore &store, qint64 messages, std::optional<GroupId> group, const char *of)
{
    for (const int percent : {0, 50, 99}) {
        MessageQuery byOffset;
        byOffset.group = group;
        byOffset.limit = kPage;
        byOffset.start = messages * percent / 100;
        MessageQuery byKey = byOffset;
        byKey.start = 0;
        if (percent > 0) {
            const auto row = store.ask([&](StoreReader &reader) { return reader.messages(byOffset); });
            if (!row)
                return row.error();
            byKey.before = row->first().id;
        }
        const QByteArray suffix = QByteArray(" at ") + QByteArray::number(percent) + " %" + of;
        const auto page = [](const MessageQuery &query) {
            return [query](StoreReader &reader, int) {
                return reader.messages(query);
            };
        };
        if (const auto done = measure(store, ("page by key" + suffix).constData(), kRepeats, page(byKey)); !done)
            return done;
        if (const auto done = measure(store, ("page by offset" + suffix).constData(), kRepeats / 10, page(byOffset));
            !done)
            return done;
    }
    return {};
}

} // namespace

Result<void> printOpening(MeasuredStore &store)
{
    Times opening;
    Times rows;
    for (int round = 0; round < kOpenings; ++round) {
        store.close();
        Result<void> opened;
        opening.add(millisecondsOf([&] { opened = store.open(); }));
        if (!opened)
            return opened;
        Result<QList<MessageSummary>> page = QList<MessageSummary>();
        rows.add(millisecondsOf([&] { page = store.ask([](StoreReader &reader) { return reader.messages({}); }); }));
        if (!page)
            return page.error();
    }
    std::printf("\nopening, ms%46s %9s\n", "p50", "max");
    printRow("open()", opening);
    printRow("then the first 50 rows", rows);
    return {};
}

Result<void> printQuestions(MeasuredStore &store)
{
    const auto counts = store.ask([](StoreReader &reader) { return reader.counts(); });
    if (!counts)
        return counts.error();
    const auto groups = store.ask([](StoreReader &reader) { return reader.groups({}); });
    if (!groups)
        return groups.error();
    const auto ids = sampleIds(store, counts->messages);
    if (!ids)
        return ids.error();
    const auto largest = std::max_element(groups->begin(), groups->end(),
                                          [](const Group &a, const Group &b) { return a.count < b.count; });
    std::printf("\nquestions to %lld messages in %lld groups, ms%13s %9s\n", counts->messages, counts->groups, "p50",
                "p99");
    auto done = printPages(store, counts->messages, {}, "");
    if (done)
        done = printPages(store, largest->count, largest->id, " of the largest group");
    if (done) {
        done = measure(store, "one message: bytes and envelope", int(ids->size()),
                       [&](StoreReader &reader, int round) -> Result<void> {
                           if (const auto raw = reader.raw(ids->at(round)); !raw)
                               return raw.error();
                           const auto envelope = reader.envelope(ids->at(round));
                           return envelope ? Result<void>() : envelope.error();
                       });
    }
    if (done)
        done = measure(store, "counts()", kRepeats, [](StoreReader &reader, int) { return reader.counts(); });
    if (done)
        done = measure(store, "groups()", kRepeats / 10, [](StoreReader &reader, int) { return reader.groups({}); });
    return done;
}

Result<void> printRemovals(MeasuredStore &store, bool all)
{
    const auto print = [](const char *what, qint64 messages, double milliseconds) {
        std::printf("  %-44s %9.0f %9.0f\n", what, milliseconds, double(messages) * 1'000 / milliseconds);
        std::fflush(stdout);
    };
    const auto removeAndRestore = [&](const char *what, qint64 messages, const auto &remove) -> Result<void> {
        RemovalId removal;
        Result<void> removed;
        const double removing = millisecondsOf([&] {
            removed = store.change([&](StoreWriter &writer) -> Result<void> {
                const Result<RemovalId> id = remove(writer);
                if (!id)
                    return id.error();
                removal = *id;
                return {};
            });
        });
        if (!removed)
            return removed;
        print(what, messages, removing);
        Result<qint64> restored = 0;
        const double restoring = millisecondsOf([&] { restored = store.restore(removal); });
        if (!restored)
            return restored.error();
        print("undo", *restored, restoring);
        return {};
    };
    MessageQuery newest;
    newest.limit = kRemoved;
    const auto page = store.ask([&](StoreReader &reader) { return reader.messages(newest); });
    if (!page)
        return page.error();
    QList<MessageId> ids;
    for (const MessageSummary &message : *page)
        ids.append(message.id);
    std::printf("\nremovals%43s %9s\n", "ms", "/s");
    auto done = removeAndRestore("remove the newest 10,000", ids.size(),
                                 [&](StoreWriter &writer) { return writer.removeMessages(ids); });
    if (done && all) {
        const auto counts = store.ask([](StoreReader &reader) { return reader.counts(); });
        if (!counts)
            return counts.error();
        done = removeAndRestore("remove all", counts->messages,
                                [](StoreWriter &writer) { return writer.removeAllMessages(); });
    }
    return done;
}

} // namespace mailweir::bench
