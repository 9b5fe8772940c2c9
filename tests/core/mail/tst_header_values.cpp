// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/header_block.h"
#include "core/mail/header_values.h"
#include "tests/support/store_corpora.h"

#include <QTest>

using namespace mailweir;

namespace {

void compareAll(const QByteArray &value)
{
    QVERIFY2(decodeHeader(value) == thorough::decodeHeader(value), value.constData());
    QVERIFY2(parseAddresses(value) == thorough::parseAddresses(value), value.constData());
    QVERIFY2(parseDate(value) == thorough::parseDate(value), value.constData());
}

const QByteArrayList kValues{
    "",
    "Timeout in worker 12",
    "=?utf-8?q?Gr=C3=BC=C3=9Fe?=",
    "a = b ? c : d",
    "caf\xC3\xA9",
    "a@x.test",
    "<a@x.test>",
    "App <a@x.test>",
    "\"The Shop, Inc.\" <app+x@shop.example.test>",
    "Cron Daemon <root@db-2.test>, ops@x.test,  B <b@x.test>",
    "a@x.test (A comment)",
    "Ops: a@x.test, b@x.test;",
    "undisclosed-recipients:;",
    "John Q. Public <jqp@x.test>",
    "a@xn--bcher-kva.test",
    "\"quoted\\\"name\" <a@x.test>",
    "a..b@x.test, .a@x.test, a.@x.test",
    "a@x.test, ",
    "root",
    "o'brien@x.test",
    "a@x.test b@x.test",
    "Fri, 1 May 2026 09:30:00 +0200",
    "1 May 2026 09:30 -0730",
    "Fri, 01 May 2026 09:30:00 GMT",
    "Thu, 29 Feb 2024 23:59:59 +0000",
    "Thu, 29 Feb 2023 23:59:59 +0000",
    "Fri, 1 May 26 09:30:00 +0000",
    "Sat, 31 Dec 1969 23:59:59 +0000",
    "Fri, 1 May 2026 09:30:00 +0200 (CEST)",
    "Mon, 30 Jun 2012 23:59:60 +0000",
};

} // namespace

/// What is read without GMime must be what GMime reads.
class TestHeaderValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plainOnes()
    {
        QCOMPARE(decodeHeader("Timeout in worker 12"), QStringLiteral("Timeout in worker 12"));
        QCOMPARE(parseAddresses("\"The Shop\" <app@shop.test>, Ops <b@x.test>,c@x.test"),
                 (QList<MailAddress>{{QStringLiteral("The Shop"), QStringLiteral("app@shop.test")},
                                     {QStringLiteral("Ops"), QStringLiteral("b@x.test")},
                                     {{}, QStringLiteral("c@x.test")}}));
        QCOMPARE(parseDate("Fri, 1 May 2026 11:30:00 +0200"), std::optional(fromUnixMs(1'777'627'800'000)));
        QCOMPARE(parseDate("yesterday"), std::optional<Timestamp>());
    }

    void sameAsGMime_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const QByteArray &value : kValues)
            QTest::newRow(value.isEmpty() ? "empty" : value.constData()) << value;
    }
    void sameAsGMime()
    {
        QFETCH(QByteArray, value);
        compareAll(value);
    }

    void sameAsGMimeWhenMutated()
    {
        for (quint32 seed = 0; seed < 30'000 && !QTest::currentTestFailed(); ++seed)
            compareAll(mutated(kValues[seed % kValues.size()], seed));
    }

    void sameAsGMimeInRealMail()
    {
        const QList<QByteArray> mails = corpusMails(QStringLiteral(TEST_DATA));
        if (mails.isEmpty())
            QSKIP("no corpora: set MAILWEIR_CORPORA to their folder");
        for (const QByteArray &mail : mails) {
            const HeaderBlock header = HeaderBlock::parse(mail);
            for (const auto &[name, value] : header.fields()) {
                if (!QTest::currentTestFailed())
                    compareAll(value);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestHeaderValues)
#include "tst_header_values.moc"
