// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/json_shapes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;

class TestJsonShapes final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsBatch();
    void showsSealedBatch();
    void showsGroup();
    void showsDelivery();
    void showsAttempt();
};

namespace {

const Timestamp kNow = fromUnixMs(1'777'626'000'000); // 2026-05-01T09:00Z

Batch collecting()
{
    Batch batch;
    batch.id = BatchId{7};
    batch.key = QStringLiteral("Timeout ‹n›");
    batch.label = QStringLiteral("Timeout 5");
    batch.recipient = "ops@example.test";
    batch.count = 3;
    batch.groups = 1;
    batch.first = kNow;
    batch.last = kNow + 1'500ms;
    return batch;
}

QByteArray text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

void TestJsonShapes::showsBatch()
{
    const QByteArray expected = R"({"count":3,"delivery_id":null,"due_at":"2026-05-01T09:00:31.500Z",)"
                                R"("first":"2026-05-01T09:00:00.000Z","groups":1,"id":"7","key":"Timeout ‹n›",)"
                                R"("label":"Timeout 5","last":"2026-05-01T09:00:01.500Z",)"
                                R"("recipients":["ops@example.test"],"state":"collecting"})";
    QCOMPARE(text(toJson(collecting(), {30s, 5min})), expected);
}

void TestJsonShapes::showsSealedBatch()
{
    Batch batch = collecting();
    batch.state = BatchState::Sealed;
    batch.delivery = DeliveryId{12};
    const auto object = toJson(batch, {});
    QCOMPARE(object.value(QStringLiteral("state")).toString(), QStringLiteral("sealed"));
    QCOMPARE(object.value(QStringLiteral("delivery_id")).toString(), QStringLiteral("12"));
    QVERIFY(object.value(QStringLiteral("due_at")).isNull());
}

void TestJsonShapes::showsGroup()
{
    Group group;
    group.key = QStringLiteral("Disk ‹n›");
    group.label = QStringLiteral("Disk 3");
    group.count = 12;
    group.unread = 4;
    group.first = kNow - 1h;
    group.last = kNow;
    group.historyEnd = toUnixMs(kNow) / 60'000;
    group.history.back() = 2;
    group.history[Group::kHistoryMinutes - 2] = 10;
    group.state = GroupState::Collecting;

    auto object = toJson(group, {}, kNow);
    const auto history = object.take(QStringLiteral("history")).toArray();
    QCOMPARE(history.size(), 60);
    QCOMPARE(history.at(59).toInt(), 2);
    QCOMPARE(history.at(58).toInt(), 10);
    QCOMPARE(
        text(object),
        QByteArray(R"({"batch":null,"count":12,"first":"2026-05-01T08:00:00.000Z","key":"Disk ‹n›","label":"Disk 3",)"
                   R"("last":"2026-05-01T09:00:00.000Z","rate_per_minute":12,"state":"collecting","unread":4})"));

    group.batch = collecting();
    QCOMPARE(toJson(group, {}, kNow).value(QStringLiteral("batch")).toObject(), toJson(collecting(), {}));
}

void TestJsonShapes::showsDelivery()
{
    Delivery delivery;
    delivery.id = DeliveryId{5};
    delivery.subject = QStringLiteral("[mailweir] 2 instances: Übung");
    delivery.relay = QStringLiteral("default");
    delivery.recipients = {{"a@example.test", DeliveryState::Sent, {}},
                           {"b@example.test", DeliveryState::Failed, {550, {5, 1, 1}, {"no such", "user"}}}};
    delivery.state = DeliveryState::Failed;
    delivery.attempts = 1;
    delivery.lastError = QStringLiteral("550 no such user");
    delivery.createdAt = kNow;
    delivery.size = 1234;
    QCOMPARE(
        text(toJson(delivery)),
        QByteArray(
            R"({"attempts":1,"created_at":"2026-05-01T09:00:00.000Z","id":"5","kind":"summary",)"
            R"("last_error":"550 no such user","next_attempt_at":null,"recipients":[)"
            R"({"address":"a@example.test","code":null,"enhanced":null,"state":"sent","text":null},)"
            R"({"address":"b@example.test","code":550,"enhanced":"5.1.1","state":"failed","text":"no such user"}],)"
            R"("relay":"default","size":1234,"state":"failed","subject":"[mailweir] 2 instances: Übung"})"));

    delivery.lastError.clear();
    delivery.nextAttemptAt = kNow + 1min;
    const auto object = toJson(delivery);
    QVERIFY(object.value(QStringLiteral("last_error")).isNull());
    QCOMPARE(object.value(QStringLiteral("next_attempt_at")).toString(), QStringLiteral("2026-05-01T09:01:00.000Z"));
}

void TestJsonShapes::showsAttempt()
{
    DeliveryAttempt attempt;
    attempt.delivery = DeliveryId{5};
    attempt.at = kNow;
    attempt.stage = Stage::EndOfData;
    attempt.host = QStringLiteral("mail.example.test:587");
    attempt.code = 452;
    attempt.enhanced = {4, 3, 1};
    attempt.text = QStringLiteral("later");
    attempt.durationMs = 17;
    attempt.transcript = {{0, TranscriptLine::Side::Note, "connected"},
                          {1, TranscriptLine::Side::Server, "220 hi"},
                          {2, TranscriptLine::Side::Client, "EHLO me"}};
    QCOMPARE(text(toJson(attempt)),
             QByteArray(R"({"at":"2026-05-01T09:00:00.000Z","code":452,"duration_ms":17,"enhanced":"4.3.1",)"
                        R"("host":"mail.example.test:587","stage":"dot","text":"later",)"
                        R"("transcript":["-- connected","S: 220 hi","C: EHLO me"]})"));
}

QTEST_GUILESS_MAIN(TestJsonShapes)
#include "tst_json_shapes.moc"
