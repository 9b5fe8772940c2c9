// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_engine.h"

#include <QTest>

using namespace mailweir;

namespace {

QString errorCode(const HttpAnswer &answer)
{
    return at(at(answer.json(), "error").toObject(), "code").toString();
}

} // namespace

class TestHttpServer final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsHealth();
    void isNotReadyWithoutListener();
    void tellsFailmailStatus();
    void tellsStatus();
    void listsGroups();
    void listsAndFlushesBatches();
    void showsDeliveries();
    void resendsAndCancels();
    void refusesBadCalls_data();
    void refusesBadCalls();
    void listsMailpitMessages();
    void showsMailpitMessage();
    void servesRawMessage();
    void deletesMailpitMessages();
    void refusesOtherAddresses();
    void reportsTakenPort();
};

void TestHttpServer::tellsHealth()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    const auto live = engine.ask("GET", "/livez");
    QCOMPARE(live.status, 200);
    QVERIFY(!live.field("Date").isEmpty());
    QCOMPARE(engine.ask("GET", "/readyz").status, 200);
    QCOMPARE(engine.ask("GET", "/").body, QByteArray("Mailweir 1.2.3\n"));
    QCOMPARE(engine.ask("GET", "/nowhere").body, QByteArray("404 page not found"));
}

void TestHttpServer::isNotReadyWithoutListener()
{
    const QTemporaryDir directory;
    const SystemClock clock;
    MemorySecretStore secrets;
    MailService service(httpEngineSettings(), directory.path(), clock, secrets); // not started
    HttpServer server(service, service.settings().http, clock, QStringLiteral("1.2.3"));
    const auto where = server.start();
    QVERIFY(where);
    QCOMPARE(httpRequest(where->port, "GET", "/livez").status, 200);
    QCOMPARE(httpRequest(where->port, "GET", "/readyz").status, 503);
}

void TestHttpServer::tellsFailmailStatus()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    QCOMPARE(engine.ask("GET", "/status").body,
             QByteArray(R"({"ActiveBatches":0,"ActiveMessages":0,"LastReceived":null})"));
    QVERIFY(!engine.send("one").isEmpty());
    QVERIFY(!engine.send("one").isEmpty());
    QVERIFY(!engine.send("two").isEmpty());
    const auto status = engine.get("/status");
    QCOMPARE(status.size(), 3);
    QCOMPARE(at(status, "ActiveBatches").toInt(), 2);
    QCOMPARE(at(status, "ActiveMessages").toInt(), 3);
    static const QRegularExpression rfc3339(QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"));
    QVERIFY(rfc3339.match(at(status, "LastReceived").toString()).hasMatch());
}

void TestHttpServer::tellsStatus()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    QVERIFY(!engine.send("one").isEmpty());
    QVERIFY(!engine.send("two").isEmpty());
    const auto status = engine.get("/api/v2/status");
    QStringList keys = status.keys();
    QCOMPARE(keys,
             (QStringList{QStringLiteral("active_batches"), QStringLiteral("active_messages"),
                          QStringLiteral("alerts_firing"), QStringLiteral("bytes"), QStringLiteral("clients"),
                          QStringLiteral("deliveries"), QStringLiteral("last_received"), QStringLiteral("listeners"),
                          QStringLiteral("messages"), QStringLiteral("paused"), QStringLiteral("rate"),
                          QStringLiteral("unread"), QStringLiteral("uptime_s"), QStringLiteral("version")}));
    QCOMPARE(at(status, "version").toString(), QStringLiteral("1.2.3"));
    QCOMPARE(at(status, "messages").toInt(), 2);
    QCOMPARE(at(status, "unread").toInt(), 2);
    QVERIFY(at(status, "bytes").toInt() > 200);
    QVERIFY(at(status, "uptime_s").toInt(-1) >= 0);
    QCOMPARE(at(at(status, "rate").toObject(), "1h").toInt(), 2);
    QCOMPARE(at(at(status, "deliveries").toObject(), "failed").toInt(-1), 0);
    QCOMPARE(at(at(status, "paused").toObject(), "relay").toBool(true), false);
    const auto listener = at(status, "listeners").toArray().first().toObject();
    QCOMPARE(at(listener, "tls").toString(), QStringLiteral("none"));
    QCOMPARE(at(listener, "protocol").toString(), QStringLiteral("smtp"));
    QVERIFY(!listener.contains(QLatin1StringView("path")));
    QCOMPARE(at(listener, "port").toInt(), int(engine.service().status().listeners.first().port));
}

void TestHttpServer::listsGroups()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    for (const char *subject : {"Timeout 1", "Timeout 2", "Disk full", "Timeout 3", "Login", "Login"})
        QVERIFY(!engine.send(subject).isEmpty());

    const auto byCount = engine.items("/api/v2/groups?since=1h&sort=count");
    QCOMPARE(byCount.size(), 3);
    QCOMPARE(at(byCount[0].toObject(), "count").toInt(), 3);
    QCOMPARE(at(byCount[1].toObject(), "count").toInt(), 2);
    QCOMPARE(at(byCount[0].toObject(), "history").toArray().size(), 60);
    QCOMPARE(at(byCount[0].toObject(), "state").toString(), QStringLiteral("collecting"));
    QVERIFY(at(at(byCount[0].toObject(), "batch").toObject(), "due_at").isString());

    // Two pages are the whole list.
    const auto first = engine.get("/api/v2/groups?sort=count&limit=2");
    QCOMPARE(at(first, "items").toArray().size(), 2);
    const auto second =
        engine.get("/api/v2/groups?sort=count&limit=2&cursor=" + at(first, "next").toString().toLatin1());
    QCOMPARE(at(second, "items").toArray().size(), 1);
    QVERIFY(at(second, "next").isNull());
    QCOMPARE(at(at(second, "items").toArray()[0].toObject(), "count").toInt(), 1);
}

void TestHttpServer::listsAndFlushesBatches()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    QVERIFY(!engine.send("Job 1").isEmpty());
    QVERIFY(!engine.send("Job 2").isEmpty());
    const auto batches = engine.items("/api/v2/batches?state=collecting");
    QCOMPARE(batches.size(), 1);
    const auto batch = batches.first().toObject();
    QCOMPARE(at(batch, "count").toInt(), 2);
    QCOMPARE(at(batch, "recipients").toArray(), QJsonArray{QStringLiteral("ops@example.test")});
    QVERIFY(at(batch, "delivery_id").isNull());

    const QByteArray path = "/api/v2/batches/" + at(batch, "id").toString().toLatin1();
    const auto flushed = engine.ask("POST", path + "/flush");
    QCOMPARE(flushed.status, 200);
    QCOMPARE(at(flushed.json(), "state").toString(), QStringLiteral("sealed"));
    QVERIFY(at(flushed.json(), "delivery_id").isString());
    QCOMPARE(engine.items("/api/v2/batches?state=collecting").size(), 0);
    QCOMPARE(engine.items("/api/v2/batches?state=collecting,sealed").size(), 1);

    QCOMPARE(engine.ask("POST", path + "/flush").status, 409);
    QCOMPARE(errorCode(engine.ask("POST", path + "/hold")), QStringLiteral("not_in_this_version"));
    QCOMPARE(engine.ask("POST", "/api/v2/batches/999/flush").status, 404);
    QCOMPARE(engine.ask("POST", "/api/v2/batches/x/flush").status, 404);
    QCOMPARE(engine.ask("GET", path + "/flush").field("Allow"), QByteArray("POST, OPTIONS"));
}

void TestHttpServer::showsDeliveries()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    QVERIFY(!engine.send("Job 1").isEmpty());
    const QByteArray id = engine.flush();
    QVERIFY(!id.isEmpty());

    const auto list = engine.items("/api/v2/deliveries?state=held");
    QCOMPARE(list.size(), 1);
    QCOMPARE(list.first().toObject(), engine.get("/api/v2/deliveries/" + id));
    QCOMPARE(at(list.first().toObject(), "last_error").toString(), QStringLiteral("no_relay"));
    QCOMPARE(engine.items("/api/v2/deliveries?state=failed").size(), 0);

    const auto raw = engine.ask("GET", "/api/v2/deliveries/" + id + "/raw");
    QCOMPARE(raw.field("Content-Type"), QByteArray("message/rfc822"));
    QVERIFY(raw.body.contains("[mailweir] 1 instance: Job 1"));
    const auto attempts = engine.get("/api/v2/deliveries/" + id + "/attempts");
    QCOMPARE(at(attempts, "items").toArray().size(), 0);
    QVERIFY(at(attempts, "next").isNull());
}

void TestHttpServer::resendsAndCancels()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    QVERIFY(!engine.send("Job 1").isEmpty());
    const QByteArray id = engine.flush();
    const QByteArray path = "/api/v2/deliveries/" + id;
    const auto idOfFirst = [](const HttpAnswer &answer) {
        return at(at(answer.json(), "items").toArray().first().toObject(), "id").toString().toLatin1();
    };

    const auto cancelled = engine.ask("POST", path + "/cancel");
    QCOMPARE(cancelled.status, 200);
    QCOMPARE(idOfFirst(cancelled), id);
    QCOMPARE(at(engine.get(path), "state").toString(), QStringLiteral("cancelled"));

    QCOMPARE(idOfFirst(engine.ask("POST", path + "/resend")), id);
    QCOMPARE(idOfFirst(engine.ask("POST", path + "/resend", "{}")), id);
    QCOMPARE(idOfFirst(engine.ask("POST", "/api/v2/deliveries/resend", "{\"ids\":[" + id + "]}")), id);
    QCOMPARE(idOfFirst(engine.ask("POST", "/api/v2/deliveries/resend", "{\"ids\":[\"" + id + "\"]}")), id);
    QCOMPARE(engine.ask("POST", "/api/v2/deliveries/resend", R"({"state":"failed"})").status, 200);
}

void TestHttpServer::refusesBadCalls_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *method, const char *target, const char *body, int status) {
        QTest::addRow("%s %s %s", method, target, body)
            << QByteArray(method) << QByteArray(target) << QByteArray(body) << status;
    };
    row("GET", "/api/v2/groups?since=soon", "", 400);
    row("GET", "/api/v2/groups?sort=colour", "", 400);
    row("GET", "/api/v2/groups?cursor=x", "", 400);
    row("GET", "/api/v2/groups?limit=0", "", 400);
    row("GET", "/api/v2/groups?limit=1001", "", 400);
    row("GET", "/api/v2/batches?state=open", "", 400);
    row("GET", "/api/v2/deliveries?state=open", "", 400);
    row("GET", "/api/v2/deliveries?cursor=-1", "", 400);
    row("GET", "/api/v2/deliveries/1", "", 404);
    row("GET", "/api/v2/deliveries/x", "", 404);
    row("GET", "/api/v2/deliveries/1/raw", "", 404);
    row("GET", "/api/v2/deliveries/1/attempts", "", 404);
    row("POST", "/api/v2/deliveries/1/resend", "", 404);
    row("POST", "/api/v2/deliveries/1/resend", "{", 400);
    row("POST", "/api/v2/deliveries/1/resend", R"({"to":[]})", 400);
    row("POST", "/api/v2/deliveries/1/resend", R"({"to":["a b@c.test"]})", 400);
    row("POST", "/api/v2/deliveries/1/resend", R"({"relay":"other"})", 400);
    row("POST", "/api/v2/deliveries/1/cancel", "", 404);
    row("POST", "/api/v2/deliveries/resend", "", 400);
    row("POST", "/api/v2/deliveries/resend", R"({"ids":[1],"state":"failed"})", 400);
    row("POST", "/api/v2/deliveries/resend", R"({"ids":"1"})", 400);
    row("POST", "/api/v2/deliveries/resend", R"({"ids":["x"]})", 400);
    row("POST", "/api/v2/deliveries/resend", R"({"state":"open"})", 400);
    row("POST", "/api/v2/deliveries/resend", R"([1])", 400);
    row("GET", "/api/v2/nothing", "", 404);
    row("PUT", "/api/v2/groups", "", 405);
}

void TestHttpServer::refusesBadCalls()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    const auto answer = engine.ask(method, target, body);
    QTEST(answer.status, "status");
    QVERIFY(!errorCode(answer).isEmpty());
}

void TestHttpServer::listsMailpitMessages()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    QCOMPARE(at(engine.get("/api/v1/messages"), "messages").toArray().size(), 0);
    QByteArrayList ids;
    for (const char *subject : {"a", "b", "c"})
        ids.append(engine.send(subject));
    const auto list = engine.get("/api/v1/messages?start=1&limit=1");
    QCOMPARE(at(list, "total").toInt(), 3);
    QCOMPARE(at(list, "messages_count").toInt(), 3);
    QCOMPARE(at(list, "count").toInt(), 1);
    QCOMPARE(at(list, "start").toInt(), 1);
    QCOMPARE(at(at(list, "messages").toArray().first().toObject(), "ID").toString().toLatin1(), ids[1]);
    QCOMPARE(at(engine.get("/api/v1/messages?limit=0"), "messages").toArray().size(), 3);
    QCOMPARE(at(engine.get("/api/v1/messages?limit=x&start=-1"), "messages").toArray().size(), 3);
}

void TestHttpServer::showsMailpitMessage()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    QCOMPARE(engine.ask("GET", "/api/v1/message/latest").status, 404);
    const QByteArray id = engine.send("Grüße", "hällo\r\n");
    const auto message = engine.get("/api/v1/message/" + id);
    QCOMPARE(at(message, "ID").toString().toLatin1(), id);
    QCOMPARE(at(message, "Text").toString().trimmed(), QStringLiteral("hällo"));
    QCOMPARE(at(message, "ReturnPath").toString(), QStringLiteral("app@example.test"));
    QCOMPARE(at(engine.get("/api/v1/messages"), "unread").toInt(-1), 0); // reading it has marked it
    QCOMPARE(engine.get("/api/v1/message/latest"), message);

    for (const char *unknown : {"nonsense", "0000000000000000000000"}) {
        const auto answer = engine.ask("GET", QByteArray("/api/v1/message/") + unknown);
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.body, QByteArray("404 page not found"));
    }
}

void TestHttpServer::servesRawMessage()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    const QByteArray id = engine.send("raw", "line\r\n");
    const auto raw = engine.ask("GET", "/api/v1/message/" + id + "/raw");
    QCOMPARE(raw.field("Content-Type"), QByteArray("text/plain; charset=utf-8"));
    QVERIFY(raw.body.startsWith("From: App") && raw.body.endsWith("\r\n\r\nline\r\n"));
    QVERIFY(raw.field("Content-Disposition").isEmpty());
    QCOMPARE(engine.ask("GET", "/api/v1/message/" + id + "/raw?dl=1").field("Content-Disposition"),
             "attachment; filename=\"" + id + ".eml\"");
    QCOMPARE(at(engine.get("/api/v1/messages"), "unread").toInt(), 1);
}

void TestHttpServer::deletesMailpitMessages()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    const auto total = [&] {
        return at(engine.get("/api/v1/messages"), "total").toInt(-1);
    };
    QByteArrayList ids;
    for (const char *subject : {"a", "b", "c"})
        ids.append(engine.send(subject));
    for (const char *malformed : {"{", "[]", "ids", R"({"IDs":"all"})", R"({"IDs":[1]})"})
        QCOMPARE(engine.ask("DELETE", "/api/v1/messages", malformed).status, 400);
    QCOMPARE(total(), 3);

    const auto one = engine.ask("DELETE", "/api/v1/messages", R"({"ids":[")" + ids[1] + R"(","unknown"]})");
    QCOMPARE(one.status, 200);
    QCOMPARE(one.body, QByteArray("ok"));
    QVERIFY(one.field("Content-Type").startsWith("text/plain"));
    QCOMPARE(total(), 2);
    QCOMPARE(engine.ask("GET", "/api/v1/message/" + ids[1]).status, 404);
    QCOMPARE(engine.ask("DELETE", "/api/v1/messages", R"({"IDs":["unknown"]})").status, 200);
    QCOMPARE(total(), 2);

    QCOMPARE(engine.ask("DELETE", "/api/v1/messages").body, QByteArray("ok"));
    QCOMPARE(total(), 0);
    QCOMPARE(at(engine.get("/api/v2/status"), "active_messages").toInt(), 3); // batches keep what they have collected
}

void TestHttpServer::refusesOtherAddresses()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    for (const char *host : {"0.0.0.0", "::", "192.0.2.1", "example.test", ""}) {
        HttpSettings settings;
        settings.bind = {QLatin1StringView(host), 0};
        HttpServer server(engine.service(), settings, engine.clock(), QStringLiteral("1.2.3"));
        const auto where = server.start();
        QVERIFY(!where);
        QCOMPARE(where.error().code, ErrorCode::NotInThisVersion);
    }
}

void TestHttpServer::reportsTakenPort()
{
    HttpEngine engine;
    QVERIFY(engine.isRunning());
    HttpSettings settings;
    settings.bind = {QStringLiteral("127.0.0.1"), 0};
    HttpServer first(engine.service(), settings, engine.clock(), QStringLiteral("1.2.3"));
    const auto where = first.start();
    QVERIFY(where);
    QCOMPARE(where->host, QStringLiteral("127.0.0.1"));
    settings.bind = *where;
    HttpServer second(engine.service(), settings, engine.clock(), QStringLiteral("1.2.3"));
    const auto again = second.start();
    QVERIFY(!again);
    QCOMPARE(again.error(), (Error{ErrorCode::AddressInUse, where->text(), QStringLiteral("Address already in use")}));
}

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_http_server.moc"
