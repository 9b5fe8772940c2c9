// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/ready_file.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

ReadyInfo example()
{
    return {1,
            u"0.1.0"_s,
            u"/data/\"dir\" ü"_s,
            {{u"default"_s, u"127.0.0.1"_s, 2525}, {u"default"_s, u"::1"_s, 2525}},
            HostPort{u"127.0.0.1"_s, 8025}};
}

} // namespace

class TestReadyFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void content()
    {
        QCOMPARE(readyJson(example()),
                 "{\"pid\":1,\"version\":\"0.1.0\",\"data_dir\":\"/data/\\\"dir\\\" ü\",\"smtp\":["
                 "{\"name\":\"default\",\"host\":\"127.0.0.1\",\"port\":2525,\"tls\":\"none\"},"
                 "{\"name\":\"default\",\"host\":\"::1\",\"port\":2525,\"tls\":\"none\"}],"
                 "\"http\":{\"host\":\"127.0.0.1\",\"port\":8025}}\n"_ba);
        ReadyInfo off = example();
        off.http.reset();
        QVERIFY(readyJson(off).endsWith("],\"http\":null}\n"));
        QVERIFY(!QJsonDocument::fromJson(readyJson(off)).isNull());
    }

    void listenersOfAllKinds()
    {
        ReadyInfo info = example();
        info.listeners = {{u"mail"_s, u"::1"_s, 465, {}, ListenerTls::Implicit},
                          {u"sub"_s, u"127.0.0.1"_s, 587, {}, ListenerTls::StartTls},
                          {u"local"_s, {}, 0, u"/run/\"x\".sock"_s, ListenerTls::None, ListenerProtocol::Lmtp}};
        QVERIFY(
            readyJson(info).contains("\"smtp\":[{\"name\":\"mail\",\"host\":\"::1\",\"port\":465,\"tls\":\"implicit\"},"
                                     "{\"name\":\"sub\",\"host\":\"127.0.0.1\",\"port\":587,\"tls\":\"starttls\"},"
                                     "{\"name\":\"local\",\"path\":\"/run/\\\"x\\\".sock\",\"tls\":\"none\"}],"));
    }

    void isThereAsLongAsItsObject()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"run/ready.json"_s);
        {
            ReadyFile ready;
            QVERIFY(ready.write(path, example()));
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), readyJson(example()));
            QVERIFY(!(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
        }
        QVERIFY(!QFileInfo::exists(path));
    }

    void anotherEnginesFileStays()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"ready.json"_s);
        ReadyInfo other = example();
        other.pid = 2;
        ReadyFile second;
        {
            ReadyFile first;
            QVERIFY(first.write(path, example()));
            QVERIFY(second.write(path, other));
        }
        QVERIFY(QFileInfo::exists(path));
        second.remove();
        QVERIFY(!QFileInfo::exists(path));
    }

    void whereNothingCanBeWritten()
    {
        ReadyFile ready;
        const Result<void> written = ready.write(u"/sys/mailweir/ready.json"_s, example());
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::PermissionDenied);
    }
};

QTEST_GUILESS_MAIN(TestReadyFile)
#include "tst_ready_file.moc"
