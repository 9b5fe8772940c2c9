// SPDX-License-Identifier: GPL-3.0-or-later
// A small engine to be killed: opens a store, puts mail into it from several threads and works with it, and writes down
// what the store has answered. With --report it opens the store and prints what is in it as JSON. Exit status: 0 done,
// 3 the store could not be opened (the journal, or standard error, has the reason).
#include "core/store/sqlite_store.h"
#include "tests/crash/store_report.h"
#include "tests/crash/workout.h"
#include "tests/support/store_fixture.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>

#include <cstdio>

using namespace mailweir;

namespace {

constexpr int kNotOpened = 3;
constexpr Milliseconds kTidyPause{20};

QCommandLineParser &parser()
{
    static QCommandLineParser made;
    return made;
}

QString option(const char *name)
{
    return parser().value(QLatin1String(name));
}

int number(const char *name)
{
    bool ok = false;
    const int value = option(name).toInt(&ok);
    if (!ok)
        qFatal("--%s needs a number", name);
    return value;
}

void readArguments(const QCoreApplication &application)
{
    QCommandLineParser &of = parser();
    const auto add = [&of](const char *name, const char *what, const char *value = "") {
        of.addOption({QLatin1String(name), QLatin1String(what), QLatin1String("value"), QLatin1String(value)});
    };
    add("store", "the database file");
    add("journal", "where answers are written down");
    add("phase", "the file of the phase's name");
    add("round", "the number of this run; not used twice with one store", "1");
    add("seed", "of all that is random", "1");
    add("senders", "threads that put mail", "3");
    add("mails", "of each of them", "40");
    add("steps", "names of steps, separated by commas", "");
    add("durability", "full or normal", "full");
    add("segment", "bytes of a segment of the log", "400000");
    of.addOption({QStringLiteral("bodies-in-database"), QStringLiteral("the log is a database")});
    of.addOption({QStringLiteral("rebuild"), QStringLiteral("the index is made anew")});
    of.addOption({QStringLiteral("report"), QStringLiteral("only print what is stored")});
    of.process(application);
}

std::unique_ptr<MailStore> makeTestStore(Classifier &classifier, const Clock &clock, MailStore::Observer observer)
{
    StoreOptions options;
    options.database = option("store");
    options.durability = option("durability") == QLatin1String("normal") ? Durability::Normal : Durability::Full;
    options.bodiesInDatabase = parser().isSet(QStringLiteral("bodies-in-database"));
    options.rebuildIndex = parser().isSet(QStringLiteral("rebuild"));
    SqliteStore::Tuning tuning;
    tuning.log.segmentTarget = number("segment");
    tuning.tidyPause = tuning.tidyPoll = kTidyPause;
    return std::make_unique<SqliteStore>(options, classifier, clock, std::move(observer), tuning);
}

/// The removals that earlier runs have made and not undone, unless the database was lost since.
QList<RemovalId> removalsIn(const QString &journal)
{
    QList<RemovalId> removals;
    QFile file(journal);
    if (!file.open(QIODevice::ReadOnly))
        return removals;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        if (line.value(QStringLiteral("what")) == QLatin1String("lost"))
            removals.clear();
        if (const qint64 made = line.value(QStringLiteral("removal")).toInteger(); made > 0)
            removals.append(RemovalId{made});
        removals.removeOne(RemovalId{line.value(QStringLiteral("undone")).toInteger()});
    }
    return removals;
}

int printReport()
{
    SubjectLineClassifier classifier;
    const SystemClock clock;
    const auto store = makeTestStore(classifier, clock, [](const StoreChange &) {});
    if (const auto opened = store->open(); !opened) {
        std::fprintf(stderr, "%s\n", qPrintable(describe(opened.error())));
        return kNotOpened;
    }
    const QByteArray text = QJsonDocument(crash::reportOn(*store)).toJson(QJsonDocument::Compact);
    std::fwrite(text.constData(), 1, size_t(text.size()), stdout);
    store->close();
    return 0;
}

int work()
{
    crash::Phase phase(option("phase"));
    phase.set("open");
    const QList<RemovalId> removals = removalsIn(option("journal"));
    crash::Journal journal(option("journal"));
    SubjectLineClassifier classifier;
    const SystemClock clock;
    std::atomic<crash::Workout *> observer = nullptr;
    const auto store = makeTestStore(classifier, clock, [&observer](const StoreChange &change) {
        if (crash::Workout *const workout = observer)
            workout->observe(change);
    });
    if (const auto opened = store->open(); !opened) {
        journal.add("closed out", {{QStringLiteral("error"), describe(opened.error())}});
        return kNotOpened;
    }
    {
        const auto seed = unsigned(number("seed"));
        crash::Senders senders(*store, journal, {number("round"), seed, number("senders"), number("mails")});
        crash::Workout workout(*store, journal, phase, senders, number("round"), seed);
        observer = &workout;
        phase.set("resume");
        workout.resume(removals);
        phase.set("run");
        senders.start();
        for (const QString &step : option("steps").split(u',', Qt::SkipEmptyParts)) {
            senders.waitForAnswers(senders.answers() + 5);
            workout.step(step);
        }
        senders.join();
        phase.set("close");
        observer = nullptr;
        store->close();
    }
    journal.add("closed", {});
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    readArguments(application);
    return parser().isSet(QStringLiteral("report")) ? printReport() : work();
}
