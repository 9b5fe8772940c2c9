// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/host_policy.h"

#include <QTest>

using namespace mailweir;
using Verdict = HostPolicy::Verdict;

class TestHostPolicy final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void checksHost_data();
    void checksHost();
    void comparesOrigins_data();
    void comparesOrigins();
};

void TestHostPolicy::checksHost_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("verdict");
    const auto row = [](const char *host, Verdict verdict) {
        QTest::newRow(host) << QByteArray(host) << int(verdict);
    };
    row("localhost", Verdict::Allowed);
    row("LocalHost:8025", Verdict::Allowed);
    row("127.0.0.1", Verdict::Allowed);
    row("127.0.0.1:1", Verdict::Allowed);
    row("127.8.9.10:65535", Verdict::Allowed);
    row("[::1]", Verdict::Allowed);
    row("[::1]:8025", Verdict::Allowed);
    row("[0:0:0:0:0:0:0:1]", Verdict::Allowed);
    row("localhost:", Verdict::Allowed);
    row("mail.example.test", Verdict::Allowed);
    row("MAIL.example.test:80", Verdict::Allowed);

    row("evil.example", Verdict::Forbidden);
    row("localhost.evil.example", Verdict::Forbidden);
    row("127.0.0.1.evil.example", Verdict::Forbidden);
    row("mail.example.test.evil.example", Verdict::Forbidden);
    row("10.0.0.1:8025", Verdict::Forbidden);
    row("0.0.0.0", Verdict::Forbidden);
    row("[::2]", Verdict::Forbidden);

    for (const char *host :
         {"", ":80", "localhost:0", "localhost:65536", "localhost:80x", "localhost:80:80", "::1", "[::1", "[::1]x",
          "[localhost]", "user@localhost", "localhost/", "local host", "localhost,evil.example",
          "l\xc3\xb6"
          "calhost"})
        row(host, Verdict::Malformed);
}

void TestHostPolicy::checksHost()
{
    QFETCH(QByteArray, host);
    QFETCH(int, verdict);
    const HostPolicy policy({"Mail.Example.Test"});
    QCOMPARE(int(policy.check(host.toStdString())), verdict);
}

void TestHostPolicy::comparesOrigins_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("same");
    const auto row = [](const char *origin, const char *host, bool same) {
        QTest::addRow("%s at %s", origin, host) << QByteArray(origin) << QByteArray(host) << same;
    };
    row("http://localhost:8025", "localhost:8025", true);
    row("http://127.0.0.1:8025", "localhost:8025", true);
    row("http://[::1]:8025", "127.0.0.1:8025", true);
    row("http://mail.example.test", "mail.example.test:80", true);
    row("http://MAIL.example.test:80", "mail.example.test", true);

    row("http://localhost:3000", "localhost:8025", false); // somebody else's page on this machine
    row("http://localhost", "localhost:8025", false);
    row("https://localhost:8025", "localhost:8025", false);
    row("http://evil.example:8025", "localhost:8025", false);
    row("http://localhost.evil.example:8025", "localhost:8025", false);
    row("null", "localhost:8025", false);
    row("", "localhost:8025", false);
    row("http://localhost:8025/", "localhost:8025", false);
    row("http://localhost:8025", "", false);
}

void TestHostPolicy::comparesOrigins()
{
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, host);
    QTEST(HostPolicy::sameOrigin(origin.toStdString(), host.toStdString()), "same");
}

QTEST_GUILESS_MAIN(TestHostPolicy)
#include "tst_host_policy.moc"
