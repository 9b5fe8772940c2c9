// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "tests/support/ui_fake_store.h"
#include "ui/models/message_search.h"

#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

class TestMessageSearch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<FakeStore>();
        for (quint64 id = 1; id <= 10; ++id)
            m_store->stored.append({.id = MessageId{id}});
        m_store->matching = [](const MessageSummary &m) {
            return m.id.order > 4;
        };
        m_results = std::make_unique<MessageTableModel>(m_store->runner(), m_clock);
        m_search = std::make_unique<MessageSearch>(m_store->runner(), *m_results, m_clock);
    }

    void cleanup()
    {
        m_search.reset();
        m_results.reset();
        m_store.reset();
    }

    void asksOnceTheTypingPauses()
    {
        for (const char *text : {"t", "ti", "tim"})
            m_search->setText(QString::fromLatin1(text));
        QVERIFY(m_search->isActive());
        QVERIFY(!m_search->isAnswered());
        QCOMPARE(m_store->waitingJobs(), 0U);
        QTRY_COMPARE(m_store->waitingJobs(), 1U);
        m_store->runJobs();
        QTRY_VERIFY(m_search->isAnswered());
        QCOMPARE(m_results->rowCount(), 6);
        QCOMPARE(m_store->pages, 1);
    }

    void countsAfterTheRows()
    {
        find(QStringLiteral("tim"));
        QVERIFY(!m_search->count());
        m_store->runJobs();
        QTRY_COMPARE(m_search->count(), std::optional<qint64>(6));
    }

    void keepsRowsAndNumberUntilTheNextAnswer()
    {
        find(QStringLiteral("tim"));
        m_store->runJobs();
        QTRY_VERIFY(m_search->count());
        m_search->setText(QStringLiteral("timeout"));
        m_search->hurry();
        QVERIFY(!m_search->isAnswered());
        QCOMPARE(m_results->rowCount(), 6);
        QCOMPARE(m_search->count(), std::optional<qint64>(6));
        m_store->matching = [](const MessageSummary &) {
            return false;
        };
        m_store->runJobs();
        QTRY_VERIFY(m_search->isAnswered());
        QCOMPARE(m_results->rowCount(), 0);
        m_store->runJobs();
        QTRY_COMPARE(m_search->count(), std::optional<qint64>(0));
    }

    void dropsTheNumberOfAnEarlierText()
    {
        find(QStringLiteral("tim"));
        m_search->setText(QStringLiteral("timeout"));
        m_search->hurry(); // before the first is counted
        m_store->runJobs();
        QCOMPARE(m_store->counted, 0);
    }

    void keepsWhatWasFoundWhileThereIsAMistake()
    {
        find(QStringLiteral("tim"));
        m_search->setText(QStringLiteral("(tim"));
        QVERIFY(!m_search->mistake()); // the user is still writing
        m_search->hurry();
        QVERIFY(m_search->mistake());
        QCOMPARE(m_search->mistake()->kind, SearchMistake::Kind::MissingBracket);
        QCOMPARE(m_results->rowCount(), 6);
        m_search->setText(QStringLiteral("(tim)"));
        m_search->hurry();
        QVERIFY(!m_search->mistake());
    }

    void saysWhyThereIsNoAnswer()
    {
        m_search->setText(QStringLiteral("tim"));
        m_search->hurry();
        Q_EMIT m_results->loadFailed({ErrorCode::Io});
        QVERIFY(m_search->error());
        QCOMPARE(m_search->error()->code, ErrorCode::Io);
        QVERIFY(!m_search->isAnswered());
        m_store->runJobs();
        QTRY_VERIFY(m_search->isAnswered());
        QVERIFY(!m_search->error());
    }

    void endsWithTheText()
    {
        find(QStringLiteral("tim"));
        const QSignalSpy changed(m_search.get(), &MessageSearch::changed);
        m_search->setText(QStringLiteral("  "));
        QCOMPARE(changed.count(), 1);
        QVERIFY(!m_search->isActive());
        QVERIFY(!m_search->query());
        QCOMPARE(m_results->rowCount(), 0);
        QVERIFY(!m_results->isSearch());
        m_store->runJobs(); // the number that was still waited for
        QCOMPARE(m_store->counted, 0);
    }

    void countsAtMostSoOftenWhileMailComes()
    {
        find(QStringLiteral("tim"));
        m_store->runJobs();
        QTRY_VERIFY(m_search->count());
        m_store->stored.append({.id = MessageId{11}});
        for (int i = 0; i < 5; ++i)
            m_search->countAgain();
        QCOMPARE(m_store->waitingJobs(), 0U);
        QTRY_COMPARE(m_store->waitingJobs(), 1U);
        m_store->runJobs();
        QTRY_COMPARE(m_search->count(), std::optional<qint64>(7));
        QCOMPARE(m_store->counted, 2);
    }

private:
    void find(const QString &text)
    {
        m_search->setText(text);
        m_search->hurry();
        m_store->runJobs();
        QTRY_VERIFY(m_search->isAnswered());
    }

    FakeClock m_clock;
    std::unique_ptr<FakeStore> m_store;
    std::unique_ptr<MessageTableModel> m_results;
    std::unique_ptr<MessageSearch> m_search;
};

QTEST_GUILESS_MAIN(TestMessageSearch)
#include "tst_message_search.moc"
