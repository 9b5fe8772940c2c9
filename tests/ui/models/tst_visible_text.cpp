// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/visible_text.h"

#include <QTest>

using namespace mailweir;

class TestVisibleText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hidesNothing_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << QByteArray("ops@shop.test") << "ops@shop.test";
        QTest::newRow("empty") << QByteArray() << "";
        QTest::newRow("markup is text") << QByteArray("<b>x</b>&amp;") << "<b>x</b>&amp;";
        QTest::newRow("control") << QByteArray("a\x1b[31mb\r\n\t\x7f") << "a\\x1b[31mb\\x0d\\x0a\\x09\\x7f";
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << "a\\x00b";
        QTest::newRow("UTF-8") << QByteArray("J\xc3\xb6rg \xf0\x9f\x93\xa7") << QString::fromUtf8("Jörg 📧");
        QTest::newRow("not UTF-8") << QByteArray("J\xf6rg") << QString::fromUtf8("Jörg");
        QTest::newRow("C1 control byte") << QByteArray("a\x9b\x62") << "a\\x9bb";
        QTest::newRow("turned direction") << QByteArray("a\xe2\x80\xae"
                                                        "b")
                                          << "a\\u202eb";
        QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b"
                                                  "b")
                                    << "a\\u200bb";
        QTest::newRow("line separator") << QByteArray("a\xe2\x80\xa8"
                                                      "b")
                                        << "a\\u2028b";
        QTest::newRow("tag beyond the BMP") << QByteArray("a\xf3\xa0\x81\x81") << "a\\ue0041";
    }
    void hidesNothing()
    {
        QFETCH(QByteArray, bytes);
        QTEST(visibleText(bytes), "text");
    }
};

QTEST_GUILESS_MAIN(TestVisibleText)
#include "tst_visible_text.moc"
