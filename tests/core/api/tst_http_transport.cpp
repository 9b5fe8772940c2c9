// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_transport.h"

#include "core/api/http_date.h"
#include "tests/support/http_client.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>
#include <thread>

using namespace mailweir;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kLargeBody = 20 * 1024 * 1024;

/// A server whose pages tell what came in. `hold` and what is beneath wait for release().
class TestServer {
public:
    explicit TestServer(const HttpLimits &limits = {})
        : m_transport(
            limits, HostPolicy({"mail.example.test"}),
            [this](const HttpRequest &request, HttpResponder responder) { handle(request, std::move(responder)); })
    {
        m_failed = bool(m_transport.listen({"127.0.0.1", "::1"}, m_port));
        if (!m_failed)
            m_transport.run();
    }

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] HttpTransport &transport() { return m_transport; }
    /// The responder of the next /hold, when the request has come.
    [[nodiscard]] HttpResponder held() { return m_held.get_future().get(); }

private:
    void handle(const HttpRequest &request, HttpResponder responder)
    {
        const std::string page = request.path.empty() ? "" : request.path[0];
        if (page == "hold")
            m_held.set_value(std::move(responder));
        else if (page == "large")
            responder(textResponse(200, std::string(kLargeBody, 'x')));
        else if (page == "twice") {
            responder(textResponse(200, "first"));
            responder(textResponse(200, "second"));
        } else if (page != "drop")
            responder(textResponse(200, request.method + " " + page + " " + request.body));
    }

    std::promise<HttpResponder> m_held; // before the transport, whose thread uses it
    HttpTransport m_transport;
    quint16 m_port = 0;
    bool m_failed = true;
};

/// For QTRY_VERIFY, which asks once more after it has succeeded.
struct StatusSeen {
    quint16 port;
    int status;
    bool seen = false;

    bool operator()() { return seen = seen || httpRequest(port, "GET", "/x").status == status; }
};

HttpLimits shortLimits()
{
    HttpLimits limits;
    limits.idle = 150ms;
    limits.request = 150ms;
    limits.linger = 150ms;
    limits.stop = 150ms;
    return limits;
}

} // namespace

class TestHttpTransport final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersExactBytes();
    void refuses_data();
    void refuses();
    void takes_data();
    void takes();
    void leavesTheBodyOfHeadOut();
    void answersPipelinedRequestsInOrder();
    void keepsTheConnectionAsAsked_data();
    void keepsTheConnectionAsAsked();
    void readsByteByByte();
    void saysContinue();
    void refusesBodyBeforeItIsSent();
    void limitsChunkedBodies();
    void endsSlowRequests_data();
    void endsSlowRequests();
    void closesIdleConnections();
    void endsHalfRequestAtEndOfInput();
    void refusesBeyondTheConnectionCap();
    void sendsLargeBodies();
    void closesStalledReaders();
    void answersFromAnyThreadOnce();
    void answersForDroppedResponders();
    void finishesAnswersWhenStopping();
    void stopsWithinBounds();
    void survivesLateAnswers();
    void listensOnBothFamilies();
    void reportsTakenPort();
    void writesDates();
};

void TestHttpTransport::answersExactBytes()
{
    TestServer server;
    QVERIFY(!server.failed());
    HttpClient client(server.port());
    client.send("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = client.read();
    const QByteArray date = answer.field("Date");
    QCOMPARE(date.size(), 29);
    QCOMPARE(answer.head,
             "HTTP/1.1 200 OK\r\nDate: " + date
                 + "\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
                   "Cache-Control: no-store\r\nContent-Length: 9\r\n\r\n");
    QCOMPARE(answer.body, QByteArray("GET page "));
}

void TestHttpTransport::refuses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &request, int status) {
        QTest::newRow(name) << request << status;
    };
    const auto get = [](const QByteArray &fields) {
        return "GET / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
    };
    const auto post = [](const QByteArray &fields) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
    };
    const auto target = [](const QByteArray &text) {
        return "GET " + text + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    };
    const auto host = [](const QByteArray &fields) {
        return "GET / HTTP/1.1\r\n" + fields + "\r\n";
    };

    row("garbage", "\x16\x03\x01\x02\r\n\r\n", 400);
    row("line feeds only", "GET / HTTP/1.1\nHost: localhost\n\n", 400);
    row("bare carriage return", get("X: a\rb\r\n"), 400);
    row("nul", get(QByteArray("X: a\0b\r\n", 8)), 400);
    row("blank before the colon", get("X : a\r\n"), 400);
    row("no colon", get("nonsense\r\n"), 400);
    row("folded line", get("X: a\r\n b\r\n"), 400);
    row("folded first line", host(" Host: localhost\r\n"), 400);
    row("HTTP/0.9", "GET /\r\n\r\n", 400);
    row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n", 505);
    row("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/9.9", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 505);

    row("absolute-form", target("http://localhost/"), 400);
    row("no slash", target("status"), 400);
    row("fragment", target("/a#b"), 400);
    row("bad escape", target("/%zz"), 400);
    row("dot segments", target("/a/../b"), 400);
    row("escaped dot segments", target("/%2e%2e/b"), 400);
    row("8-bit target", target("/\xc3\xa4"), 400);
    row("GET *", target("*"), 400);
    row("CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    row("long target", target('/' + QByteArray(9'000, 'a')), 414);

    row("no Host", host(""), 400);
    row("empty Host", host("Host:\r\n"), 400);
    row("two Hosts", host("Host: localhost\r\nHost: localhost\r\n"), 400);
    row("malformed Host", host("Host: local host\r\n"), 400);
    row("foreign Host", host("Host: evil.example\r\n"), 403);
    row("foreign Host with our port", host("Host: evil.example:8025\r\n"), 403);
    row("foreign Host, HTTP/1.0", "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", 403);

    row("negative length", post("Content-Length: -5\r\n"), 400);
    row("hexadecimal length", post("Content-Length: 0x5\r\n"), 400);
    row("overflowing length", post("Content-Length: 99999999999999999999\r\n"), 400);
    row("different lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400);
    row("equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n"), 400);
    row("length and chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400);
    row("body too large", post("Content-Length: 5242881\r\n"), 413);
    row("gzip", post("Transfer-Encoding: gzip\r\n"), 501);
    row("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501);
    row("identity", post("Transfer-Encoding: identity\r\n"), 501);
    row("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400);
    row("chunked, HTTP/1.0", "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501);
    row("bad chunk", post("Transfer-Encoding: chunked\r\n") + "zz\r\n", 400);
    row("huge chunk", post("Transfer-Encoding: chunked\r\n") + "ffffffffffffffffff\r\n", 400);
    row("other expectation", post("Content-Length: 1\r\nExpect: 200-ok\r\n"), 417);

    row("many fields", get(QByteArray("X: y\r\n").repeated(200)), 431);
    row("long field", get("X: " + QByteArray(40'000, 'y') + "\r\n"), 431);
    row("megabyte of head", get("X: " + QByteArray(1024 * 1024, 'y') + "\r\n"), 431);

    row("foreign Origin", post("Origin: http://evil.example\r\nContent-Length: 0\r\n"), 403);
    row("Origin of another port", post("Origin: http://localhost:3000\r\nContent-Length: 0\r\n"), 403);
    row("null Origin", post("Origin: null\r\nContent-Length: 0\r\n"), 403);
    row("two Origins", post("Origin: http://localhost\r\nOrigin: http://evil.example\r\n"), 403);
}

void TestHttpTransport::refuses()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    static TestServer server; // one for all rows: a refusal must not hurt the next client
    HttpClient client(server.port());
    client.send(request + "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = client.read();
    QCOMPARE(answer.status, status);
    const bool impliedByVersion = answer.head.startsWith("HTTP/1.0");
    QCOMPARE(answer.field("Connection"), impliedByVersion ? QByteArray() : QByteArray("close"));
    QCOMPARE(answer.field("Content-Type"), QByteArray("application/json"));
    QVERIFY(answer.json().value(QStringLiteral("error")).toObject().contains(QStringLiteral("code")));
    client.shutdownWriting();
    QVERIFY(client.isClosedByServer());
}

void TestHttpTransport::takes_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QByteArray &request, const QByteArray &body) {
        QTest::newRow(name) << request << body;
    };
    const auto head = [](const QByteArray &fields) {
        return fields + "\r\n";
    };
    row("address as Host", head("GET /x HTTP/1.1\r\nhost: 127.0.0.1:1234\r\n"), "GET x ");
    row("IPv6 as Host", head("GET /x HTTP/1.1\r\nHost: [::1]:1234\r\n"), "GET x ");
    row("allowed Host", head("GET /x HTTP/1.1\r\nHost: mail.example.test\r\n"), "GET x ");
    row("HTTP/1.0 without Host", head("GET /x HTTP/1.0\r\n"), "GET x ");
    row("empty lines before", head("\r\n\r\nGET /x HTTP/1.1\r\nHost: localhost\r\n"), "GET x ");
    row("double slash", head("GET //x HTTP/1.1\r\nHost: localhost\r\n"), "GET x ");
    row("UTF-8 in a field", head("GET /x HTTP/1.1\r\nHost: localhost\r\nUser-Agent: \xc3\xa4\r\n"), "GET x ");
    row("body", head("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n") + "hello", "POST x hello");
    row("empty body", head("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"), "POST x ");
    row("GET with a body", head("GET /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n") + "hi", "GET x hi");
    row("chunked",
        head("POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n")
            + "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n",
        "POST x hello");
    row("own Origin", head("POST /x HTTP/1.1\r\nHost: localhost:80\r\nOrigin: http://127.0.0.1\r\n"), "POST x ");
    row("foreign Origin that only reads", head("GET /x HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"),
        "GET x ");
    row("OPTIONS *", head("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n"), "OPTIONS  ");
    row("unknown method", head("BREW /x HTTP/1.1\r\nHost: localhost\r\n"), "BREW x ");
}

void TestHttpTransport::takes()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    static TestServer server;
    HttpClient client(server.port());
    client.send(request);
    const auto answer = client.read();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, body);
}

void TestHttpTransport::leavesTheBodyOfHeadOut()
{
    TestServer server;
    HttpClient client(server.port());
    client.send("HEAD /page HTTP/1.1\r\nHost: localhost\r\n\r\nGET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = client.read(true);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("Content-Length"), QByteArray("9"));
    QCOMPARE(client.read().body, QByteArray("GET next "));
}

void TestHttpTransport::answersPipelinedRequestsInOrder()
{
    TestServer server;
    HttpClient client(server.port());
    constexpr int kRequests = 1000;
    QByteArray requests;
    for (int i = 0; i < kRequests; ++i)
        requests += "POST /" + QByteArray::number(i) + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab";
    std::thread sender([&] { client.send(requests); });
    int inOrder = 0;
    while (inOrder < kRequests && client.read().body == "POST " + QByteArray::number(inOrder) + " ab")
        ++inOrder;
    sender.join();
    QCOMPARE(inOrder, kRequests);
}

void TestHttpTransport::keepsTheConnectionAsAsked_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("connection");
    QTest::addColumn<bool>("kept");
    QTest::newRow("1.1") << QByteArray("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n") << QByteArray() << true;
    QTest::newRow("1.1 close") << QByteArray("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                               << QByteArray("close") << false;
    QTest::newRow("1.0") << QByteArray("GET /x HTTP/1.0\r\nHost: localhost\r\n\r\n") << QByteArray() << false;
    QTest::newRow("1.0 keep-alive") << QByteArray(
        "GET /x HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
                                    << QByteArray("keep-alive") << true;
}

void TestHttpTransport::keepsTheConnectionAsAsked()
{
    QFETCH(QByteArray, request);
    QFETCH(bool, kept);
    TestServer server;
    HttpClient client(server.port());
    client.send(request);
    const auto answer = client.read();
    QCOMPARE(answer.status, 200);
    QTEST(answer.field("Connection"), "connection");
    if (kept) {
        client.send(request);
        QCOMPARE(client.read().status, 200);
    } else {
        QVERIFY(client.isClosedByServer());
    }
}

void TestHttpTransport::readsByteByByte()
{
    TestServer server;
    HttpClient client(server.port());
    const QByteArray request =
        "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (const char byte : request)
        client.send(QByteArrayView(&byte, 1));
    QCOMPARE(client.read().body, QByteArray("POST x abc"));
}

void TestHttpTransport::saysContinue()
{
    TestServer server;
    HttpClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.read().head, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send("hi");
    QCOMPARE(client.read().body, QByteArray("POST x hi"));
}

void TestHttpTransport::refusesBodyBeforeItIsSent()
{
    TestServer server;
    HttpClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.read().status, 413);
}

void TestHttpTransport::limitsChunkedBodies()
{
    HttpLimits limits;
    limits.body = 1000;
    TestServer server(limits);
    const QByteArray head = "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    {
        HttpClient client(server.port());
        client.send(head + "400\r\n" + QByteArray(0x400, 'x'));
        QCOMPARE(client.read().status, 413);
    }
    // Chunk extensions are no part of the body, but they are paid for too.
    HttpClient client(server.port());
    client.send(head + QByteArray("1;" + QByteArray(100, 'e') + "\r\nx\r\n").repeated(20));
    QCOMPARE(client.read().status, 413);
}

void TestHttpTransport::endsSlowRequests_data()
{
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("head") << QByteArray("GET / HTTP/1.1\r\nHost: loc");
    QTest::newRow("first byte") << QByteArray("G");
    QTest::newRow("body") << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe");
    QTest::newRow("chunk") << QByteArray(
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nh");
    QTest::newRow("nothing of the body") << QByteArray(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n");
}

void TestHttpTransport::endsSlowRequests()
{
    QFETCH(QByteArray, beginning);
    TestServer server(shortLimits());
    HttpClient client(server.port());
    client.send(beginning);
    QCOMPARE(client.read().status, 408);
    QVERIFY(client.isClosedByServer());
}

void TestHttpTransport::closesIdleConnections()
{
    TestServer server(shortLimits());
    HttpClient silent(server.port());
    QVERIFY(silent.isClosedByServer());
    HttpClient done(server.port());
    done.send("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(done.read().status, 200);
    QVERIFY(done.isClosedByServer());
}

void TestHttpTransport::endsHalfRequestAtEndOfInput()
{
    TestServer server;
    HttpClient half(server.port());
    half.send("GET / HTTP/1.1\r\nHo");
    half.shutdownWriting();
    QCOMPARE(half.read().status, 400);
    QVERIFY(half.isClosedByServer());

    HttpClient whole(server.port());
    whole.send("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    whole.shutdownWriting();
    QCOMPARE(whole.read().status, 200);
    QVERIFY(whole.isClosedByServer());
}

void TestHttpTransport::refusesBeyondTheConnectionCap()
{
    HttpLimits limits;
    limits.connections = 2;
    TestServer server(limits);
    const QByteArray request = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";
    auto first = std::make_unique<HttpClient>(server.port());
    first->send(request);
    QCOMPARE(first->read().status, 200);
    HttpClient second(server.port());
    second.send(request);
    QCOMPARE(second.read().status, 200);
    {
        HttpClient third(server.port());
        third.send(request);
        QCOMPARE(third.read().status, 503);
        third.shutdownWriting();
        QVERIFY(third.isClosedByServer());
    }
    first.reset();
    StatusSeen served{server.port(), 200};
    QTRY_VERIFY(served());
}

void TestHttpTransport::sendsLargeBodies()
{
    TestServer server;
    const auto answer = httpRequest(server.port(), "GET", "/large");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body == QByteArray(kLargeBody, 'x'));
}

void TestHttpTransport::closesStalledReaders()
{
    HttpLimits limits;
    limits.stall = 150ms;
    limits.connections = 1;
    TestServer server(limits);
    HttpClient stalled(server.port());
    stalled.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"); // and does not read
    StatusSeen full{server.port(), 503};
    QTRY_VERIFY(full());
    StatusSeen served{server.port(), 200}; // its place is free again
    QTRY_VERIFY(served());
    QCOMPARE(stalled.read().status, 0);
}

void TestHttpTransport::answersFromAnyThreadOnce()
{
    TestServer server;
    HttpClient client(server.port());
    client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\nGET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto responder = server.held();
    std::thread([&] { responder(textResponse(200, "held")); }).join();
    QCOMPARE(client.read().body, QByteArray("held"));
    QCOMPARE(client.read().body, QByteArray("GET next "));

    client.send("GET /twice HTTP/1.1\r\nHost: localhost\r\n\r\nGET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(client.read().body, QByteArray("first"));
    QCOMPARE(client.read().body, QByteArray("GET next "));
}

void TestHttpTransport::answersForDroppedResponders()
{
    TestServer server;
    QCOMPARE(httpRequest(server.port(), "GET", "/drop").status, 503);
}

void TestHttpTransport::finishesAnswersWhenStopping()
{
    TestServer server;
    HttpClient busy(server.port());
    HttpClient idle(server.port());
    busy.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
    auto responder = server.held();
    std::thread stopper([&] { server.transport().stop(); });
    QVERIFY(idle.isClosedByServer()); // so the stop has begun
    responder(textResponse(200, "held"));
    const auto answer = busy.read();
    QCOMPARE(answer.body, QByteArray("held"));
    QCOMPARE(answer.field("Connection"), QByteArray("close"));
    busy.shutdownWriting();
    QVERIFY(busy.isClosedByServer());
    stopper.join();
    QVERIFY(!HttpClient(server.port()).isConnected());
}

void TestHttpTransport::stopsWithinBounds()
{
    TestServer server(shortLimits());
    HttpClient client(server.port());
    client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto responder = server.held(); // never called
    QElapsedTimer timer;
    timer.start();
    server.transport().stop();
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(client.isClosedByServer());
}

void TestHttpTransport::survivesLateAnswers()
{
    HttpResponder responder;
    {
        TestServer server(shortLimits());
        HttpClient client(server.port());
        client.send("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n");
        responder = server.held();
    }
    responder(textResponse(200, "too late")); // for the sanitizers to judge
    QVERIFY(responder);
}

void TestHttpTransport::listensOnBothFamilies()
{
    TestServer server;
    HttpClient client(server.port(), "::1");
    if (!client.isConnected())
        QSKIP("this machine has no IPv6");
    client.send("GET /x HTTP/1.1\r\nHost: [::1]\r\n\r\n");
    QCOMPARE(client.read().status, 200);
}

void TestHttpTransport::reportsTakenPort()
{
    TestServer server;
    HttpTransport second({}, HostPolicy(), [](const HttpRequest &, const HttpResponder &) {});
    quint16 port = server.port();
    QVERIFY(second.listen({"127.0.0.1"}, port) == std::errc::address_in_use);
    port = 0;
    QVERIFY(second.listen({"192.0.2.1"}, port) == std::errc::address_not_available);
    QVERIFY(second.listen({"nonsense"}, port));
}

void TestHttpTransport::writesDates()
{
    const auto at = [](qint64 seconds) {
        return QByteArray::fromStdString(
            httpDate(std::chrono::system_clock::time_point(std::chrono::seconds(seconds))));
    };
    QCOMPARE(at(784'111'777), QByteArray("Sun, 06 Nov 1994 08:49:37 GMT")); // RFC 9110 section 5.6.7
    QCOMPARE(at(951'782'399), QByteArray("Mon, 28 Feb 2000 23:59:59 GMT"));
    QCOMPARE(at(951'782'400), QByteArray("Tue, 29 Feb 2000 00:00:00 GMT"));
}

QTEST_GUILESS_MAIN(TestHttpTransport)
#include "tst_http_transport.moc"
