// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/subject_mask.h"

#include <QtTest>

using mailweir::maskSubject;

class TestSubjectMask : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void masks_data();
    void masks();
    void masksItsOwnOutputUnchanged_data() { masks_data(); }
    void masksItsOwnOutputUnchanged();
    void linearInHostileInput_data();
    void linearInHostileInput();
    void speed();
};

void TestSubjectMask::masks_data()
{
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("mask");
    const auto row = [](const char *subject, const char *mask) {
        QTest::newRow(subject) << QString::fromUtf8(subject) << QString::fromUtf8(mask);
    };
    row("", "");
    row("   ", "");
    row("Disk full", "Disk full");
    row("  Disk \t full\n again ", "Disk full again");
    row("Re: Disk full", "Re: Disk full");
    // numbers
    row("Timeout in worker 12", "Timeout in worker ‹n›");
    row("worker12 failed", "worker‹n› failed");
    row("Order #1,024.50 paid", "Order #‹n› paid");
    row("host 10.0.0.1 down", "host ‹n› down");
    row("v1.2.3 released", "v‹n› released");
    row("Backup took 1h30m, 15s idle, 3.5 s", "Backup took ‹n›h‹n›m, ‹n›s idle, ‹n› s");
    row("99% full", "‹n›% full");
    row("5 of 7.", "‹n› of ‹n›.");
    row("Größe 12 überschritten", "Größe ‹n› überschritten");
    // hexadecimal
    row("commit deadbeefcafe", "commit ‹hex›");
    row("commit a1b2c3d failed", "commit ‹hex› failed");
    row("at 0x7F3A crashed", "at ‹hex› crashed");
    row("the facade added", "the facade added");
    row("id 5f43b1c9e0", "id ‹hex›");
    row("id 1234567890", "id ‹n›");
    row("job-5f43b1c9e0-x", "job-‹hex›-x");
    // UUIDs
    row("Job 123e4567-e89b-12d3-a456-426614174000 died", "Job ‹uuid› died");
    row("123E4567-E89B-12D3-A456-426614174000", "‹uuid›");
    row("{123e4567-e89b-12d3-a456-426614174000}", "{‹uuid›}");
    // dates
    row("Report 2026-05-01", "Report ‹date›");
    row("Report 2026/5/1", "Report ‹date›");
    row("Bericht vom 01.05.2026", "Bericht vom ‹date›");
    row("Report 5/1/2026", "Report ‹date›");
    row("Report 1 May 2026", "Report ‹date›");
    row("Report 01-May-2026", "Report ‹date›");
    row("Report May 1, 2026", "Report ‹date›");
    row("Report of May 1st", "Report of ‹date›");
    row("Report Fri, 1 May 2026 09:30:00 +0000", "Report ‹date› ‹time›");
    row("cron May  1 09:30:05", "cron ‹date› ‹time›");
    row("It may 5 times fail", "It may ‹n› times fail");
    row("2026-13-45 is none", "‹n›-‹n›-‹n› is none");
    row("version 1.10.26.4", "version ‹n›");
    // times
    row("at 9:30", "at ‹time›");
    row("at 09:30:05.125 UTC", "at ‹time›");
    row("at 9:30 pm today", "at ‹time› today");
    row("at 2026-05-01T09:30:00Z done", "at ‹date› ‹time› done");
    row("at 2026-05-01T09:30:00.5+02:00", "at ‹date› ‹time›");
    row("at 2026-05-01 09:30:00", "at ‹date› ‹time›");
    row("ratio 99:99", "ratio ‹n›:‹n›");
    // addresses
    row("Bounce for joe.doe+x@example.test!", "Bounce for ‹address›!");
    row("From <root@localhost>: cron", "From ‹address›: cron");
    row("to=ops@example.test.", "to=‹address›.");
    row("Jürgen@müller.example wartet", "‹address› wartet");
    row("meet @noon", "meet @noon");
    // quotes
    row("Cannot open \"a b.txt\"", "Cannot open ‹text›");
    row("Cannot open 'a b.txt' now", "Cannot open ‹text› now");
    row("Can't open it, won't try", "Can't open it, won't try");
    row("File „x“ und «y» fehlt", "File ‹text› und ‹text› fehlt");
    row("call `f()` “now”", "call ‹text› ‹text›");
    row("5\" disk", "‹n›\" disk");
}

void TestSubjectMask::masks()
{
    QFETCH(QString, subject);
    QFETCH(QString, mask);
    QCOMPARE(maskSubject(subject), mask);
}

void TestSubjectMask::masksItsOwnOutputUnchanged()
{
    QFETCH(QString, mask);
    QCOMPARE(maskSubject(mask), mask);
}

void TestSubjectMask::linearInHostileInput_data()
{
    QTest::addColumn<QString>("part");
    for (const char *part : {"a", "'a", "\"", "a@", "<a", "1:", "1.", "1-", "May ", "Mon, ", "0x", "a-", "‹n›", "”“"})
        QTest::newRow(part) << QString::fromUtf8(part);
}

/// What is beyond the limit does not count, and what is within is masked whatever it is.
void TestSubjectMask::linearInHostileInput()
{
    QFETCH(QString, part);
    const QString huge = part.repeated(1'000'000);
    const QString mask = maskSubject(huge);
    QVERIFY(mask.size() <= 3'000);
    QCOMPARE(mask, maskSubject(huge.left(2'000)));
}

void TestSubjectMask::speed()
{
    const QString subject = QStringLiteral("[prod] Timeout in worker 12 at 2026-05-01 09:30:00 for joe@example.test");
    QBENCHMARK
    {
        QVERIFY(!maskSubject(subject).isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestSubjectMask)
#include "tst_subject_mask.moc"
