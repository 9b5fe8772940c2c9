// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/alert_engine.h"
#include "tests/support/fake_clock.h"

#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

const GroupId kGroup{7};
const GroupId kOther{8};

AlertRule ruleOf(int limit)
{
    AlertRule rule;
    rule.limitPerMinute = limit;
    return rule;
}

/// An engine with its time, and everything it has told.
struct Watch {
    explicit Watch(int limit)
        : engine(ruleOf(limit))
    {
    }

    QList<Alert> count(int messages, GroupId group = kGroup)
    {
        const QList<Alert> alerts = engine.count(group, u"Timeout in worker ‹n›"_s, messages, clock.now());
        told += alerts;
        return alerts;
    }
    /// Lets time pass, with a tick each second.
    void pass(std::chrono::seconds seconds)
    {
        for (std::chrono::seconds i{0}; i < seconds; ++i) {
            clock.advance(1s);
            told += engine.tick(clock.now());
        }
    }
    /// How many floods began and ended.
    [[nodiscard]] std::pair<int, int> beginsAndEnds() const
    {
        QHash<GroupId, Timestamp> running;
        int begins = 0;
        int ends = 0;
        for (const Alert &alert : told) {
            if (running.value(alert.group) != alert.since)
                ++begins;
            running[alert.group] = alert.since;
            ends += alert.over ? 1 : 0;
        }
        return {begins, ends};
    }

    FakeClock clock;
    AlertEngine engine;
    QList<Alert> told;
};

} // namespace

class TestAlertEngine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void slidingWindow_data()
    {
        using Steps =
            QList<std::pair<int, bool>>; // messages every thirty seconds, and whether the rate is above ten then
        QTest::addColumn<Steps>("steps");
        QTest::newRow("five and six are eleven, six and one are seven") << Steps{{5, false}, {6, true}, {1, false}};
        QTest::newRow("the limit itself is no flood") << Steps{{5, false}, {5, false}, {5, false}, {5, false}};
        QTest::newRow("all at once") << Steps{{11, true}};
        QTest::newRow("the old do not add up") << Steps{{4, false}, {4, false}, {4, false}, {7, true}};
    }
    void slidingWindow()
    {
        using Steps = QList<std::pair<int, bool>>;
        QFETCH(const Steps, steps);
        Watch watch(10);
        int rate = 0;
        for (const auto &[messages, above] : steps) {
            const QList<Alert> alerts = watch.count(messages);
            if (!alerts.isEmpty())
                rate = alerts.last().rate;
            QCOMPARE(!alerts.isEmpty() && alerts.last().rate > 10, above);
            watch.clock.advance(30s);
        }
        QCOMPARE(rate > 0, std::any_of(steps.begin(), steps.end(), [](const auto &step) { return step.second; }));
    }

    void tellsWhatTheFloodIs()
    {
        Watch watch(100);
        watch.count(101);
        QCOMPARE(watch.told.size(), 1);
        const Alert alert = watch.told.first();
        QCOMPARE(alert.rule, u"flood"_s);
        QCOMPARE(alert.group, kGroup);
        QCOMPARE(alert.label, u"Timeout in worker ‹n›"_s);
        QCOMPARE(alert.rate, 101);
        QCOMPARE(alert.usualRate, 0);
        QCOMPARE(alert.since, watch.clock.now());
        QVERIFY(!alert.over && !alert.muted);
    }

    void aFloodBeginsAndEndsOnce_data()
    {
        QTest::addColumn<int>("perCall");
        QTest::addColumn<int>("calls");
        QTest::addColumn<int>("gapMs");
        QTest::newRow("all at once") << 10'000 << 1 << 0;
        QTest::newRow("one by one") << 1 << 10'000 << 1;
        QTest::newRow("slowly") << 10 << 1'000 << 600;
        QTest::newRow("in waves around the limit") << 60 << 166 << 36'000;
    }
    void aFloodBeginsAndEndsOnce()
    {
        QFETCH(const int, perCall);
        QFETCH(const int, calls);
        QFETCH(const int, gapMs);
        Watch watch(100);
        for (int i = 0; i < calls; ++i) {
            watch.count(perCall);
            watch.clock.advance(Milliseconds{gapMs});
            watch.told += watch.engine.tick(watch.clock.now());
        }
        watch.pass(3min);
        QCOMPARE(watch.beginsAndEnds(), std::pair(1, 1));
        QVERIFY(watch.told.last().over);
        QVERIFY(!watch.engine.hasFloods());
    }

    void updatesAtMostOnceASecond()
    {
        Watch watch(10);
        watch.count(11);
        for (int i = 0; i < 10'000; ++i) {
            watch.clock.advance(1ms);
            watch.count(1);
        }
        QCOMPARE(watch.told.size(), 1 + 10);
        QCOMPARE(watch.told.last().rate, 10'011);
    }

    void isOverAfterACalmWhile()
    {
        Watch watch(10);
        watch.count(11);
        watch.pass(60s); // the window is empty now
        const qsizetype before = watch.told.size();
        QCOMPARE(watch.told.last().rate, 0);
        watch.pass(14s);
        QCOMPARE(watch.told.size(), before);
        watch.pass(1s);
        QCOMPARE(watch.told.size(), before + 1);
        QVERIFY(watch.told.last().over);
        QVERIFY(!watch.engine.hasFloods());
    }

    void coolsDownBeforeTheNext()
    {
        Watch watch(10);
        watch.count(11);
        watch.pass(75s);
        QVERIFY(watch.told.last().over);
        const qsizetype before = watch.told.size();
        watch.pass(9min);
        watch.count(500);
        QCOMPARE(watch.told.size(), before);
        watch.pass(59s);
        watch.count(1);
        QCOMPARE(watch.told.size(), before);
        watch.pass(1s);
        watch.count(12);
        QCOMPARE(watch.told.size(), before + 1);
        QVERIFY(!watch.told.last().over);
    }

    void groupsAreApart()
    {
        Watch watch(10);
        watch.count(10, kGroup);
        watch.count(10, kOther);
        QVERIFY(watch.told.isEmpty());
        watch.count(1, kOther);
        QCOMPARE(watch.told.size(), 1);
        QCOMPARE(watch.told.first().group, kOther);
    }

    void usualRateIsFromBeforeTheFlood()
    {
        Watch watch(100);
        for (int i = 0; i < 20 * 60; ++i) { // three a minute
            if (i % 20 == 0)
                watch.count(1);
            watch.pass(1s);
        }
        for (int i = 0; i < 30; ++i) {
            watch.count(8);
            watch.pass(1s);
        }
        QVERIFY(!watch.told.isEmpty());
        QCOMPARE(watch.told.first().usualRate, 3);
        watch.pass(20min);
        QVERIFY(watch.told.last().over);
        watch.count(101);
        QVERIFY2(watch.told.last().usualRate <= 3, "the flood itself is not usual");
    }

    void mutedFloodsSaySo()
    {
        Watch watch(10);
        watch.count(11);
        watch.engine.mute(kGroup, watch.clock.now() + 30s);
        watch.pass(1s);
        QVERIFY(watch.told.last().muted);
        watch.pass(28s);
        QVERIFY(watch.told.last().muted);
        watch.pass(1s);
        QVERIFY(!watch.told.last().muted && !watch.told.last().over);

        watch.engine.mute(GroupId{}, watch.clock.now() + 1h);
        QVERIFY(watch.count(11, kOther).first().muted);
    }

    void aDisabledRuleIsSilent()
    {
        Watch watch(10);
        watch.count(11);
        AlertRule off = ruleOf(10);
        off.enabled = false;
        watch.engine.setRule(off);
        watch.pass(1s);
        QVERIFY(watch.told.last().over);
        const qsizetype before = watch.told.size();
        watch.count(500, kOther);
        watch.pass(1s);
        QCOMPARE(watch.told.size(), before);
    }

    void aNewLimitHolds()
    {
        Watch watch(1000);
        watch.count(50);
        watch.engine.setRule(ruleOf(10));
        watch.count(1);
        QCOMPARE(watch.told.size(), 1);
    }

    void aClockThatIsSetBack()
    {
        Watch watch(10);
        watch.count(11);
        watch.clock.advance(-3h);
        watch.pass(20s);
        QVERIFY2(watch.told.last().over, "what was counted in the old time does not stay for ever");
        watch.count(11);
        QVERIFY2(!watch.told.last().over || !watch.engine.hasFloods(), "within the cooldown");
        watch.pass(11min);
        watch.count(11);
        QVERIFY(watch.engine.hasFloods());

        // A small step is no news: time stands still until it is caught up with.
        Watch small(10);
        small.count(6);
        small.clock.advance(-2s);
        QCOMPARE(small.count(6).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestAlertEngine)
#include "tst_alert_engine.moc"
