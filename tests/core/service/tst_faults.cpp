// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/faults.h"

#include "tests/support/fake_clock.h"

#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

FaultSettings refusal(const QString &name, const QString &at = u"rcpt"_s, const QString &reply = u"550 5.7.1 no"_s)
{
    FaultSettings fault;
    fault.name = name;
    fault.at = at;
    fault.reply = reply;
    return fault;
}

} // namespace

class TestFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ruleOfASetting()
    {
        FaultSettings fault = refusal(u"all"_s, u"dot"_s);
        fault.listener = u"shop*"_s;
        fault.sender = u"a@*"_s;
        fault.recipient = u"b@*"_s;
        fault.login = u"ü"_s;
        fault.subject = u"Ünd"_s;
        fault.drop = true;
        fault.delay = 5s;
        fault.speed = 7;
        fault.greylist = true;
        fault.ratePerMinute = 30;
        fault.probability = 0.5;
        fault.times = 3;
        fault.duration = 1h;
        FaultRule expected;
        expected.name = "all";
        expected.at = FaultStage::EndOfData;
        expected.listener = "shop*";
        expected.sender = "a@*";
        expected.recipient = "b@*";
        expected.user = "ü";
        expected.subject = u"Ünd"_s;
        expected.verdict = {5s, 7, "550 5.7.1 no", true};
        expected.greylist = true;
        expected.ratePerMinute = 30;
        expected.probability = 0.5;
        expected.times = 3;
        expected.duration = 1h;
        QCOMPARE(faultRule(fault), expected);
    }

    void replies_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("reply");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("as it is") << u"rcpt"_s << u"450 4.7.1 later"_s << "450 4.7.1 later"_ba;
        QTest::newRow("of its class") << u"rcpt"_s << u"450 later"_s << "450 4.0.0 later"_ba;
        QTest::newRow("permanent") << u"dot"_s << u"554 5 is my number"_s << "554 5.0.0 5 is my number"_ba;
        QTest::newRow("a greeting") << u"connect"_s << u"554 no"_s << "554 no"_ba;
        QTest::newRow("an EHLO") << u"ehlo"_s << u"550 no"_s << "550 no"_ba;
    }
    void replies()
    {
        QFETCH(const QString, at);
        QFETCH(const QString, reply);
        QTEST(faultRule(refusal(u"x"_s, at, reply)).verdict.reply, "expected");
    }

    void whatOnlyCountsRefusesForNow()
    {
        FaultSettings fault = refusal(u"x"_s, u"rcpt"_s, {});
        fault.greylist = true;
        QCOMPARE(faultRule(fault).verdict.reply, "450 4.7.1 try again later"_ba);
        fault.delay = 1s; // then that is what happens the first time
        QVERIFY(!faultRule(fault).verdict.refuses());
        fault.delay = 0s;
        fault.drop = true;
        QVERIFY(faultRule(fault).verdict.reply.isEmpty());
        fault = refusal(u"x"_s, u"connect"_s, {});
        fault.ratePerMinute = 1;
        QVERIFY(faultRule(fault).verdict.reply.startsWith("421 "));
        fault.at = u"ehlo"_s;
        QVERIFY(faultRule(fault).verdict.reply.startsWith("450 too"));
    }

    void areInForceUntilSuspended()
    {
        const FakeClock clock;
        Faults faults(clock);
        FaultQuery rcpt;
        rcpt.stage = FaultStage::Recipient;
        rcpt.recipients = {EmailAddress::fromText("b@c")};
        const auto refuses = [&] {
            return faults.rules().decide(rcpt).refuses();
        };
        QVERIFY(!faults.isOn());
        QVERIFY(faults.names().isEmpty());

        FaultSettings disabled = refusal(u"b"_s);
        disabled.enabled = false;
        faults.setConfigured({disabled});
        QVERIFY(!faults.isOn() && !refuses() && faults.names().isEmpty());
        const QList<FaultSettings> configured{refusal(u"a"_s), disabled};
        faults.setConfigured(configured);
        QVERIFY(faults.isOn() && refuses());
        QCOMPARE(faults.names(), QStringList{u"a"_s});

        faults.setOn(false);
        QVERIFY(!faults.isOn() && !refuses());
        QCOMPARE(faults.names(), QStringList{u"a"_s}); // what could be put in force
        faults.setConfigured(configured); // nothing new
        QVERIFY(!faults.isOn());
        faults.setRuntime({refusal(u"c"_s, u"mail"_s)});
        QVERIFY(faults.isOn() && !refuses());
        QCOMPARE(faults.names(), QStringList{u"c"_s}); // and only that
        faults.setOn(true);
        QVERIFY(refuses());
        QCOMPARE(faults.names(), (QStringList{u"a"_s, u"c"_s}));
        faults.setOn(false);
        faults.setConfigured({refusal(u"d"_s)}); // something new
        QCOMPARE(faults.names(), QStringList{u"d"_s});
        QVERIFY(refuses());
    }

    void countGoesOnWhenNothingIsNew()
    {
        const FakeClock clock;
        Faults faults(clock);
        FaultSettings once = refusal(u"once"_s, u"connect"_s, u"421 bye"_s);
        once.times = 1;
        faults.setConfigured({once});
        QVERIFY(faults.rules().decide({}).refuses());
        faults.setConfigured({once});
        QVERIFY(!faults.rules().decide({}).refuses());
        faults.setRuntime({refusal(u"other"_s)});
        faults.setRuntime({});
        QVERIFY(!faults.rules().decide({}).refuses());
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
