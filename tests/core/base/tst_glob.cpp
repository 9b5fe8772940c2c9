// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/glob.h"

#include <QTest>

using namespace mailweir;

class TestGlob : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void matches_data();
    void matches();
    void manyStarsAreQuick();
};

void TestGlob::matches_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *pattern, const char *text, bool fits) {
        QTest::addRow("%s %s", pattern, text) << QByteArray(pattern) << QByteArray(text) << fits;
    };
    row("", "", true);
    row("", "a", false);
    row("*", "", true);
    row("*", "anything", true);
    row("a", "A", true);
    row("a", "b", false);
    row("a", "aa", false);
    row("?", "", false);
    row("??", "ab", true);
    row("*@example.test", "Ops@Example.Test", true);
    row("*@example.test", "ops@another.example.test", false);
    row("example.*", "example.com", true);
    row("example.*", "another.example.com", false);
    row("wild*.card", "wildest.card", true);
    row("wild*.card", "wild.card.com", false);
    row("a*b*c", "abbbc", true);
    row("a*b*c", "acb", false);
    row("*.*", "a.b.c", true);
    row("a**", "a", true);
    row("[a]", "[a]", true);
    row("[a]", "a", false);
    row("\xc3\xa9", "\xc3\xa9", true);
}

void TestGlob::matches()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, text);
    QTEST(globMatches(pattern, text), "fits");
    QTEST(fitsAnyGlob({"no such", pattern}, text), "fits");
}

/// Exponential matching would not end.
void TestGlob::manyStarsAreQuick()
{
    QVERIFY(!globMatches(QByteArray("a*").repeated(50) + 'b', QByteArray(10'000, 'a')));
}

QTEST_GUILESS_MAIN(TestGlob)
#include "tst_glob.moc"
