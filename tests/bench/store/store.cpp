// SPDX-License-Identifier: GPL-3.0-or-later
// The store under a lot of mail. See --help.
#include "tests/bench/store/intake.h"
#include "tests/bench/store/questions.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QTemporaryDir>

#include <cstdio>
#include <unistd.h>

namespace mailweir::bench {

namespace {

constexpr qint64 kSlice = 20'000;

struct Order {
    QString directory;
    bool keep = false; ///< the filled store is used again
    qint64 messages = 0;
    Durability durability = Durability::Full;
    MailGenerator::Options mail;
    QStringList parts;
};

void printMemory(const char *when)
{
    const MemoryUse use = memoryUse(::getpid());
    std::printf("  memory %s: %.0f MB, %.0f of it our own\n", when, double(use.resident) / kMegabyte,
                double(use.own) / kMegabyte);
    std::fflush(stdout);
}

/// As the engine would in time: nothing stays open for ever.
Result<void> closeBatches(MeasuredStore &store)
{
    const auto open = store.ask([](StoreReader &reader) { return reader.batches({BatchState::Collecting}); });
    if (!open)
        return open.error();
    return store.change([&open](StoreWriter &writer) -> Result<void> {
        for (const Batch &batch : *open) {
            if (const auto closed = writer.setBatchState(batch.id, BatchState::Discarded); !closed)
                return closed.error();
        }
        return {};
    });
}

/// Adds what is missing to the store, so that it holds that many messages.
Result<void> fill(MeasuredStore &store, const Order &order)
{
    const auto counts = store.ask([](StoreReader &reader) { return reader.counts(); });
    if (!counts)
        return counts.error();
    const MailGenerator generator(order.mail);
    double seconds = 0;
    double indexUs = 0;
    for (qint64 number = counts->messages; number < order.messages; number += kSlice) {
        const auto filling = store.fill(number, std::min(kSlice, order.messages - number),
                                        [&generator](qint64 which) { return generator.mail(which); });
        if (!filling)
            return filling.error();
        seconds += filling->indexedSeconds;
        indexUs += filling->cpu.of("store index");
        if (const auto closed = closeBatches(store); !closed)
            return closed;
    }
    const qint64 added = std::max(qint64(0), order.messages - counts->messages);
    if (added > 0)
        std::printf("filled: %lld messages, made, stored and indexed at %.0f/s, %.1f us of the index thread each\n",
                    added, double(added) / seconds, indexUs / double(added));
    std::printf("on disk: %.1f MB\n", double(bytesIn(order.directory)) / kMegabyte);
    printMemory("once filled");
    return {};
}

Result<void> measureFilled(const Order &order)
{
    StoreOptions options;
    options.durability = order.durability;
    MeasuredStore store(order.directory, options);
    if (const auto opened = store.open(); !opened)
        return opened;
    auto done = fill(store, order);
    if (done && order.parts.contains(QLatin1String("open")))
        done = printOpening(store);
    if (done && order.parts.contains(QLatin1String("read"))) {
        done = printQuestions(store);
        printMemory("after the questions");
    }
    if (done && order.parts.contains(QLatin1String("remove"))) {
        done = printRemovals(store, !order.keep);
        printMemory("after the removals");
    }
    return done;
}

Result<void> measure(const Order &order)
{
    Result<void> done;
    if (order.parts.contains(QLatin1String("intake")))
        done = printIntake(order.directory, order.durability);
    if (done && order.parts.contains(QLatin1String("retention")))
        done = printRetention(order.directory, order.durability);
    const QStringList needFilled{QStringLiteral("fill"), QStringLiteral("open"), QStringLiteral("read"),
                                 QStringLiteral("remove")};
    if (done && std::any_of(needFilled.begin(), needFilled.end(), [&](const QString &part) {
            return order.parts.contains(part);
        }))
        done = measureFilled(order);
    return done;
}

int run(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Fills a store with made-up mail and measures what it does."));
    parser.addHelpOption();
    const auto option = [&parser](const char *name, const char *what, const char *value = nullptr,
                                  const char *standard = "") {
        parser.addOption({QString::fromLatin1(name), QString::fromLatin1(what), QString::fromLatin1(value),
                          QString::fromLatin1(standard)});
    };
    option("messages", "In the filled store.", "number", "100000");
    option("groups", "That the messages fall into.", "number", "4000");
    option("half", "Half of all messages are of one group.");
    option("keep", "Fill this directory, or use it as it is filled already, and leave it.", "directory");
    option("dir", "Where temporary stores are made.", "directory", ".");
    option("durability", "full or normal.", "mode", "full");
    option("parts", "What is measured.", "list", "intake,retention,fill,open,read,remove");
    parser.process(application);
    const auto value = [&parser](const char *name) {
        return parser.value(QString::fromLatin1(name));
    };
    Order order;
    order.keep = parser.isSet(QStringLiteral("keep"));
    order.messages = value("messages").toLongLong();
    order.durability = value("durability") == QLatin1String("normal") ? Durability::Normal : Durability::Full;
    order.mail.groups = value("groups").toInt();
    order.mail.halfInOneGroup = parser.isSet(QStringLiteral("half"));
    order.parts = value("parts").split(u',', Qt::SkipEmptyParts);
    const QTemporaryDir temporary(value("dir") + QStringLiteral("/bench_store-XXXXXX"));
    order.directory = order.keep ? value("keep") : temporary.path();
    const auto done = QDir().mkpath(order.directory)
        ? measure(order)
        : Result<void>(Error{ErrorCode::Io, order.directory, QStringLiteral("cannot be made")});
    if (!done)
        std::fprintf(stderr, "%s\n", qPrintable(describe(done.error())));
    return done ? 0 : 1;
}

} // namespace

} // namespace mailweir::bench

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    return mailweir::bench::run(application);
}
