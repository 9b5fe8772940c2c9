// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fake_store.h"
#include "ui/models/message_files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

class TestMessageFiles final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesStayInTheirDirectory_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("safe");
        QTest::newRow("plain") << QStringLiteral("Größe (1).txt") << QStringLiteral("Größe (1).txt");
        QTest::newRow("up") << QStringLiteral("../../etc/passwd") << QStringLiteral("_.._etc_passwd");
        QTest::newRow("hidden") << QStringLiteral("..bashrc") << QStringLiteral("bashrc");
        QTest::newRow("control") << QStringLiteral("a\nb\tc") << QStringLiteral("a_b_c");
        QTest::newRow("turned around") << QStringLiteral("a\u202Efdp.exe") << QStringLiteral("a_fdp.exe");
        QTest::newRow("nothing") << QStringLiteral(" .") << QStringLiteral("attachment");
    }
    void namesStayInTheirDirectory()
    {
        QFETCH(const QString, name);
        QTEST(safeFileName(name), "safe");
    }

    void writesMessagesUnderTheirSubjects()
    {
        FakeStore store;
        const QStringList subjects{QStringLiteral("Disk full"), QStringLiteral("disk FULL"),
                                   QStringLiteral("a/b\r\n c"), QString(), QString(500, u'ö')};
        QList<MessageId> ids;
        for (const QString &subject : subjects) {
            const MessageId id{quint64(ids.size()) + 1, 7};
            ids.append(id);
            store.stored.append({.id = id, .subject = subject});
            store.storedRaw.insert(id, "Subject: x\r\n\r\nbody of " + QByteArray::number(id.order));
        }
        ids.append(MessageId{99}); // gone
        const QTemporaryDir directory;
        const auto files = writeMessageFiles(store, ids, directory.path());
        QVERIFY(files);
        QStringList names;
        for (const QString &path : *files)
            names.append(QFileInfo(path).fileName());
        QCOMPARE(
            names,
            (QStringList{QStringLiteral("Disk full.eml"), QStringLiteral("disk FULL (2).eml"),
                         QStringLiteral("a_b c.eml"), QString::fromLatin1(ids.at(3).text()) + QStringLiteral(".eml"),
                         QString(60, u'ö') + QStringLiteral(".eml")}));
        QFile last(files->last());
        QVERIFY(last.open(QIODevice::ReadOnly));
        QCOMPARE(last.readAll(), QByteArray("Subject: x\r\n\r\nbody of 5"));
    }

    void saysWhatCannotBeWritten()
    {
        FakeStore store;
        store.stored.append({.id = MessageId{1}});
        store.storedRaw.insert(MessageId{1}, "x");
        const auto files = writeMessageFiles(store, {MessageId{1}}, QStringLiteral("/nowhere/at/all"));
        QVERIFY(!files);
        QCOMPARE(files.error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestMessageFiles)
#include "tst_message_files.moc"
