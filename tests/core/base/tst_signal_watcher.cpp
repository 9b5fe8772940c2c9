// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/signal_watcher.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace mailweir;

class TestSignalWatcher : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stop_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
    }
    void stop()
    {
        QFETCH(const int, number);
        const SignalWatcher watcher;
        QSignalSpy stops(&watcher, &SignalWatcher::stopRequested);
        ::raise(number);
        QCOMPARE(stops.size(), 0); // not within the handler
        QTRY_COMPARE(stops.size(), 1);
        QCOMPARE(stops.first().first().toInt(), number);
    }

    void reopenLog()
    {
        const SignalWatcher watcher;
        QSignalSpy reopens(&watcher, &SignalWatcher::reopenLogRequested);
        ::raise(SIGUSR1);
        QTRY_COMPARE(reopens.size(), 1);
        ::raise(SIGUSR1);
        QTRY_COMPARE(reopens.size(), 2);
    }

    void aSecondStopEndsAtOnce()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const SignalWatcher watcher;
            ::raise(SIGTERM);
            ::raise(SIGINT);
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 128 + SIGINT);
    }

    void brokenPipesAreErrors()
    {
        const SignalWatcher watcher;
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        ::close(ends[0]);
        QCOMPARE(::write(ends[1], "x", 1), ssize_t(-1));
        QCOMPARE(errno, EPIPE);
        ::close(ends[1]);
    }
};

QTEST_GUILESS_MAIN(TestSignalWatcher)
#include "tst_signal_watcher.moc"
