// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/envelope_words.h"
#include "ui/models/texts.h"

#include <QTest>

using namespace mailweir;

namespace {

Envelope makeEnvelope()
{
    Envelope envelope;
    envelope.sender = EmailAddress::fromText("app@shop.test");
    envelope.recipients = {{EmailAddress::fromText("ops@shop.test"), {}}};
    envelope.helo = "web1.shop.test";
    envelope.extended = true;
    envelope.peer = "127.0.0.1:40000";
    envelope.listener = "default";
    envelope.received = fromUnixMs(1'700'000'000'000);
    return envelope;
}

QStringList values(const Envelope &envelope, const QString &name)
{
    QStringList found;
    const QList<EnvelopeSection> sections = EnvelopeWords::sections(envelope);
    for (const EnvelopeSection &section : sections) {
        for (const EnvelopeRow &row : section.rows) {
            if (row.name == name)
                found += row.value;
        }
    }
    return found;
}

} // namespace

class TestEnvelopeWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void tellsOfTheSession()
    {
        Envelope envelope = makeEnvelope();
        QCOMPARE(values(envelope, QStringLiteral("Sender")), QStringList(QStringLiteral("app@shop.test")));
        QCOMPARE(values(envelope, QStringLiteral("From")), QStringList(QStringLiteral("127.0.0.1:40000")));
        QCOMPARE(values(envelope, QStringLiteral("Calls itself")), QStringList(QStringLiteral("web1.shop.test")));
        QCOMPARE(values(envelope, QStringLiteral("Protocol")), QStringList(QStringLiteral("ESMTP  (EHLO)")));
        QCOMPARE(values(envelope, QStringLiteral("Encryption")), QStringList(QStringLiteral("Not encrypted")));
        QCOMPARE(values(envelope, QStringLiteral("Login")), QStringList(QStringLiteral("None")));
        QCOMPARE(values(envelope, QStringLiteral("Listener")), QStringList(QStringLiteral("default")));
        QCOMPARE(values(envelope, QStringLiteral("Received")), QStringList(Texts::moment(envelope.received)));
        QVERIFY(values(envelope, QStringLiteral("Project")).isEmpty());

        envelope.extended = false;
        envelope.tls = {"TLSv1.3", "TLS_AES_256_GCM_SHA384"};
        envelope.user = "app";
        envelope.project = "shop";
        QCOMPARE(values(envelope, QStringLiteral("Protocol")), QStringList(QStringLiteral("SMTP  (HELO)")));
        QCOMPARE(values(envelope, QStringLiteral("Encryption")),
                 QStringList(QStringLiteral("TLSv1.3  (TLS_AES_256_GCM_SHA384)")));
        QCOMPARE(values(envelope, QStringLiteral("Login")), QStringList(QStringLiteral("app")));
        QCOMPARE(values(envelope, QStringLiteral("Project")), QStringList(QStringLiteral("shop")));
        envelope.lmtp = true;
        QCOMPARE(values(envelope, QStringLiteral("Protocol")), QStringList(QStringLiteral("LMTP  (LHLO)")));
    }

    void namesTheSendingProgramOrNothing()
    {
        Envelope envelope = makeEnvelope();
        QCOMPARE(EnvelopeWords::sections(envelope).size(), 2);
        envelope.process = PeerProcess{4711, "/usr/bin/php", "/srv/shop"};
        QCOMPARE(values(envelope, QStringLiteral("Program")), QStringList(QStringLiteral("/usr/bin/php")));
        QCOMPARE(values(envelope, QStringLiteral("Process")), QStringList(QStringLiteral("4711")));
        QCOMPARE(values(envelope, QStringLiteral("Working directory")), QStringList(QStringLiteral("/srv/shop")));
        envelope.process = PeerProcess{4711, {}, {}}; // another user's
        QVERIFY(values(envelope, QStringLiteral("Program")).isEmpty());
        QCOMPARE(values(envelope, QStringLiteral("Process")), QStringList(QStringLiteral("4711")));
    }

    void explainsParameters_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("shownName");
        QTest::addColumn<QString>("shownValue");
        const auto row = [](const char *name, const char *value, const QString &shownName, const QString &shownValue) {
            QTest::addRow("%s=%s", name, value) << QByteArray(name) << QByteArray(value) << shownName << shownValue;
        };
        row("SIZE", "2100", QStringLiteral("Announced size"), QStringLiteral("2.1 kB  (SIZE=2100)"));
        row("SIZE", "many", QStringLiteral("Announced size"), QStringLiteral("SIZE=many"));
        row("BODY", "8BITMIME", QStringLiteral("Body"), QStringLiteral("8-bit text  (BODY=8BITMIME)"));
        row("BODY", "binarymime", QStringLiteral("Body"), QStringLiteral("Binary  (BODY=binarymime)"));
        row("SMTPUTF8", "", QStringLiteral("Characters"),
            QStringLiteral("Addresses and headers may be UTF-8  (SMTPUTF8)"));
        row("RET", "HDRS", QStringLiteral("A failure report holds"), QStringLiteral("Its headers only  (RET=HDRS)"));
        row("ENVID", "a+2Bb+3Dc", QStringLiteral("Envelope id"), QStringLiteral("a+b=c"));
        row("ENVID", "a+0Ab", QStringLiteral("Envelope id"), QStringLiteral("a\\x0ab"));
        row("ENVID", "a+zz", QStringLiteral("Envelope id"), QStringLiteral("a+zz"));
        row("AUTH", "<>", QStringLiteral("Submitted by"), QStringLiteral("Not known  (AUTH=<>)"));
        row("HOLDFOR", "5400", QStringLiteral("To be held for"), QStringLiteral("1h30m  (HOLDFOR=5400)"));
        row("X-OWN", "1", QString(), QStringLiteral("X-OWN=1"));
    }
    void explainsParameters()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        const EnvelopeRow row = EnvelopeWords::parameter({name, value});
        QTEST(row.name, "shownName");
        QTEST(row.value, "shownValue");
    }

    void saysUntilWhenInTheUsersTime()
    {
        const EnvelopeRow row = EnvelopeWords::parameter({"HOLDUNTIL", "2030-05-01T09:30:00Z"});
        const Timestamp until = fromUnixMs(QDateTime({2030, 5, 1}, {9, 30}, Qt::UTC).toMSecsSinceEpoch());
        QCOMPARE(row.value, Texts::moment(until) + QStringLiteral("  (HOLDUNTIL=2030-05-01T09:30:00Z)"));
    }

    void explainsRecipients()
    {
        Envelope envelope = makeEnvelope();
        envelope.recipients = {
            {EmailAddress::fromText("ops@shop.test"),
             {{"NOTIFY", "SUCCESS,FAILURE"}, {"ORCPT", "rfc822;o+2Bx@shop.test"}}},
            {EmailAddress::fromText("dev@shop.test"), {{"NOTIFY", "NEVER"}, {"X-OWN", {}}}},
        };
        QCOMPARE(values(envelope, QStringLiteral("Recipient")),
                 (QStringList{QStringLiteral("ops@shop.test\nReport success, failure  (NOTIFY=SUCCESS,FAILURE)\n"
                                             "Originally for o+x@shop.test  (ORCPT=rfc822;o+2Bx@shop.test)"),
                              QStringLiteral("dev@shop.test\nNever report  (NOTIFY=NEVER)\nX-OWN")}));
    }

    void gathersWhatHasNoWords()
    {
        Envelope envelope = makeEnvelope();
        envelope.sender = {};
        envelope.parameters = {{"X-A", "1"}, {"SIZE", "5"}, {"X-B", {}}};
        QVERIFY(values(envelope, QStringLiteral("Sender")).value(0).startsWith(QStringLiteral("None")));
        QCOMPARE(values(envelope, QStringLiteral("Also said")), QStringList(QStringLiteral("X-A=1\nX-B")));
    }

    void countsWhatIsTooMany()
    {
        Envelope envelope = makeEnvelope();
        envelope.recipients.clear();
        for (qsizetype i = 0; i < EnvelopeWords::kMaxRecipients + 7; ++i)
            envelope.recipients.append({EmailAddress::fromText("r" + QByteArray::number(i) + "@shop.test"), {}});
        QCOMPARE(values(envelope, QStringLiteral("Recipient")).size(), EnvelopeWords::kMaxRecipients);
        QVERIFY(values(envelope, QString()).value(0).contains(QStringLiteral("7")));
    }

    void escapesHostileText()
    {
        Envelope envelope = makeEnvelope();
        envelope.helo = "a\x1b]0;x\x07 <img src=x>";
        QCOMPARE(values(envelope, QStringLiteral("Calls itself")).value(0),
                 QStringLiteral("a\\x1b]0;x\\x07 <img src=x>"));
    }
};

QTEST_GUILESS_MAIN(TestEnvelopeWords)
#include "tst_envelope_words.moc"
