// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/store/intake.h"

#include "tests/bench/store/plain_insert.h"
#include "tests/bench/times.h"

#include <QTemporaryDir>

#include <cstdio>

namespace mailweir::bench {

namespace {

constexpr int kPool = 1'000; // messages that are made beforehand and sent again and again
constexpr qint64 kPoolBytes = 64 * kMegabyte;

struct Size {
    const char *name;
    qsizetype bytes; // 0 = as they come
    qint64 messages;
};
constexpr std::array kSizes{Size{"1 KB", 1'024, 30'000}, Size{"as they come", 0, 20'000}, Size{"10 KB", 10'240, 10'000},
                            Size{"100 KB", 102'400, 2'000}};

/// Mail from memory, so that making it costs nothing while it is measured.
MeasuredStore::Source poolOf(qsizetype size)
{
    const MailGenerator generator({.size = size});
    QList<MailGenerator::Mail> pool;
    qint64 bytes = 0;
    for (qint64 number = 0; number < kPool && bytes < kPoolBytes; ++number) {
        pool.append(generator.mail(number));
        bytes += pool.last().raw.size();
    }
    return [pool](qint64 number) {
        return pool[number % pool.size()];
    };
}

Result<Filling> fillFresh(const QString &directory, const StoreOptions &options, qint64 count,
                          const MeasuredStore::Source &source)
{
    const QTemporaryDir place(directory + QStringLiteral("/intake-XXXXXX"));
    MeasuredStore store(place.path(), options);
    if (const auto opened = store.open(); !opened)
        return opened.error();
    return store.fill(0, count, source);
}

Result<double> plainRate(const QString &directory, const char *synchronous, qint64 count,
                         const MeasuredStore::Source &source)
{
    const QTemporaryDir place(directory + QStringLiteral("/plain-XXXXXX"));
    return measurePlainInsert(place.filePath(QStringLiteral("plain.db")), QString::fromLatin1(synchronous), count,
                              source);
}

} // namespace

Result<void> printIntake(const QString &directory, Durability durability)
{
    StoreOptions options;
    options.durability = durability;
    std::printf("\nintake by %d at once (250s a second, plain SQLite inserts a second, ours to theirs; index)\n",
                MeasuredStore::kSessions);
    std::printf("  %-14s %9s %9s %9s %7s %7s %12s %12s %10s\n", "", "ours/s", "FULL/s", "NORMAL/s", "x FULL", "x NORM",
                "indexed/s", "index/s/core", "us on log");
    for (const Size &size : kSizes) {
        const MeasuredStore::Source source = poolOf(size.bytes);
        const auto full = plainRate(directory, "FULL", size.messages, source);
        const auto ours = fillFresh(directory, options, size.messages, source);
        const auto normal = plainRate(directory, "NORMAL", size.messages, source);
        if (!ours)
            return ours.error();
        if (!full || !normal)
            return full ? normal.error() : full.error();
        std::printf("  %-14s %9.0f %9.0f %9.0f %7.2f %7.2f %12.0f %12.0f %10.1f\n", size.name, ours->rate(), *full,
                    *normal, ours->rate() / *full, ours->rate() / *normal, double(size.messages) / ours->indexedSeconds,
                    ours->indexRate(), ours->cpu.of("store log") / double(size.messages));
        std::fflush(stdout);
    }
    return {};
}

Result<void> printRetention(const QString &directory, Durability durability)
{
    constexpr qint64 kSent = 60'000;
    constexpr qint64 kKept = 5'000;
    const MeasuredStore::Source source = poolOf(1'024);
    std::printf("\nretention at full intake, %lld messages of 1 KB%15s %9s %9s %9s %9s\n", kSent, "250s/s", "indexed/s",
                "kept", "index us", "MB");
    for (const qint64 limit : {qint64(0), kKept}) {
        StoreOptions options;
        options.durability = durability;
        options.retention = {{{}, limit, Milliseconds(0), 0}};
        const QTemporaryDir place(directory + QStringLiteral("/retention-XXXXXX"));
        MeasuredStore store(place.path(), options);
        if (const auto opened = store.open(); !opened)
            return opened;
        const auto filling = store.fill(0, kSent, source);
        if (!filling)
            return filling.error();
        const auto counts = store.ask([](StoreReader &reader) { return reader.counts(); });
        if (!counts)
            return counts.error();
        std::printf("  %-54s %9.0f %9.0f %9lld %9.1f %9.1f\n", limit > 0 ? "at most 5,000" : "no limit",
                    filling->rate(), double(kSent) / filling->indexedSeconds, counts->messages,
                    filling->cpu.of("store index") / double(kSent), double(bytesIn(place.path())) / kMegabyte);
        std::fflush(stdout);
    }
    return {};
}

} // namespace mailweir::bench
