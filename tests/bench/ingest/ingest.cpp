// SPDX-License-Identifier: GPL-3.0-or-later
// How much mail is taken in, side by side with Postfix's smtp-sink. See --help.
#include "tests/bench/ingest/gate_server.h"
#include "tests/bench/ingest/measurement.h"
#include "tests/bench/ingest/message_text.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QTemporaryFile>

#include <cstdio>
#include <thread>
#include <unistd.h>

namespace mailweir::bench {

namespace {

constexpr qsizetype kKilobyte = 1024;
constexpr qsizetype kMegabyte = 1024 * kKilobyte;
constexpr int kMemoryMessages = 20'000;
constexpr int kStarts = 11;

QByteArray modeName(LoadMode mode)
{
    return mode == LoadMode::Lock ? "lock" : mode == LoadMode::Connection ? "conn" : "pipe";
}

QByteArray sizeName(qsizetype size)
{
    return size >= kMegabyte ? QByteArray::number(size / kMegabyte) + " MB"
                             : QByteArray::number(size / kKilobyte) + " KB";
}

double megabytes(qint64 bytes)
{
    return double(bytes) / double(kMegabyte);
}

/// The cases that the goals are about.
QList<Case> allCases()
{
    QList<Case> cases;
    for (const qsizetype size : {kKilobyte, 10 * kKilobyte, 100 * kKilobyte}) {
        for (const int sessions : {1, 10, 100})
            cases.append({LoadMode::Lock, size, sessions});
    }
    for (const int sessions : {1, 10}) // a hundred would take minutes
        cases.append({LoadMode::Lock, 10 * kMegabyte, sessions});
    for (const int sessions : {1, 10, 100})
        cases.append({LoadMode::Connection, kKilobyte, sessions});
    cases.append({LoadMode::Pipelined, kKilobyte, 10});
    return cases;
}

qsizetype sizeOf(const QString &text)
{
    const qsizetype unit = text.endsWith(u'm', Qt::CaseInsensitive) ? kMegabyte
        : text.endsWith(u'k', Qt::CaseInsensitive)                  ? kKilobyte
                                                                    : 1;
    return (unit > 1 ? text.chopped(1) : text).toLongLong() * unit;
}

/// Every size with every number of sessions in every mode that was asked for.
QList<Case> casesOf(const QStringList &sizes, const QStringList &sessions, const QStringList &modes)
{
    QList<Case> cases;
    for (const QString &mode : modes) {
        for (const QString &size : sizes) {
            for (const QString &count : sessions) {
                cases.append({mode == QLatin1String("conn")       ? LoadMode::Connection
                                  : mode == QLatin1String("pipe") ? LoadMode::Pipelined
                                                                  : LoadMode::Lock,
                              sizeOf(size), count.toInt()});
            }
        }
    }
    return cases;
}

/// Median time of a write of 4 KB with fdatasync in that directory, ms.
double syncMs(const QString &directory)
{
    QTemporaryFile file(directory + QStringLiteral("/bench_ingest-XXXXXX"));
    std::vector<double> times;
    const QByteArray block(4096, 'x');
    for (int i = 0; file.open() && i < 200; ++i) {
        const SteadyTime begun = std::chrono::steady_clock::now();
        if (::pwrite(file.handle(), block.constData(), size_t(block.size()), i * block.size()) < 0
            || ::fdatasync(file.handle()) != 0)
            break;
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
    }
    return median(times);
}

void printHead(const Setup &setup)
{
    std::printf("%u processors, shared with the load; fdatasync of 4 KB: %.3f ms", std::thread::hardware_concurrency(),
                syncMs(setup.server.directory));
    if (setup.server.syncDelay.count() > 0)
        std::printf(" + %lld ms", static_cast<long long>(setup.server.syncDelay.count()));
    std::printf("; %d rounds of %lld ms%s\n", setup.rounds, static_cast<long long>(setup.duration.count()),
                setup.server.startTls ? "; STARTTLS" : "");
    if (!InstructionCounter(::getpid()).read())
        std::printf("this machine does not let instructions be counted\n");
    std::printf("ratio: median of the ratios to %s in the same round; cpu: us a message, with what follows the reply; "
                "lag: until it rests\n\n",
                qPrintable(serverName(setup.kinds.first())));
    std::printf("%-4s %-6s %4s  %-9s %8s %6s %7s %7s %7s %7s %7s %6s %6s %9s\n", "mode", "size", "sess", "server",
                "msg/s", "ratio", "p50 ms", "p99 ms", "cpu", "io", "log", "lag s", "RSS MB", "instr.");
}

void printRow(const Case &which, const Figures &figures)
{
    const double messages = std::max(figures.messages, 1.0);
    const double inputOutput = figures.cpu.of("mailweir-io") / messages;
    std::printf("%-4s %-6s %4d  %-9s %8.0f %6.2f %7.2f %7.2f %7.1f %7.1f %7.1f %6.2f %6.1f",
                modeName(which.mode).data(), sizeName(which.size).data(), which.sessions,
                qPrintable(serverName(figures.kind)), median(figures.rates), median(figures.ratios),
                median(figures.p50), median(figures.p99), figures.cpu.total() / messages, inputOutput,
                figures.cpu.of("store log") / messages, median(figures.lags), megabytes(figures.memory.resident));
    if (figures.instructions)
        std::printf(" %9.0f\n", *figures.instructions / messages);
    else
        std::printf(" %9s\n", "-");
    std::fflush(stdout);
}

Result<void> printCases(const Setup &setup, const QList<Case> &cases)
{
    printHead(setup);
    for (const Case &which : cases) {
        const auto figures = measure(setup, which);
        if (!figures)
            return figures.error();
        for (const Figures &row : *figures)
            printRow(which, row);
    }
    return {};
}

Result<void> printStarts(const Setup &setup)
{
    std::printf("\nstart to banner, median of %d:", kStarts);
    for (const ServerKind kind : setup.kinds) {
        ServerOptions options = setup.server;
        options.kind = kind;
        std::vector<double> times;
        for (int i = 0; i < kStarts; ++i) {
            const auto server = ServerProcess::start(options);
            if (!server)
                return server.error();
            times.push_back((*server)->bannerMs());
        }
        std::printf("  %s %.1f ms", qPrintable(serverName(kind)), median(times));
    }
    std::printf("\n");
    return {};
}

Result<void> printMemory(const Setup &setup)
{
    ServerOptions options = setup.server;
    options.kind = ServerKind::Full;
    const auto server = ServerProcess::start(options);
    if (!server)
        return server.error();
    const auto print = [pid = (*server)->pid()](const char *when) {
        const MemoryUse use = memoryUse(pid);
        std::printf("%s %.1f MB (%.1f its own)", when, megabytes(use.resident), megabytes(use.own));
    };
    (void)(*server)->settle();
    print("memory of full: idle");
    Load load;
    load.sessions = 10;
    load.messages = makeMessages(10 * kKilobyte);
    load.stopAfter = kMemoryMessages;
    if (const auto sent = runLoad((*server)->port(), load); !sent)
        return sent.error();
    print(", right after 20,000 of 10 KB");
    (void)(*server)->settle();
    print(", once they are indexed");
    std::printf("\n");
    return {};
}

struct Order {
    Setup setup;
    QList<Case> cases;
};

Order readOptions(QCommandLineParser &parser)
{
    const auto list = [&parser](const QString &name) {
        return parser.value(name).split(u',', Qt::SkipEmptyParts);
    };
    const auto given = [&parser](const char *name) {
        return parser.isSet(QString::fromLatin1(name));
    };
    Order order;
    Setup &setup = order.setup;
    setup.server.program = parser.value(QStringLiteral("program"));
    setup.server.directory = parser.value(QStringLiteral("dir"));
    setup.server.syncDelay = Milliseconds(parser.value(QStringLiteral("sync-delay")).toInt());
    setup.server.startTls = given("starttls");
    setup.rounds = std::max(1, parser.value(QStringLiteral("rounds")).toInt());
    setup.duration = Milliseconds(qint64(parser.value(QStringLiteral("seconds")).toDouble() * 1'000));
    const QStringList servers = list(QStringLiteral("servers"));
    for (const ServerKind kind : {ServerKind::Sink, ServerKind::Off, ServerKind::Memory, ServerKind::Full}) {
        // smtp-sink has no TLS, and our listener gets its certificates from the server around it.
        const bool able = !setup.server.startTls || kind == ServerKind::Full;
        if (able && servers.contains(serverName(kind)))
            setup.kinds.append(kind);
    }
    order.cases = given("sizes") || given("sessions") || given("modes")
        ? casesOf(list(QStringLiteral("sizes")), list(QStringLiteral("sessions")), list(QStringLiteral("modes")))
        : allCases();
    return order;
}

int run(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Sends mail to smtp-sink, to our listener without a store and with one in memory, and to mailweir-server, by "
        "turns, and says how they compare. Without --sizes, --sessions and --modes: the cases of the goals."));
    parser.addHelpOption();
    const auto option = [&parser](const char *name, const char *what, const char *value = nullptr,
                                  const char *standard = "") {
        parser.addOption({QString::fromLatin1(name), QString::fromLatin1(what), QString::fromLatin1(value),
                          QString::fromLatin1(standard)});
    };
    option("program", "The mailweir-server to measure.", "file", "app/server/mailweir-server");
    option("servers", "Which to measure; the first is the measure.", "names", "smtp-sink,off,memory,full");
    option("sizes", "Of the messages: 1k,10k,100k,10m.", "list", "1k");
    option("sessions", "At once: 1,10,100.", "list", "10");
    option("modes",
           "lock: a reply awaited for each command; conn: a connection for each message, too; "
           "pipe: the envelope in one write.",
           "list", "lock");
    option("rounds", "For medians.", "number", "5");
    option("seconds", "Of each measurement.", "number", "0.5");
    option("dir", "Where the data goes.", "directory", ".");
    option("sync-delay", "Makes each fdatasync so much slower.", "ms", "0");
    option("starttls", "Encrypt; full only.");
    option("no-cases", "Only start-up and memory.");
    option("no-start", "Neither start-up nor memory.");
    parser.process(application);
    const Order order = readOptions(parser);
    Result<void> done;
    if (order.setup.kinds.isEmpty())
        done = Error{ErrorCode::Invalid, QStringLiteral("--servers"), QStringLiteral("nothing to measure")};
    if (done && !parser.isSet(QStringLiteral("no-cases")))
        done = printCases(order.setup, order.cases);
    if (done && !parser.isSet(QStringLiteral("no-start")))
        done = printStarts(order.setup);
    if (done && !parser.isSet(QStringLiteral("no-start")) && order.setup.kinds.contains(ServerKind::Full))
        done = printMemory(order.setup);
    if (!done)
        std::fprintf(stderr, "%s\n", qPrintable(describe(done.error())));
    return done ? 0 : 1;
}

} // namespace

} // namespace mailweir::bench

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--serve"))
        return mailweir::bench::runGateServer(arguments[3].toUShort(), arguments[2] == QLatin1String("memory"));
    return mailweir::bench::run(application);
}
