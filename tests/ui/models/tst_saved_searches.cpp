// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "tests/support/ui_fake_store.h"
#include "ui/models/saved_searches.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

class TestSavedSearches final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<FakeStore>();
        for (quint64 id = 1; id <= 3; ++id)
            m_store->stored.append({.id = MessageId{id}});
        m_store->matching = [](const MessageSummary &) {
            return true;
        };
        m_searches = std::make_unique<SavedSearches>(m_store->runner(), m_clock);
        m_directory = std::make_unique<QTemporaryDir>();
    }

    void beginsWithUsefulOnes()
    {
        m_searches->load(settings());
        QCOMPARE(m_searches->all().size(), 2);
        QCOMPARE(m_searches->find(QStringLiteral(" is:unread ")), 0);
        QCOMPARE(m_searches->find(QStringLiteral("is:read")), -1);
    }

    void keepsThemAsTheUserLeftThem()
    {
        m_searches->load(settings());
        m_searches->remove(0);
        m_searches->add(QStringLiteral("Shop, \"new\" & old"), QStringLiteral("from:\"a, b\" OR \\x /ä+;/"));
        m_searches->rename(0, QStringLiteral(" Kept "));
        {
            QSettings out = settings();
            m_searches->save(out);
        }
        SavedSearches again(m_store->runner(), m_clock);
        again.load(settings());
        QCOMPARE(again.all(), m_searches->all());
        QCOMPARE(again.all().first().name, QStringLiteral("Kept"));
        again.remove(0);
        again.remove(0);
        {
            QSettings out = settings();
            again.save(out);
        }
        m_searches->load(settings());
        QCOMPARE(m_searches->all().size(), 0); // and not the first ones again
    }

    void countsOneAfterTheOther()
    {
        const QSignalSpy counted(m_searches.get(), &SavedSearches::counted);
        m_searches->load(settings());
        QCOMPARE(m_store->waitingJobs(), 1U);
        m_store->runJobs();
        QTRY_COMPARE(counted.count(), 1);
        QCOMPARE(m_searches->all().at(0).count, std::optional<qint64>(3));
        QVERIFY(!m_searches->all().at(1).count);
        m_store->runJobs();
        QTRY_COMPARE(counted.count(), 2);
        m_searches->countAgain(); // too soon
        QCOMPARE(m_store->waitingJobs(), 0U);
    }

    void dropsCountsOfAnotherList()
    {
        m_searches->load(settings());
        m_store->runJobs(); // the answer for the first is on its way
        m_searches->remove(0);
        QTest::qWait(0);
        QVERIFY(!m_searches->all().at(0).count);
        m_store->runJobs();
        QTRY_COMPARE(m_searches->all().at(0).count, std::optional<qint64>(3));
    }

    void passesOverOnesWithAMistake()
    {
        m_searches->load(settings());
        m_searches->remove(0);
        m_searches->remove(0);
        m_searches->add(QStringLiteral("broken"), QStringLiteral("(")); // of a later version, say
        m_searches->add(QStringLiteral("all"), QStringLiteral("a"));
        m_store->runJobs();
        QTRY_VERIFY(m_searches->all().at(1).count);
        QVERIFY(!m_searches->all().at(0).count);
    }

private:
    [[nodiscard]] QSettings settings() const
    {
        return QSettings(m_directory->filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    }

    FakeClock m_clock;
    std::unique_ptr<FakeStore> m_store;
    std::unique_ptr<SavedSearches> m_searches;
    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_GUILESS_MAIN(TestSavedSearches)
#include "tst_saved_searches.moc"
