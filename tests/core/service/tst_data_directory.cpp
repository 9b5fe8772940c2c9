// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/data_directory.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString kProgram = u"mailweir-server"_s;
constexpr auto kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup
    | QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;

} // namespace

class TestDataDirectory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isMadePrivate()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"a/b"_s);
        const auto data = DataDirectory::open(path, kProgram);
        QVERIFY2(data.ok(), data.ok() ? "" : qPrintable(describe(data.error())));
        QCOMPARE((*data)->path(), path);
        QVERIFY(!(QFileInfo(path).permissions() & kOthers));
        QVERIFY(!(QFileInfo(dir.filePath(u"a"_s)).permissions() & kOthers));
        QVERIFY(!(QFileInfo(path + u"/mailweir.lock"_s).permissions() & kOthers));
    }

    void anEmptyOneBecomesPrivate_data()
    {
        QTest::addColumn<bool>("empty");
        QTest::newRow("empty") << true;
        QTest::newRow("with somebody's files") << false;
    }
    void anEmptyOneBecomesPrivate()
    {
        QFETCH(const bool, empty);
        const QTemporaryDir dir;
        QVERIFY(QFile::setPermissions(dir.path(),
                                      QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner
                                          | QFileDevice::ReadOther | QFileDevice::ExeOther));
        if (!empty) {
            QFile file(dir.filePath(u"theirs"_s));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"other users may list"_s));
        }
        QVERIFY(DataDirectory::open(dir.path(), kProgram).ok());
        QCOMPARE(!(QFileInfo(dir.path()).permissions() & kOthers), empty);
    }

    void oneEngineADirectory()
    {
        const QTemporaryDir dir;
        {
            const auto first = DataDirectory::open(dir.path(), kProgram);
            QVERIFY(first.ok());
            const auto second = DataDirectory::open(dir.path() + u"/."_s, u"mailweir"_s);
            QVERIFY(!second.ok());
            QCOMPARE(second.error().code, ErrorCode::Locked);
            QCOMPARE(second.error().subject, dir.path());
            QCOMPARE(second.error().detail, u"by mailweir-server (pid %1)"_s.arg(QCoreApplication::applicationPid()));
        }
        QVERIFY2(DataDirectory::open(dir.path(), u"mailweir"_s).ok(), "free again");
    }

    void aKilledHolderLeavesNoLock()
    {
        const QTemporaryDir dir;
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto held = DataDirectory::open(dir.path(), kProgram);
            const char told = held.ok() ? 'y' : 'n';
            if (::write(ready[1], &told, 1) == 1)
                ::pause();
            ::_exit(0);
        }
        char told = 'n';
        QCOMPARE(::read(ready[0], &told, 1), ssize_t(1));
        QCOMPARE(told, 'y');
        const auto locked = DataDirectory::open(dir.path(), kProgram);
        QVERIFY(!locked.ok());
        QVERIFY2(locked.error().detail.contains(QString::number(child)), qPrintable(locked.error().detail));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(DataDirectory::open(dir.path(), kProgram).ok());
        ::close(ready[0]);
        ::close(ready[1]);
    }

    void refusals()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(u"file"_s);
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        const auto inFile = DataDirectory::open(file + u"/x"_s, kProgram);
        QVERIFY(!inFile.ok());
        QVERIFY(inFile.error().subject.startsWith(file));
        QVERIFY(!DataDirectory::open(file, kProgram).ok());

        // Not even root may make directories in /sys.
        const auto refused = DataDirectory::open(u"/sys/mailweir"_s, kProgram);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
        QCOMPARE(refused.error().subject, u"/sys/mailweir"_s);
    }
};

QTEST_GUILESS_MAIN(TestDataDirectory)
#include "tst_data_directory.moc"
