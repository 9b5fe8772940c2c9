// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/maildir.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace mailweir;

class TestMaildir : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesWholeFiles();
    void keepsMarksInTheName();
    void writesNothingTwice();
    void seesWhatSortsBefore();
    void comesBackWhenItIsRemoved();
    void tellsWhatIsWrong();
    void namesAreUnique();
};

namespace {

QStringList filesIn(const QString &path)
{
    return QDir(path).entryList(QDir::Files, QDir::Name);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

} // namespace

void TestMaildir::writesWholeFiles()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("a/b"));
    Maildir maildir(path);
    QVERIFY(maildir.add(QStringLiteral("1.x.host"), QByteArrayLiteral("Subject: a\r\n\r\nb\0c\r\n")));
    QVERIFY(maildir.add(QStringLiteral("2.y.host"), "", {}, Maildir::Durability::Later));
    QVERIFY(maildir.sync());
    QCOMPARE(filesIn(path + QStringLiteral("/new")),
             (QStringList{QStringLiteral("1.x.host"), QStringLiteral("2.y.host")}));
    QCOMPARE(contentOf(path + QStringLiteral("/new/1.x.host")), QByteArrayLiteral("Subject: a\r\n\r\nb\0c\r\n"));
    QCOMPARE(filesIn(path + QStringLiteral("/tmp")), QStringList());
    QCOMPARE(filesIn(path + QStringLiteral("/cur")), QStringList());
    QCOMPARE(QFile::permissions(path + QStringLiteral("/new/1.x.host")) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
}

void TestMaildir::keepsMarksInTheName()
{
    QTemporaryDir directory;
    Maildir maildir(directory.path());
    QVERIFY(maildir.add(QStringLiteral("1"), "a", {true, false}));
    QVERIFY(maildir.add(QStringLiteral("2"), "b", {true, true}));
    QVERIFY(maildir.add(QStringLiteral("3"), "c", {false, true}));
    QCOMPARE(filesIn(directory.filePath(QStringLiteral("cur"))),
             (QStringList{QStringLiteral("1:2,S"), QStringLiteral("2:2,FS"), QStringLiteral("3:2,F")}));
}

void TestMaildir::writesNothingTwice()
{
    QTemporaryDir directory;
    const auto all = [&] {
        return filesIn(directory.filePath(QStringLiteral("new"))) + filesIn(directory.filePath(QStringLiteral("cur")));
    };
    Maildir first(directory.path());
    QVERIFY(first.add(QStringLiteral("5"), "a"));
    QVERIFY(first.add(QStringLiteral("5"), "b"));
    QVERIFY(first.add(QStringLiteral("6"), "c", {true, false}));
    QVERIFY(first.add(QStringLiteral("6"), "d"));
    QCOMPARE(all(), (QStringList{QStringLiteral("5"), QStringLiteral("6:2,S")}));
    // Read by a mail reader.
    QVERIFY(
        QFile::rename(directory.filePath(QStringLiteral("new/5")), directory.filePath(QStringLiteral("cur/5:2,RS"))));
    Maildir second(directory.path());
    QVERIFY(second.add(QStringLiteral("5"), "e"));
    QCOMPARE(all(), (QStringList{QStringLiteral("5:2,RS"), QStringLiteral("6:2,S")}));
    QCOMPARE(contentOf(directory.filePath(QStringLiteral("cur/5:2,RS"))), QByteArray("a"));
}

void TestMaildir::seesWhatSortsBefore()
{
    QTemporaryDir directory;
    QVERIFY(Maildir(directory.path()).add(QStringLiteral("1"), "a", {true, false}));
    Maildir maildir(directory.path());
    QVERIFY(maildir.add(QStringLiteral("2"), "b"));
    QVERIFY(maildir.add(QStringLiteral("1"), "c"));
    QCOMPARE(filesIn(directory.filePath(QStringLiteral("new"))), QStringList{QStringLiteral("2")});
}

void TestMaildir::comesBackWhenItIsRemoved()
{
    QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("m"));
    Maildir maildir(path);
    QVERIFY(maildir.add(QStringLiteral("1"), "a"));
    QVERIFY(QDir(path).removeRecursively());
    QVERIFY(maildir.add(QStringLiteral("2"), "b"));
    QCOMPARE(filesIn(path + QStringLiteral("/new")), QStringList{QStringLiteral("2")});
}

void TestMaildir::tellsWhatIsWrong()
{
    QTemporaryDir directory;
    QFile file(directory.filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    Maildir maildir(file.fileName());
    QVERIFY(!maildir.prepare());
    const Result<void> added = maildir.add(QStringLiteral("1"), "a");
    QVERIFY(!added);
    QVERIFY2(added.error().subject.startsWith(file.fileName()), qPrintable(describe(added.error())));

    // /dev/full refuses every byte.
    const QString full = directory.filePath(QStringLiteral("full"));
    Maildir another(full);
    QVERIFY(another.prepare());
    QVERIFY(QFile::link(QStringLiteral("/dev/full"), full + QStringLiteral("/tmp/1")));
    const Result<void> refused = another.add(QStringLiteral("1"), "a");
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::DiskFull);
    QCOMPARE(filesIn(full + QStringLiteral("/new")), QStringList());
}

void TestMaildir::namesAreUnique()
{
    const MessageId id{1'767'323'045'000ULL << 16, 7};
    const QString name = Maildir::nameOf(id);
    QCOMPARE(name, QStringLiteral("1767323045.") + QString::fromLatin1(id.text()) + u'.' + Maildir::hostName());
    QVERIFY(!name.contains(u'/') && !name.contains(u':'));
    QVERIFY(name < Maildir::nameOf({id.order + 1, 3}));
}

QTEST_GUILESS_MAIN(TestMaildir)
#include "tst_maildir.moc"
