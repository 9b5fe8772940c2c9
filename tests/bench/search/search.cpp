// SPDX-License-Identifier: GPL-3.0-or-later
// Searches in a lot of mail, beside a LIKE scan of the same texts. See --help.
#include "core/store/search_document.h"
#include "core/store/search_file.h"
#include "core/store/search_text.h"
#include "core/store/store_files.h"
#include "tests/bench/store/measured_store.h"
#include "tests/bench/times.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>
#include <thread>
#include <unistd.h>

namespace mailweir::bench {

namespace {

constexpr qint64 kSlice = 20'000;
constexpr qint64 kMaxFlat = 100'000; // texts for LIKE; of more its time is reckoned
constexpr int kRounds = 100;
constexpr std::chrono::milliseconds kPoll{50};

struct Order {
    QString directory;
    qint64 messages = 0;
};

qint64 indexed(const QString &file)
{
    Database database;
    if (!QFile::exists(file) || !database.open(file, Database::Access::Read))
        return 0;
    auto rows = database.query("SELECT SUM(documents) FROM partitions WHERE visible = 1");
    return rows && rows->next() ? rows->integer(0) : 0;
}

/// Puts in what is missing, then waits for the full-text index.
Result<void> fill(MeasuredStore &store, const Order &order, const MailGenerator &generator, const QString &index)
{
    const auto counts = store.ask([](StoreReader &reader) { return reader.counts(); });
    if (!counts)
        return counts.error();
    const CpuUse before = cpuUse(::getpid());
    const qint64 had = indexed(index);
    double behind = 0;
    const double filling = millisecondsOf([&] {
        for (qint64 number = counts->messages; number < order.messages; number += kSlice) {
            if (!store.fill(number, std::min(kSlice, order.messages - number),
                            [&generator](qint64 which) { return generator.mail(which); }))
                return;
        }
    });
    behind = millisecondsOf([&] {
        while (indexed(index) < order.messages)
            std::this_thread::sleep_for(kPoll);
    });
    CpuUse used;
    used.add(before, cpuUse(::getpid()));
    const double added = double(std::max<qint64>(1, order.messages - had));
    std::printf("%lld messages, %.1f s to store; full-text index complete %.1f s later\n", order.messages,
                filling / 1000, behind / 1000);
    std::printf("index: %.1f us of processor a message (%.0f a second a core), %.0f bytes a message\n",
                used.of("store search") / added, added * 1e6 / used.of("store search"),
                double(QFile(index).size()) / double(order.messages));
    return {};
}

/// What a mail catcher without an index has: one text a message.
Result<qint64> fillFlat(Database &database, const MailGenerator &generator, qint64 messages)
{
    const qint64 count = std::min(messages, kMaxFlat);
    if (const auto done = database.execute(QStringLiteral("CREATE TABLE flat (id INTEGER PRIMARY KEY, text TEXT)"));
        !done)
        return done.error();
    if (const auto done = database.begin(); !done)
        return done.error();
    for (qint64 number = messages - count; number < messages; ++number) {
        const auto mail = generator.mail(number);
        MessageSummary summary;
        summary.subject = QString::fromUtf8(mail.raw.mid(mail.raw.indexOf("Subject: ") + 9, 80));
        const QString text = searchFolded(searchFlatText(summary, searchContent(mail.raw)));
        if (const auto done = database.run("INSERT INTO flat VALUES (?, ?)", {number + 1, text}); !done)
            return done.error();
    }
    const auto done = database.commit();
    return done ? Result(count) : done.error();
}

struct Question {
    const char *name;
    std::function<QString(int round)> query;
    const char *like; ///< %1 of it is the needle; null: there is nothing to compare with
};

QString like(const QString &query)
{
    QString needle = query.section(u':', -1);
    needle.remove(u'"');
    return u'%' + searchFolded(needle) + u'%';
}

class Asker {
public:
    Asker(MeasuredStore &store, Database &flat, double scale)
        : m_store(store)
        , m_flat(flat)
        , m_scale(scale)
    {
    }

    void print(const Question &question, bool count)
    {
        Times times;
        Times scans;
        qint64 rows = 0;
        const int rounds = count ? 3 : kRounds;
        for (int round = 0; round < rounds; ++round) {
            const QString text = question.query(round);
            MessageQuery query;
            query.search = SearchQuery::parse(text, {SystemClock().now(), QTimeZone::utc(), false}).query;
            double ms = 0;
            const auto found = search([&query, &ms, count](StoreReader &reader) -> Result<qint64> {
                Result<qint64> answer = 0;
                ms = millisecondsOf([&] {
                    if (count) {
                        const auto counted = reader.matches(*query.search);
                        answer = counted ? Result(counted->messages) : Result<qint64>(counted.error());
                    } else {
                        const auto page = reader.messages(query);
                        answer = page ? Result(qint64(page->size())) : Result<qint64>(page.error());
                    }
                });
                return answer;
            });
            rows += found ? *found : 0;
            times.add(ms);
            if (question.like && round < 3)
                scans.add(scan(like(text), count));
        }
        const double ratio = question.like && times.quantile(0.5) > 0 ? scans.quantile(0.5) / times.quantile(0.5) : 0;
        std::printf("%-34s %8.0f %9.3f %9.3f %12.1f %9.0f\n", question.name, double(rows) / rounds, times.quantile(0.5),
                    times.quantile(0.99), scans.quantile(0.5), ratio);
        std::fflush(stdout);
    }

private:
    Result<qint64> search(const std::function<Result<qint64>(StoreReader &)> &job)
    {
        std::promise<Result<qint64>> answer;
        auto ready = answer.get_future();
        m_store.store().search([&answer, job](StoreReader &reader) { answer.set_value(job(reader)); });
        return ready.get();
    }

    /// Milliseconds of a LIKE over as many messages as the store has.
    double scan(const QString &needle, bool count)
    {
        return m_scale * millisecondsOf([&] {
                   auto rows = count
                       ? m_flat.query("SELECT COUNT(*) FROM flat WHERE text LIKE ?", {needle})
                       : m_flat.query("SELECT id FROM flat WHERE text LIKE ? ORDER BY id DESC LIMIT 50", {needle});
                   while (rows && rows->next()) { }
               });
    }

    MeasuredStore &m_store;
    Database &m_flat;
    const double m_scale;
};

std::vector<Question> questions(const MailGenerator &generator, qint64 messages)
{
    const auto word = [&generator](int rank) {
        return QString::fromUtf8(generator.vocabulary().word(rank).toByteArray());
    };
    const auto reference = [messages](int round) {
        return QString::fromUtf8(MailGenerator::reference(messages * (round + 1) / (kRounds + 1)));
    };
    return {
        {"word, common", [=](int i) { return word(i % 20); }, "text"},
        {"word, 1000th", [=](int i) { return word(1000 + i); }, "text"},
        {"word, rare", [=](int i) { return word(20'000 + i * 10); }, "text"},
        {"word, in one message", reference, "text"},
        {"word, in none", [](int i) { return QStringLiteral("xyzzy%1").arg(i); }, "text"},
        {"beginning of three letters", [=](int i) { return word(100 + i).left(3); }, "text"},
        {"two words", [=](int i) { return word(50 + i) + u' ' + word(200 + i); }, nullptr},
        {"phrase", [](int i) { return i % 2 ? QStringLiteral("\"please find\"") : QStringLiteral("\"has been\""); },
         "text"},
        {"word and not another", [=](int i) { return word(i) + QStringLiteral(" -") + word(i + 30); }, nullptr},
        {"subject:, common",
         [](int i) { return i % 2 ? QStringLiteral("subject:order") : QStringLiteral("subject:er"); }, "text"},
        {"subject:, within a word", [=](int i) { return QStringLiteral("subject:") + word(2000 + i * 7).mid(1); },
         "text"},
        {"from:", [](int i) { return i % 2 ? QStringLiteral("from:noreply") : QStringLiteral("from:example"); },
         "text"},
        {"from:, in none", [](int i) { return QStringLiteral("from:qqxz%1").arg(i); }, "text"},
        {"to: and word", [=](int i) { return QStringLiteral("to:example ") + word(300 + i); }, nullptr},
        {"addressed:, in none", [](int i) { return QStringLiteral("addressed:wqzx%1").arg(i); }, "text"},
        {"header:, in none", [](int i) { return QStringLiteral("header:x-none=%1abc").arg(i); }, nullptr},
        {"is:read, in none", [](int) { return QStringLiteral("is:read"); }, nullptr},
        {"body:, two words", [=](int i) { return QStringLiteral("body:\"") + word(i % 30) + u' ' + word(40) + u'"'; },
         "text"},
    };
}

Result<void> measure(const Order &order)
{
    MailGenerator::Options mail;
    const MailGenerator generator(mail);
    MeasuredStore store(order.directory);
    const QString index = storeFiles({store.database(), Durability::Full, false, {}}).search;
    if (const auto opened = store.open(); !opened)
        return opened;
    if (const auto filled = fill(store, order, generator, index); !filled)
        return filled;
    Database flat;
    const QString flatFile = order.directory + QStringLiteral("/flat.db");
    QFile::remove(flatFile);
    if (const auto opened = flat.open(flatFile, Database::Access::Write); !opened)
        return opened;
    const auto flatCount = fillFlat(flat, generator, order.messages);
    if (!flatCount)
        return flatCount.error();
    const double scale = double(order.messages) / double(*flatCount);
    Asker asker(store, flat, scale);
    std::printf("\n%-34s %8s %9s %9s %12s %9s\n", "newest 50, milliseconds", "rows", "p50", "p99", "LIKE", "LIKE/p50");
    const auto all = questions(generator, order.messages);
    for (const Question &question : all)
        asker.print(question, false);
    std::printf("\n%-34s %8s %9s %9s %12s %9s\n", "how many, milliseconds", "matches", "p50", "p99", "LIKE",
                "LIKE/p50");
    for (const Question &question : all)
        asker.print(question, true);
    if (scale > 1)
        std::printf("LIKE was measured on the newest %lld messages and multiplied by %.1f\n", *flatCount, scale);
    const MemoryUse memory = memoryUse(::getpid());
    std::printf("memory: %.0f MB, %.0f of it our own\n", double(memory.resident) / kMegabyte,
                double(memory.own) / kMegabyte);
    return {};
}

} // namespace

int run(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Measures searches in a store full of mail."));
    parser.addHelpOption();
    parser.addOptions({
        {QStringLiteral("messages"), QStringLiteral("How many; 100000."), QStringLiteral("N"),
         QStringLiteral("100000")},
        {QStringLiteral("directory"), QStringLiteral("Where the store is kept, to be used again."),
         QStringLiteral("DIR")},
    });
    parser.process(arguments);
    QTemporaryDir temporary;
    Order order{parser.value(QStringLiteral("directory")), parser.value(QStringLiteral("messages")).toLongLong()};
    if (order.directory.isEmpty())
        order.directory = temporary.path();
    else if (!QDir().mkpath(order.directory))
        return 2;
    const auto done = measure(order);
    if (!done)
        std::fprintf(stderr, "%s\n", qPrintable(describe(done.error())));
    return done ? 0 : 1;
}

} // namespace mailweir::bench

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    return mailweir::bench::run(QCoreApplication::arguments());
}
