// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/entry_list.h"
#include "ui/widgets/settings_storage.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace mailweir;

class TestSettingsStorage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init()
    {
        m_page = std::make_unique<StoragePage>(QStringLiteral("/home/me/mails"));
        m_page->load(Settings{});
    }

    void cleanup() { m_page.reset(); }

    void whatIsNotTouchedStaysAsItIs()
    {
        Settings settings;
        settings.store.durability = StoreDurability::Normal;
        settings.store.keep = {{}, 12'345, std::chrono::hours(36), 7 * 1024 * 1024};
        settings.store.projects = {{QStringLiteral("shop"), 0, Milliseconds{0}, 0},
                                   {QStringLiteral("billing"), 10, std::chrono::days(1), 1}};
        m_page->load(settings);
        m_page->validate();
        QVERIFY(m_page->isValid());
        Settings after = settings;
        after.store = {};
        m_page->store(after);
        QCOMPARE(after.store.durability, settings.store.durability);
        QCOMPARE(after.store.keep, settings.store.keep);
        QCOMPARE(after.store.projects, settings.store.projects);
    }

    void limitsAreChosenOrWritten_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        QTest::addColumn<qint64>("value");
        QTest::newRow("messages") << QByteArray("keepMessages") << QStringLiteral("250,000") << true << qint64(250'000);
        QTest::newRow("plainly") << QByteArray("keepMessages") << QStringLiteral("250000") << true << qint64(250'000);
        QTest::newRow("no messages") << QByteArray("keepMessages") << QStringLiteral("No limit") << true << qint64(0);
        QTest::newRow("few") << QByteArray("keepMessages") << QStringLiteral("-1") << false << qint64(0);
        QTest::newRow("none at all") << QByteArray("keepMessages") << QStringLiteral("0") << false << qint64(0);
        QTest::newRow("age") << QByteArray("keepAge") << QStringLiteral("12h") << true << qint64(43'200'000);
        QTest::newRow("no age") << QByteArray("keepAge") << QStringLiteral(" ") << true << qint64(0);
        QTest::newRow("a year") << QByteArray("keepAge") << QStringLiteral("a year") << false << qint64(0);
        QTest::newRow("size") << QByteArray("keepBytes") << QStringLiteral("2 GiB") << true << (qint64(2) << 30);
        QTest::newRow("much") << QByteArray("keepBytes") << QStringLiteral("much") << false << qint64(0);
    }
    void limitsAreChosenOrWritten()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const QString, text);
        QFETCH(const bool, valid);
        auto *box = m_page->findChild<QComboBox *>(QString::fromLatin1(name));
        QVERIFY(box);
        box->setEditText(text);
        m_page->validate();
        QCOMPARE(m_page->isValid(), valid);
        if (!valid) {
            QVERIFY(!box->accessibleDescription().isEmpty());
            return;
        }
        Settings settings;
        m_page->store(settings);
        const KeepSettings &keep = settings.store.keep;
        QTEST(name == "keepMessages"  ? keep.messages
                  : name == "keepAge" ? qint64(keep.age.count())
                                      : keep.bytes,
              "value");
    }

    void noLimitIsTheFirstChoice()
    {
        auto *bytes = m_page->findChild<QComboBox *>(QStringLiteral("keepBytes"));
        QCOMPARE(bytes->currentText(), QStringLiteral("5GiB"));
        bytes->setCurrentIndex(0);
        QCOMPARE(bytes->currentText(), QStringLiteral("No limit"));
        Settings settings;
        m_page->store(settings);
        QCOMPARE(settings.store.keep.bytes, 0);
    }

    void projectsNeedNamesOfTheirOwn()
    {
        auto *projects = m_page->findChild<EntryList *>(QStringLiteral("keepProjects"));
        Q_EMIT projects->addRequested();
        Q_EMIT projects->addRequested();
        QCOMPARE(projects->forms().size(), 2);
        QVERIFY(projects->forms().at(0)->name() != projects->forms().at(1)->name());
        m_page->validate();
        QVERIFY(m_page->isValid());
        auto *name = projects->forms().at(1)->findChild<QLineEdit *>(QStringLiteral("keepProject"));
        name->setText(projects->forms().at(0)->name());
        m_page->validate();
        QVERIFY(!m_page->isValid());
        name->clear();
        m_page->validate();
        QVERIFY(!m_page->isValid());
        name->setText(QStringLiteral("shop"));
        m_page->validate();
        QVERIFY(m_page->isValid());
        Settings settings;
        m_page->store(settings);
        QCOMPARE(settings.store.projects.at(1).project, QStringLiteral("shop"));
    }

    void showsWhatIsThereAndWhere()
    {
        const auto *place = m_page->findChild<QLineEdit *>(QStringLiteral("storagePlace"));
        QCOMPARE(place->text(), QStringLiteral("/home/me/mails"));
        Settings settings;
        settings.store.url = QStringLiteral("sqlite:/srv/mail/all.db");
        m_page->load(settings);
        QCOMPARE(place->text(), QStringLiteral("/srv/mail"));
        m_page->showUse(12'345, 6'700'000);
        QCOMPARE(m_page->findChild<QLabel *>(QStringLiteral("storageUse"))->text(),
                 QStringLiteral("12,345 message(s), 6.7 MB"));
    }

private:
    std::unique_ptr<StoragePage> m_page;
};

QTEST_MAIN(TestSettingsStorage)
#include "tst_settings_storage.moc"
