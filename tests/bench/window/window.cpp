// SPDX-License-Identifier: GPL-3.0-or-later
// The window with the engine behind it, at work on a filled data directory (bench_store --keep). Its arguments are
// those of mailweir. With BENCH_STARTED (steady clock, nanoseconds) in its environment it says how long after that its
// first rows were painted, and ends; else it goes through all it measures.
#include "app/launch/engine_session.h"
#include "tests/bench/process_meter.h"
#include "tests/bench/window/frame_meter.h"
#include "tests/bench/window/paced_sender.h"
#include "ui/models/group_table_model.h"
#include "ui/models/message_table_model.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/main_window.h"

#include <QElapsedTimer>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTextBrowser>

#include <cstdio>
#include <unistd.h>

namespace mailweir::bench {

namespace {

constexpr int kPatience = 120'000; // ms
constexpr int kPages = 100;
constexpr int kOpened = 50;
constexpr int kRate = 5'000;
constexpr int kFeedSeconds = 10;
constexpr qint64 kNewNumbers = 10'000'000; // no message of the filled store has them

/// Handles events until something is so; how long that took, or -1.
template <typename Condition> double waitUntil(Condition fulfilled)
{
    QElapsedTimer timer;
    timer.start();
    QTimer wakeUp; // for conditions that no event comes with
    wakeUp.start(5);
    while (!fulfilled()) {
        if (timer.elapsed() > kPatience)
            return -1;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Notices when a table paints rows.
class PaintWatch final : public QObject {
public:
    explicit PaintWatch(QAbstractItemView *view)
        : m_view(view)
    {
        view->viewport()->installEventFilter(this);
    }
    [[nodiscard]] bool hasPaintedRows() const { return m_painted; }
    void restart() { m_painted = false; }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        m_painted = m_painted || (event->type() == QEvent::Paint && m_view->model()->rowCount() > 0);
        return false;
    }

private:
    QAbstractItemView *m_view;
    bool m_painted = false;
};

void print(const char *what, double milliseconds)
{
    std::printf("  %-58s %9.1f ms\n", what, milliseconds);
    std::fflush(stdout);
}

void printMemory(const char *when)
{
    const MemoryUse use = memoryUse(::getpid());
    std::printf("  %-58s %9.0f MB, %.0f its own\n", when, double(use.resident) / 1048576, double(use.own) / 1048576);
    std::fflush(stdout);
}

MailTable &tableIn(const QWidget &window, const char *name)
{
    return *window.findChild<MailTable *>(QLatin1String(name));
}

/// One pass over what people do with a large store.
class Tour {
public:
    Tour(MeteredApplication &application, MainWindow &window, MailService &service)
        : m_application(application)
        , m_window(window)
        , m_service(service)
        , m_groups(tableIn(window, "groups"))
        , m_messages(tableIn(window, "messages"))
    {
    }

    void run()
    {
        printMemory("memory with the first rows");
        std::printf("  %d groups\n", m_groups.model()->rowCount());
        sortGroups();
        openLargestGroup();
        scroll();
        openMessages();
        goToOldest();
        printMemory("memory after all that");
        takeMail();
        printMemory("memory after the mail");
    }

private:
    void sortGroups()
    {
        using Model = GroupTableModel;
        const std::pair<const char *, int> columns[] = {{"sort by subject, first time", Model::SubjectColumn},
                                                        {"sort by count", Model::CountColumn},
                                                        {"sort by subject again", Model::SubjectColumn},
                                                        {"sort by rate", Model::RateColumn},
                                                        {"sort by recipients", Model::ToColumn},
                                                        {"sort by last", Model::LastColumn}};
        PaintWatch watch(&m_groups);
        for (const auto &[what, column] : columns) {
            const double cpu = threadCpuMs();
            watch.restart();
            m_groups.sortByColumn(column, Qt::DescendingOrder);
            waitUntil([&] { return watch.hasPaintedRows(); });
            print(what, threadCpuMs() - cpu);
        }
    }

    void openLargestGroup()
    {
        m_groups.sortByColumn(GroupTableModel::CountColumn, Qt::DescendingOrder);
        PaintWatch watch(&m_messages);
        QElapsedTimer timer;
        timer.start();
        m_groups.setCurrentIndex(m_groups.model()->index(0, 0));
        waitUntil([&] { return watch.hasPaintedRows(); });
        print("open the largest group, to its rows", double(timer.nsecsElapsed()) / 1e6);
    }

    void scroll()
    {
        Times pages;
        for (int page = 0; page < kPages; ++page) {
            const int rows = m_messages.model()->rowCount();
            m_messages.scrollToBottom();
            const double took = waitUntil([&] { return m_messages.model()->rowCount() > rows; });
            if (took < 0)
                break;
            pages.add(took);
        }
        print("scroll down by a page of 200 rows, p50", pages.quantile(0.5));
        print("    p99", pages.quantile(0.99));
    }

    void openMessages()
    {
        bool shown = false;
        const QObject context;
        for (auto *edit : m_window.findChildren<QTextEdit *>())
            QObject::connect(edit, &QTextEdit::textChanged, &context, [&shown] { shown = true; });
        for (auto *edit : m_window.findChildren<QPlainTextEdit *>())
            QObject::connect(edit, &QPlainTextEdit::textChanged, &context, [&shown] { shown = true; });
        Times times;
        for (int i = 0; i < kOpened; ++i) {
            shown = false;
            m_messages.setCurrentIndex(m_messages.model()->index(10 + 7 * i, 0));
            times.add(waitUntil([&] { return shown; }));
        }
        print("open a message, to its text, p50", times.quantile(0.5));
        print("    p99", times.quantile(0.99));
    }

    void goToOldest()
    {
        auto *model = qobject_cast<MessageTableModel *>(m_messages.model());
        bool there = false;
        const QObject context;
        QObject::connect(model, &MessageTableModel::oldestShown, &context, [&there] { there = true; });
        const auto *groups = qobject_cast<GroupTableModel *>(m_groups.model());
        const Group *group = groups->find(model->group());
        QElapsedTimer timer;
        timer.start();
        model->showOldest(group ? group->count : 0);
        waitUntil([&] { return there; });
        print("to the oldest of the group", double(timer.nsecsElapsed()) / 1e6);
        model->reload();
        waitUntil([&] { return !model->hasNewer(); });
    }

    /// 5,000 messages a second through SMTP, log and index into the tables.
    void takeMail()
    {
        const QList<ListenerStatus> listeners = m_service.status().listeners;
        m_groups.sortByColumn(GroupTableModel::LastColumn, Qt::DescendingOrder);
        const PacedSender sender(listeners.first().port, kRate, kNewNumbers, {.halfInOneGroup = true});
        QElapsedTimer timer;
        timer.start();
        waitUntil([&] { return timer.elapsed() > 1'000; }); // until it runs smoothly
        const qint64 sentBefore = sender.sent();
        const double cpuBefore = threadCpuMs();
        m_application.restart();
        timer.start();
        waitUntil([&] { return timer.elapsed() > kFeedSeconds * 1'000; });
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        const double cpu = threadCpuMs() - cpuBefore;
        std::printf("  mail taken in while shown: %.0f/s; GUI thread %.1f %% of a core\n",
                    double(sender.sent() - sentBefore) / seconds, cpu / seconds / 10);
        print("frames, p50", m_application.frames().quantile(0.5));
        print("    p99", m_application.frames().quantile(0.99));
        print("    p99 of its processor time", m_application.frameCpu().quantile(0.99));
        print("    longest", m_application.frames().quantile(1));
        print("longest of the other events, processor time", m_application.events().quantile(1));
    }

    MeteredApplication &m_application;
    MainWindow &m_window;
    MailService &m_service;
    MailTable &m_groups;
    MailTable &m_messages;
};

int run(MeteredApplication &application, const LaunchPlan &plan, double startedMs)
{
    LaunchFailure failure;
    const auto session = EngineSession::start(plan, Program::Desktop, failure);
    if (!session) {
        std::fprintf(stderr, "%s\n", qPrintable(failure.text()));
        return 1;
    }
    MainWindow window(session->service(), session->secrets(), {{}, session->dataDirectory()});
    PaintWatch watch(&tableIn(window, "groups"));
    window.present();
    waitUntil([&watch] { return watch.hasPaintedRows(); });
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    std::printf("  %-58s %9.1f ms\n", "process start to rows in the window",
                std::chrono::duration<double, std::milli>(now).count() - startedMs);
    if (qEnvironmentVariableIsSet("BENCH_STARTED"))
        printMemory("memory with the first rows");
    else
        Tour(application, window, session->service()).run();
    window.hide();
    session->stop();
    return 0;
}

} // namespace

} // namespace mailweir::bench

int main(int argc, char *argv[])
{
    using namespace mailweir;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const double started = qEnvironmentVariableIsSet("BENCH_STARTED")
        ? qgetenv("BENCH_STARTED").toDouble() / 1e6
        : std::chrono::duration<double, std::milli>(now).count();
    const QTemporaryDir home; // settings and ready file of nobody
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", home.path().toLocal8Bit());
    prepareProcess();
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    const LaunchPlan plan = planLaunch(Program::Desktop, arguments, processEnvironment());
    if (!plan.run) {
        std::fputs(qPrintable(plan.output + plan.errors), stderr);
        return plan.exitCode;
    }
    bench::MeteredApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("mailweir"));
    return bench::run(application, plan, started);
}
