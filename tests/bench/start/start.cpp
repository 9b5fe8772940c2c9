// SPDX-License-Identifier: GPL-3.0-or-later
// How long the programs take to start, and what memory they take, with an empty store and a filled one. See --help.
#include "tests/bench/process_meter.h"
#include "tests/bench/times.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <thread>

namespace mailweir::bench {

namespace {

constexpr int kPatience = 30'000; // ms
constexpr std::chrono::microseconds kLook{200};
constexpr std::chrono::milliseconds kQuiet{700}; // after which nothing of a start is left to be done

struct Started {
    double milliseconds = -1;
    MemoryUse memory;
};

QStringList arguments(const QString &dataDirectory, const QString &readyFile)
{
    return {QStringLiteral("--data-dir"),   dataDirectory,
            QStringLiteral("--bind"),       QStringLiteral("127.0.0.1:0"),
            QStringLiteral("--http"),       QStringLiteral("127.0.0.1:0"),
            QStringLiteral("--relay"),      QStringLiteral("off"),
            QStringLiteral("--ready-file"), readyFile,
            QStringLiteral("--log-level"),  QStringLiteral("error")};
}

void prepare(QProcess &process, const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"})
        environment.insert(QString::fromLatin1(name), home);
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    environment.insert(QStringLiteral("BENCH_STARTED"),
                       QString::number(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
}

/// From the start of the server to its ready file: from then on it accepts.
Started startServer(const QString &program, const QString &dataDirectory)
{
    const QTemporaryDir home;
    const QString readyFile = home.filePath(QStringLiteral("ready.json"));
    QProcess process;
    prepare(process, home.path());
    Started started;
    const double took = millisecondsOf([&] {
        process.start(program, arguments(dataDirectory, readyFile));
        for (qint64 looks = 0; !QFile::exists(readyFile) && looks * kLook < std::chrono::milliseconds(kPatience);
             ++looks)
            std::this_thread::sleep_for(kLook);
    });
    if (QFile::exists(readyFile)) {
        started.milliseconds = took;
        std::this_thread::sleep_for(kQuiet);
        started.memory = memoryUse(pid_t(process.processId()));
    }
    process.terminate();
    process.waitForFinished(kPatience);
    return started;
}

/// bench_window says by itself how it started.
void startWindow(const QString &program, const QString &dataDirectory)
{
    const QTemporaryDir home;
    QProcess process;
    prepare(process, home.path());
    process.start(program, arguments(dataDirectory, home.filePath(QStringLiteral("ready.json"))));
    process.waitForFinished(kPatience);
    std::fputs(process.readAllStandardOutput().constData(), stdout);
}

void measureServer(const QString &program, const QString &dataDirectory, const char *store, int rounds)
{
    Times times;
    MemoryUse memory;
    for (int round = 0; round < rounds; ++round) {
        const Started started = startServer(program, dataDirectory);
        if (started.milliseconds < 0) {
            std::printf("mailweir-server does not start\n");
            return;
        }
        times.add(started.milliseconds);
        memory = started.memory;
    }
    std::printf("mailweir-server, %s store: ready after %.1f ms (median of %d), longest %.1f; %.1f MB, %.1f its own\n",
                store, times.quantile(0.5), rounds, times.quantile(1), double(memory.resident) / 1048576,
                double(memory.own) / 1048576);
}

int run(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Starts the programs again and again."));
    parser.addHelpOption();
    const auto option = [&parser](const char *name, const char *what, const char *value, const char *standard = "") {
        parser.addOption({QString::fromLatin1(name), QString::fromLatin1(what), QString::fromLatin1(value),
                          QString::fromLatin1(standard)});
    };
    option("server", "The mailweir-server to measure.", "file", "app/server/mailweir-server");
    option("window", "The bench_window to measure.", "file", "tests/bench/bench_window");
    option("filled", "A data directory that bench_store --keep has filled.", "directory");
    option("rounds", "For medians.", "number", "11");
    parser.process(application);
    const auto value = [&parser](const char *name) {
        return parser.value(QString::fromLatin1(name));
    };
    const QTemporaryDir empty;
    const int rounds = std::max(1, value("rounds").toInt());
    const std::pair<const char *, QString> stores[] = {{"empty", empty.path()}, {"filled", value("filled")}};
    for (const auto &[name, directory] : stores) {
        if (directory.isEmpty())
            continue;
        measureServer(value("server"), directory, name, rounds);
        if (directory == empty.path())
            continue; // a window without rows
        std::printf("mailweir, %s store:\n", name);
        for (int round = 0; round < rounds; ++round)
            startWindow(value("window"), directory);
    }
    return 0;
}

} // namespace

} // namespace mailweir::bench

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    return mailweir::bench::run(application);
}
