// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rate_window.h"

#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;

namespace {

const Timestamp kStart = fromUnixMs(1'777'626'000'000); // a whole minute

} // namespace

class TestRateWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holdsSixtySeconds_data()
    {
        QTest::addColumn<int>("afterMs");
        QTest::addColumn<int>("expected");
        QTest::newRow("at once") << 0 << 5;
        QTest::newRow("a moment before the minute is over") << 59'999 << 5;
        QTest::newRow("when it is over") << 60'000 << 0;
        QTest::newRow("much later") << 3'600'000 << 0;
    }
    void holdsSixtySeconds()
    {
        QFETCH(const int, afterMs);
        QFETCH(const int, expected);
        RateWindow window;
        window.add(5, kStart);
        const QList<RateWindow::Bucket> expired = window.expire(kStart + Milliseconds{afterMs});
        QCOMPARE(window.count(), expected);
        QCOMPARE(expired.size(), expected == 0 ? 1 : 0);
    }

    void neverHoldsMoreThanSixtyNumbers()
    {
        RateWindow window;
        qsizetype handedOver = 0;
        for (int i = 0; i < 600'000; i += 7) {
            handedOver += window.expire(kStart + Milliseconds{i}).size();
            window.add(1, kStart + Milliseconds{i});
        }
        const QList<RateWindow::Bucket> rest = window.expire(kStart + 1h);
        QCOMPARE(rest.size(), RateWindow::kSeconds);
        QCOMPARE(rest.size() + handedOver, 600);
        QCOMPARE(rest.first().second, toUnixMs(kStart) / 1000 + 540);
    }
};

QTEST_GUILESS_MAIN(TestRateWindow)
#include "tst_rate_window.moc"
