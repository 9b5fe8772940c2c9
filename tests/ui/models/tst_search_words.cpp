// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/search_words.h"

#include <QTest>

using namespace mailweir;

class TestSearchWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("open bracket") << QStringLiteral("(cat OR dog")
                                      << QStringLiteral("The bracket ( is never closed.");
        QTest::newRow("closed bracket") << QStringLiteral("cat) dog")
                                        << QStringLiteral("The bracket ) was never opened.");
        QTest::newRow("operand") << QStringLiteral("cat OR") << QStringLiteral("Something is missing beside OR.");
        QTest::newRow("unfinished") << QStringLiteral("/err") << QStringLiteral("The pattern needs a / at its end.");
        QTest::newRow("empty") << QStringLiteral("\"\"") << QStringLiteral("There is nothing to look for yet.");
    }
    void saysWhatIsWrong()
    {
        QFETCH(const QString, text);
        const auto mistake = SearchQuery::parse(text, {}).mistake;
        QVERIFY(mistake);
        QTEST(SearchWords::mistake(*mistake, text), "sentence");
    }

    void handsOnWhatThePatternsAuthorSays()
    {
        const QString text = QStringLiteral("/a(/");
        const auto mistake = SearchQuery::parse(text, {}).mistake;
        QVERIFY(mistake);
        QCOMPARE(mistake->kind, SearchMistake::Kind::BadPattern);
        QVERIFY(SearchWords::mistake(*mistake, text).contains(mistake->text));
    }

    /// What is proposed must be understood.
    void itsExamplesAreQueries()
    {
        const auto terms = SearchWords::terms();
        for (const SearchWords::Term &term : terms) {
            QVERIFY2(!SearchQuery::parse(term.example, {}).mistake, qPrintable(term.example));
            QVERIFY(!term.meaning.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestSearchWords)
#include "tst_search_words.moc"
