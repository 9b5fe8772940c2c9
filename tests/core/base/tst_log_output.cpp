// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log_output.h"
#include "core/base/logging.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArrayList linesOf(const QString &path)
{
    QFile file(path);
    QByteArrayList lines = file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
    if (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

} // namespace

class TestLogOutput : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void names()
    {
        QCOMPARE(logLevelFromName(u"warning"), LogLevel::Warning);
        QVERIFY(!logLevelFromName(u"Warning"));
    }

    void levels_data()
    {
        QTest::addColumn<LogLevel>("level");
        QTest::addColumn<int>("expected");
        QTest::newRow("debug") << LogLevel::Debug << 4;
        QTest::newRow("info") << LogLevel::Info << 3;
        QTest::newRow("warning") << LogLevel::Warning << 2;
        QTest::newRow("error") << LogLevel::Error << 1;
    }
    void levels()
    {
        QFETCH(const LogLevel, level);
        QFETCH(const int, expected);
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"log"_s);
        {
            LogOutput log(level);
            QVERIFY(log.openFile(path));
            qCDebug(lcNet) << "a";
            qCInfo(lcNet) << "b";
            qCWarning(lcNet) << "c";
            qCCritical(lcNet) << "d";
        }
        QCOMPARE(linesOf(path).size(), expected);
        QVERIFY(!(QFile::permissions(path) & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
    }

    void aMessageIsOneLine()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"log"_s);
        {
            LogOutput log(LogLevel::Info);
            QVERIFY(log.openFile(path));
            qCWarning(lcStore).noquote() << u"two\nlines\x1b[1m ü"_s;
        }
        const QByteArrayList lines = linesOf(path);
        QCOMPARE(lines.size(), 1);
        static const QRegularExpression form(
            uR"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warning mailweir\.store: two\\x0alines\\x1b\[1m ü$)"_s);
        QVERIFY2(form.match(QString::fromUtf8(lines.first())).hasMatch(), lines.first().constData());
    }

    void reopens()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"log"_s);
        LogOutput log(LogLevel::Info);
        QVERIFY(log.openFile(path));
        qCInfo(lcNet) << "first";
        QVERIFY(QFile::rename(path, path + u".1"_s));
        qCInfo(lcNet) << "second";
        QVERIFY(log.reopen());
        qCInfo(lcNet) << "third";
        QCOMPARE(linesOf(path + u".1"_s).size(), 2);
        QCOMPARE(linesOf(path).size(), 1);
        QVERIFY(!log.openFile(dir.filePath(u"none/log"_s)));
        qCInfo(lcNet) << "fourth";
        QCOMPARE(linesOf(path).size(), 2);
    }

    void linesOfThreadsDoNotMix()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"log"_s);
        LogOutput log(LogLevel::Info);
        QVERIFY(log.openFile(path));
        const auto write = [] {
            for (int i = 0; i < 500; ++i)
                qCInfo(lcNet).noquote() << QString(200, u'x');
        };
        std::thread other(write);
        write();
        other.join();
        const QByteArrayList lines = linesOf(path);
        QCOMPARE(lines.size(), 1000);
        for (const QByteArray &line : lines)
            QVERIFY(line.endsWith(": " + QByteArray(200, 'x')));
    }
};

QTEST_GUILESS_MAIN(TestLogOutput)
#include "tst_log_output.moc"
