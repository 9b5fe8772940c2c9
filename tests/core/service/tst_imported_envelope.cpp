// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/imported_envelope.h"

#include <QtTest>

using namespace mailweir;

class TestImportedEnvelope : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsTheSender_data();
    void findsTheSender();
    void findsTheRecipients_data();
    void findsTheRecipients();
    void isMarkedAndSurvivesStorage();
    void namesAtMostAThousand();
};

void TestImportedEnvelope::findsTheSender_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("fromLine");
    QTest::addColumn<QByteArray>("sender");
    const auto row = [](const char *name, const char *head, const char *fromLine, const char *sender) {
        QTest::newRow(name) << QByteArray(head) << QByteArray(fromLine) << QByteArray(sender);
    };
    const char *line = "From mbox@x.test Fri Jan  2 03:04:05 2026\n";
    row("return path", "Return-Path: <back@x.test>\r\nFrom: a@x.test\r\n\r\n", line, "back@x.test");
    row("a bounce has none", "Return-Path: <>\r\nFrom: a@x.test\r\n\r\n", line, "");
    row("from line", "From: a@x.test\r\n\r\n", line, "mbox@x.test");
    row("sender", "From: a@x.test\r\nSender: S <s@x.test>\r\n\r\n", "", "s@x.test");
    row("from", "From: A <a@x.test>, b@x.test\r\n\r\n", "From - Fri Jan  2 03:04:05 2026\n", "a@x.test");
    row("nothing", "Subject: a\r\n\r\n", "", "");
}

void TestImportedEnvelope::findsTheSender()
{
    QFETCH(QByteArray, head);
    QFETCH(QByteArray, fromLine);
    QTEST(importedEnvelope(head, parseMboxSeparator(fromLine)).sender.text(), "sender");
}

void TestImportedEnvelope::findsTheRecipients_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArrayList>("recipients");
    const QByteArray all = "X-Original-To: o1@x.test\r\nDelivered-To: d@x.test\r\nX-Original-To: <o2@x.test>\r\n"
                           "Envelope-To: e@x.test\r\nTo: t@x.test\r\n\r\n";
    QTest::newRow("original") << all << QByteArrayList{"o1@x.test", "o2@x.test"};
    QTest::newRow("delivered") << all.mid(all.indexOf("Envelope")).prepend("Delivered-To: d@x.test\r\n")
                               << QByteArrayList{"d@x.test"};
    QTest::newRow("envelope") << all.mid(all.indexOf("Envelope")) << QByteArrayList{"e@x.test"};
    QTest::newRow("fields") << QByteArray(
        "To: A <a@x.test>, B: b@x.test;\r\nCc: c@x.test, A@x.test\r\nBcc: d@x.test\r\n\r\n")
                            << QByteArrayList{"a@x.test", "b@x.test", "c@x.test", "d@x.test"};
    QTest::newRow("nobody") << QByteArray("To: undisclosed-recipients:;\r\n\r\n") << QByteArrayList{};
    QTest::newRow("no header") << QByteArray() << QByteArrayList{};
}

void TestImportedEnvelope::findsTheRecipients()
{
    QFETCH(QByteArray, head);
    QByteArrayList found;
    for (const EnvelopeRecipient &recipient : importedEnvelope(head, std::nullopt).recipients)
        found.append(recipient.address.text());
    QTEST(found, "recipients");
}

void TestImportedEnvelope::isMarkedAndSurvivesStorage()
{
    const Envelope envelope = importedEnvelope("From: a@x.test\r\nTo: b@x.test\r\n\r\n", std::nullopt);
    QVERIFY(envelope.imported);
    QCOMPARE(*decodeEnvelope(encodeEnvelope(envelope)), envelope);
    QVERIFY(!decodeEnvelope(encodeEnvelope(Envelope()))->imported);
}

void TestImportedEnvelope::namesAtMostAThousand()
{
    QByteArray head;
    for (int i = 0; i < 1'500; ++i)
        head += "Delivered-To: u" + QByteArray::number(i) + "@x.test\r\n";
    QCOMPARE(importedEnvelope(head + "\r\n", std::nullopt).recipients.size(), 1'000);
}

QTEST_GUILESS_MAIN(TestImportedEnvelope)
#include "tst_imported_envelope.moc"
