// SPDX-License-Identifier: GPL-3.0-or-later
// What the API tells about receiving, and the faults that it sets.
#include "tests/support/http_engine.h"

#include <QTest>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

Settings withFault()
{
    Settings settings = httpEngineSettings();
    FaultSettings fault;
    fault.name = u"no-b"_s;
    fault.recipient = u"b@*"_s;
    fault.reply = u"550 no"_s;
    settings.faults = {fault};
    return settings;
}

} // namespace

class TestIntakeRoutes final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsTheEnvelope()
    {
        HttpEngine engine;
        QVERIFY(engine.isRunning());
        SmtpDialogue client(engine.service().status().listeners.first().port); // stays, so that it can be found
        client.say("EHLO test");
        const QByteArray id = client.send("ops@example.test").split(' ').last();
        const auto envelope = engine.get("/api/v2/messages/" + id + "/envelope");
        QCOMPARE(at(envelope, "id").toString().toLatin1(), id);
        QCOMPARE(at(envelope, "mail_from").toString(), u"app@example.test"_s);
        QCOMPARE(at(envelope, "rcpt_to").toArray(), QJsonArray{u"ops@example.test"_s});
        QCOMPARE(at(envelope, "helo").toString(), u"test"_s);
        QCOMPARE(at(envelope, "protocol").toString(), u"ESMTP"_s);
        QCOMPARE(at(envelope, "listener").toString(), u"default"_s);
        QVERIFY(at(envelope, "peer").toString().startsWith("127.0.0.1:"_L1));
        QVERIFY(at(envelope, "tls").isNull());
        const auto pid = [&] {
            return at(at(engine.get("/api/v2/messages/" + id + "/envelope"), "process").toObject(), "pid").toInteger();
        };
        QTRY_COMPARE_WITH_TIMEOUT(pid(), QCoreApplication::applicationPid(), SmtpDialogue::kPatience);
    }

    void tellsWhoLoggedIn()
    {
        Settings settings = httpEngineSettings();
        settings.listeners[0].auth = ListenerAuth::Any;
        settings.listeners[0].project = u"shop"_s;
        HttpEngine engine(settings);
        QVERIFY(engine.isRunning());
        SmtpDialogue client(engine.service().status().listeners.first().port);
        client.say("EHLO a");
        QVERIFY(client.say("AUTH PLAIN " + QByteArray("\0me\0secret", 10).toBase64()).startsWith("235 "));
        const QByteArray id = client.send("a@b").split(' ').last();
        const QByteArray path = "/api/v2/messages/" + id;
        QCOMPARE(at(engine.get(path + "/envelope"), "user").toString(), u"me"_s);
        QCOMPARE(at(engine.get(path + "/envelope"), "protocol").toString(), u"ESMTPA"_s);
        QCOMPARE(at(engine.get(path + "/envelope"), "project").toString(), u"shop"_s);
        QCOMPARE(at(engine.items("/api/v2/messages")[0].toObject(), "project").toString(), u"shop"_s);
        QCOMPARE(at(engine.get("/api/v1/message/" + id), "Username").toString(), u"me"_s);
        const QByteArray transcript = engine.ask("GET", path + "/transcript").body;
        QVERIFY(!transcript.isEmpty() && !transcript.contains("secret")
                && !transcript.contains(QByteArray("\0me\0secret", 10).toBase64()));
    }

    void showsTheTranscript()
    {
        HttpEngine engine;
        QVERIFY(engine.isRunning());
        const QByteArray id = engine.send("one");
        const auto answer = engine.get("/api/v2/messages/" + id + "/transcript");
        QVERIFY(at(answer, "next").isNull());
        QStringList lines;
        qint64 last = 0;
        for (const QJsonValue &item : at(answer, "items").toArray()) {
            lines.append(at(item.toObject(), "side").toString().left(1) + u' '
                         + at(item.toObject(), "text").toString());
            QVERIFY(at(item.toObject(), "at_ms").toInteger(-1) >= last);
            last = at(item.toObject(), "at_ms").toInteger();
        }
        QVERIFY(lines.first().startsWith("s 220 "_L1));
        QVERIFY(lines.contains("c MAIL FROM:<app@example.test>"_L1));
        QCOMPARE(lines.last(), u"s 250 2.0.0 queued as "_s + QString::fromLatin1(id));
        QCOMPARE(lines.count(lines.last()), 1);
    }

    void listsMessages()
    {
        HttpEngine engine;
        QVERIFY(engine.isRunning());
        QByteArrayList ids;
        for (const char *subject : {"Job 1", "Job 2", "Disk full"})
            ids.prepend(engine.send(subject, subject == QByteArrayView("Job 1") ? "bare\n\r\n" : "text\r\n"));
        const auto first = engine.get("/api/v2/messages?limit=2");
        QCOMPARE(at(first, "next").toString().toLatin1(), ids[1]);
        QJsonArray items = at(first, "items").toArray();
        QCOMPARE(items.size(), 2);
        const auto second = engine.get("/api/v2/messages?limit=2&cursor=" + ids[1]);
        QVERIFY(at(second, "next").isNull());
        items.append(at(second, "items").toArray().first());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(at(items[i].toObject(), "ID").toString().toLatin1(), ids[i]);
        const auto row = items[2].toObject();
        QCOMPARE(at(row, "Subject").toString(), u"Job 1"_s);
        QCOMPARE(at(row, "flags").toArray(), QJsonArray{u"bare-lf"_s});
        QCOMPARE(at(row, "project").toString(u"?"_s), QString());
        QCOMPARE(at(row, "group"), at(items[1].toObject(), "group"));
        QCOMPARE(at(row, "group").toString(),
                 at(engine.items("/api/v2/groups?sort=count")[0].toObject(), "key").toString());
        QCOMPARE(at(items[0].toObject(), "flags").toArray(), QJsonArray());
    }

    void refusesBadCalls_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char *method, const char *target, const char *body, int status) {
            QTest::addRow("%s %s %s", method, target, body)
                << QByteArray(method) << QByteArray(target) << QByteArray(body) << status;
        };
        row("GET", "/api/v2/messages?query=(x", "", 400);
        row("GET", "/api/v2/messages?cursor=x", "", 400);
        row("GET", "/api/v2/messages?limit=0", "", 400);
        row("GET", "/api/v2/messages/x/envelope", "", 404);
        row("GET", "/api/v2/messages/0000000000000000000000/envelope", "", 404);
        row("GET", "/api/v2/messages/0000000000000000000000/transcript", "", 404);
        row("PUT", "/api/v2/faults", "", 400);
        row("PUT", "/api/v2/faults", R"({"on":1})", 400);
        row("PUT", "/api/v2/faults", "[]", 400);
        row("POST", "/api/v2/faults", "", 405);
        row("PUT", "/api/v1/chaos", "{", 400);
        row("PUT", "/api/v1/chaos", R"({"Sender":1})", 400);
        row("PUT", "/api/v1/chaos", R"({"Sender":{"ErrorCode":399}})", 400);
        row("PUT", "/api/v1/chaos", R"({"Sender":{"ErrorCode":600}})", 400);
        row("PUT", "/api/v1/chaos", R"({"Recipient":{"Probability":101}})", 400);
        row("PUT", "/api/v1/chaos", R"({"Recipient":{"Probability":-1}})", 400);
        row("PUT", "/api/v1/chaos", R"({"Recipient":{"Probability":0.5}})", 400);
        row("PUT", "/api/v1/chaos", R"({"Authentication":{"Probability":"1"}})", 400);
    }
    void refusesBadCalls()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, target);
        QFETCH(const QByteArray, body);
        HttpEngine engine;
        QVERIFY(engine.isRunning());
        QTEST(engine.ask(method, target, body).status, "status");
        QVERIFY(!engine.service().status().faultsOn);
    }

    void switchesFaults()
    {
        HttpEngine engine(withFault());
        QVERIFY(engine.isRunning());
        const auto before = engine.get("/api/v2/faults");
        QCOMPARE(at(before, "on").toBool(), true);
        QCOMPARE(at(before, "items").toArray().size(), 1);
        QCOMPARE(at(at(before, "items").toArray()[0].toObject(), "reply").toString(), u"550 no"_s);
        QVERIFY(engine.send("x", "text\r\n", "b@example.test").isEmpty());

        const auto off = engine.ask("PUT", "/api/v2/faults", R"({"on":false})");
        QCOMPARE(off.status, 200);
        QCOMPARE(at(off.json(), "on").toBool(true), false);
        QCOMPARE(at(off.json(), "items"), at(before, "items"));
        QVERIFY(!engine.send("x", "text\r\n", "b@example.test").isEmpty());
        QCOMPARE(at(engine.ask("PUT", "/api/v2/faults", R"({"on":true})").json(), "on").toBool(), true);
        QVERIFY(engine.send("x", "text\r\n", "b@example.test").isEmpty());
    }

    void speaksMailpitsChaos()
    {
        HttpEngine engine;
        QVERIFY(engine.isRunning());
        QCOMPARE(at(engine.get("/api/v1/webui"), "ChaosEnabled").toBool(), true);
        const QByteArray none =
            R"({"Authentication":{"ErrorCode":535,"Probability":0},)"
            R"("Recipient":{"ErrorCode":451,"Probability":0},"Sender":{"ErrorCode":451,"Probability":0}})"_ba;
        QCOMPARE(engine.ask("GET", "/api/v1/chaos").body, none);

        const QByteArray set =
            R"({"Authentication":{"ErrorCode":535,"Probability":0},)"
            R"("Recipient":{"ErrorCode":550,"Probability":100},"Sender":{"ErrorCode":452,"Probability":0}})"_ba;
        const auto answer = engine.ask(
            "PUT", "/api/v1/chaos", R"({"recipient":{"errorcode":550,"probability":100},"Sender":{"ErrorCode":452}})");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, set);
        QCOMPARE(engine.ask("GET", "/api/v1/chaos").body, set);
        SmtpDialogue client(engine.service().status().listeners.first().port);
        client.say("EHLO a");
        QVERIFY(client.say("MAIL FROM:<a@b>").startsWith("250 "));
        QCOMPARE(client.say("RCPT TO:<c@d>"), "550 5.0.0 this recipient is refused on purpose"_ba);
        QCOMPARE(engine.service().status().faults, QStringList{u"chaos-recipient"_s});
        QCOMPARE(at(engine.get("/api/v2/faults"), "items").toArray().size(), 3);

        QCOMPARE(engine.ask("PUT", "/api/v1/chaos", "{}").body, none);
        QVERIFY(client.say("RCPT TO:<c@d>").startsWith("250 "));
        QVERIFY(!engine.service().status().faultsOn);
    }
};

QTEST_GUILESS_MAIN(TestIntakeRoutes)
#include "tst_intake_routes.moc"
