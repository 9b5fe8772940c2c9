// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_store.h"
#include "tests/support/store_fixture.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <cstdio>

using namespace mailweir;

namespace {

constexpr int kRounds = 15;
constexpr int kKillAfterLines = 250; // at most

/// What the message with this number holds; each seventeenth is in chunks.
QByteArray body(quint64 number)
{
    QByteArray raw =
        mail("crash " + QByteArray::number(number % 3), "X-Number: " + QByteArray::number(number) + "\r\n\r\n");
    raw += QByteArray(number % 17 == 0 ? 1'300'000 : int(number % 4000), char('a' + number % 26));
    return raw;
}

/// The child: mail, seals and deliveries without end; each line says what was acknowledged.
int work(const QString &database, quint64 number)
{
    SubjectLineClassifier classifier;
    SystemClock clock;
    SqliteStore store({database}, classifier, clock, [](const StoreChange &) {}, {});
    if (!store.open())
        return 1;
    for (;; ++number) {
        auto intake = store.beginMessage();
        intake->append(body(number));
        auto answer = std::make_shared<Awaited<Result<MessageId>>>();
        intake->commit(envelopeTo({"a@example.test"}, clock.now()), [answer, number](Result<MessageId> id) {
            if (id) {
                std::printf("M %llu %s\n", static_cast<unsigned long long>(number), id->text().constData());
                std::fflush(stdout);
            }
            answer->set(id);
        });
        if (number % 5 == 0)
            (void)answer->get(); // else several wait at once
        if (number % 40 != 0)
            continue;
        const auto open = ask(store, [](StoreReader &reader) { return reader.batches({BatchState::Collecting}); });
        if (!open || open->isEmpty())
            continue;
        const BatchId batch = open->first().id;
        DeliveryId sealed;
        const auto done = change(store, [&](StoreWriter &writer) -> Result<void> {
            if (!writer.beginSealing(batch))
                return {};
            Delivery delivery;
            delivery.recipients = {{"a@example.test", DeliveryState::Waiting, {}}};
            const auto stored = writer.finishSealing(batch, delivery, "summary of " + batch.text());
            sealed = stored ? stored->id : DeliveryId{};
            return stored ? Result<void>() : stored.error();
        });
        if (done && !sealed.isNull()) {
            std::printf("D %lld\n", static_cast<long long>(sealed.value));
            std::fflush(stdout);
        }
    }
}

} // namespace

class TestCrash : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsWhatWasAcknowledged()
    {
        QTemporaryDir directory;
        const QString database = directory.filePath(QStringLiteral("mailweir.db"));
        QHash<quint64, MessageId> acknowledged;
        QList<DeliveryId> delivered;
        quint64 next = 1;
        for (int round = 0; round < kRounds; ++round) {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(),
                        {QStringLiteral("--work"), database, QString::number(next)});
            QVERIFY(child.waitForStarted());
            const int lines = QRandomGenerator::global()->bounded(1, kKillAfterLines);
            // Chance may have ended every round before a delivery was told: the last one waits for it.
            const auto waitsForDelivery = [&] {
                return round == kRounds - 1 && delivered.isEmpty();
            };
            for (int seen = 0; seen < lines || waitsForDelivery();) {
                QVERIFY2(child.canReadLine() || child.waitForReadyRead(30'000), child.readAllStandardError());
                while (child.canReadLine()) {
                    read(child.readLine(), acknowledged, delivered);
                    ++seen;
                }
            }
            child.kill(); // SIGKILL
            QVERIFY(child.waitForFinished());
            while (child.canReadLine())
                read(child.readLine(), acknowledged, delivered);
            for (auto entry = acknowledged.cbegin(); entry != acknowledged.cend(); ++entry)
                next = std::max(next, entry.key() + 100);
            check(database, acknowledged, delivered, round);
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY(!delivered.isEmpty());
    }

private:
    static void read(const QByteArray &line, QHash<quint64, MessageId> &acknowledged, QList<DeliveryId> &delivered)
    {
        const QList<QByteArray> words = line.trimmed().split(' ');
        if (words[0] == "M")
            acknowledged.insert(words[1].toULongLong(), *MessageId::fromText(words[2]));
        else
            delivered.append(*DeliveryId::fromText(words[1]));
    }

    static qint64 number(const QString &database, const QString &sql)
    {
        QSqlQuery query(QSqlDatabase::database(database));
        [&] {
            QVERIFY(query.exec(sql) && query.next());
        }();
        return query.value(0).toLongLong();
    }

    static void checkDatabase(const QString &database)
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), database);
        connection.setDatabaseName(database);
        QVERIFY(connection.open());
        QSqlQuery query(connection);
        QVERIFY(query.exec(QStringLiteral("PRAGMA integrity_check")) && query.next());
        QCOMPARE(query.value(0).toString(), QStringLiteral("ok"));
        QCOMPARE(number(database,
                        QStringLiteral("SELECT COUNT(*) FROM batches b WHERE count <> (SELECT COUNT(*) FROM "
                                       "batch_messages m WHERE m.batch_id = b.id)")),
                 0);
        QCOMPARE(number(database,
                        QStringLiteral("SELECT COUNT(*) FROM batches b WHERE count <> (SELECT SUM(g.count) "
                                       "FROM batch_groups g WHERE g.batch_id = b.id)")),
                 0);
        // Every message is in exactly one batch: one recipient, none lost, none doubled.
        QCOMPARE(number(database, QStringLiteral("SELECT COUNT(*) FROM batch_messages")),
                 number(database, QStringLiteral("SELECT COUNT(*) FROM messages")));
        QCOMPARE(number(database, QStringLiteral("SELECT SUM(count) FROM groups")),
                 number(database, QStringLiteral("SELECT COUNT(*) FROM messages")));
        QCOMPARE(number(database, QStringLiteral("SELECT COUNT(*) FROM batches WHERE state = 3")),
                 number(database,
                        QStringLiteral("SELECT COUNT(*) FROM deliveries d JOIN delivery_mail m ON "
                                       "m.delivery_id = d.id WHERE d.batch_id IS NOT NULL")));
    }

    static void check(const QString &database, const QHash<quint64, MessageId> &acknowledged,
                      const QList<DeliveryId> &delivered, int round)
    {
        SubjectLineClassifier classifier;
        SystemClock clock;
        SqliteStore store({database}, classifier, clock, [](const StoreChange &) {}, {});
        QVERIFY(store.open());
        const auto all = ask(store, [](StoreReader &reader) { return reader.messages({.limit = 0}); });
        QVERIFY(all);
        QSet<MessageId> present;
        QSet<QByteArray> numbers;
        for (const MessageSummary &summary : *all) {
            present.insert(summary.id);
            QVERIFY(!summary.recovered);
            const auto raw = ask(store, [&](StoreReader &reader) { return reader.raw(summary.id); });
            QVERIFY(raw);
            const qsizetype at = raw->indexOf("X-Number: ") + 10;
            const QByteArray found = raw->sliced(at, raw->indexOf('\r', at) - at);
            QVERIFY(!numbers.contains(found));
            numbers.insert(found);
            QVERIFY(*raw == body(found.toULongLong()));
        }
        for (auto entry = acknowledged.cbegin(); entry != acknowledged.cend(); ++entry)
            QVERIFY2(present.contains(entry.value()), qPrintable(QStringLiteral("round %1").arg(round)));
        for (const DeliveryId id : delivered) {
            const auto delivery = ask(store, [id](StoreReader &reader) { return reader.delivery(id); });
            QVERIFY(delivery);
            const auto raw = ask(store, [id](StoreReader &reader) { return reader.deliveryRaw(id); });
            QCOMPARE(*raw, "summary of " + delivery->batch.text());
        }
        store.close();
        checkDatabase(database);
        QSqlDatabase::removeDatabase(database);
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--work"))
        return work(arguments[2], arguments[3].toULongLong());
    TestCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash.moc"
