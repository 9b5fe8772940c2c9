// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_target.h"

#include <QTest>

using namespace mailweir;

class TestHttpTarget final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsPath_data();
    void readsPath();
    void readsQuery();
    void refuses_data();
    void refuses();
};

void TestHttpTarget::readsPath_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArrayList>("path");
    const auto row = [](const char *target, const QByteArrayList &path) {
        QTest::newRow(target) << QByteArray(target) << path;
    };
    row("/", {});
    row("/status", {"status"});
    row("/api/v2/groups", {"api", "v2", "groups"});
    row("//view//x.html", {"view", "x.html"});
    row("/status/", {"status"});
    row("/a%2Fb/c", {"a/b", "c"});
    row("/a+b", {"a+b"});
    row("/%C3%A4", {"\xc3\xa4"});
    row("/..a/.b", {"..a", ".b"});
    row("/x?y/../z", {"x"});
}

void TestHttpTarget::readsPath()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArrayList, path);
    HttpRequest request;
    QVERIFY(parseTarget(target.toStdString(), request));
    QByteArrayList segments;
    for (const std::string &segment : request.path)
        segments.append(QByteArray::fromStdString(segment));
    QCOMPARE(segments, path);
}

void TestHttpTarget::readsQuery()
{
    HttpRequest request;
    QVERIFY(parseTarget("/x?since=1h&q=a+b%26c&flag&=lost&since=2h", request));
    QCOMPARE(request.parameter("since"), std::string_view("1h"));
    QCOMPARE(request.parameter("q"), std::string_view("a b&c"));
    QCOMPARE(request.query.size(), std::size_t(4));
    QCOMPARE(request.parameter("missing"), std::string_view());
}

void TestHttpTarget::refuses_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target :
         {"", "status", "*", "http://localhost/status", "localhost:80", "/a#b", "/%", "/%4", "/%zz", "/x?y=%",
          "/../etc", "/a/..", "/a/./b", "/%2e%2e/a", "/%2E/a", "/a%00b", "/a%0d%0ab", "/\xc3\xa4", "/a b"})
        QTest::newRow(target) << QByteArray(target);
}

void TestHttpTarget::refuses()
{
    QFETCH(QByteArray, target);
    HttpRequest request;
    QVERIFY(!parseTarget(target.toStdString(), request));
}

QTEST_GUILESS_MAIN(TestHttpTarget)
#include "tst_http_target.moc"
