// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_suite.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

namespace mailweir {

Delivery summaryFor(const Batch &batch, DeliveryState state)
{
    Delivery delivery;
    delivery.subject = QStringLiteral("[mailweir] ") + batch.label;
    delivery.messageId = "summary@example.test";
    delivery.sender = "mailweir@example.test";
    delivery.relay = QStringLiteral("default");
    delivery.recipients = {{batch.recipient, state, {}}};
    delivery.state = state;
    delivery.createdAt = fromUnixMs(1'777'626'000'000);
    delivery.roundStartedAt = delivery.createdAt;
    return delivery;
}

void StoreSuite::initTestCase_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("files") << Kind::Files;
    QTest::newRow("normal") << Kind::Normal;
    QTest::newRow("database") << Kind::Database;
    QTest::newRow("memory") << Kind::Memory;
}

void StoreSuite::init()
{
    QFETCH_GLOBAL(Kind, kind);
    m_kind = kind;
    m_dir = std::make_unique<QTemporaryDir>();
    m_changes.take();
    openStore();
}

StoreOptions StoreSuite::options() const
{
    StoreOptions options;
    options.database = database();
    options.bodiesInDatabase = m_kind == Kind::Database;
    options.durability = m_kind == Kind::Memory ? Durability::Memory
        : m_kind == Kind::Normal                ? Durability::Normal
                                                : Durability::Full;
    return options;
}

QString StoreSuite::segment(quint32 number) const
{
    return segmentPath(m_dir->filePath(QStringLiteral("mailweir.log")), number);
}

void StoreSuite::openStore(const SqliteStore::Tuning &tuning)
{
    m_store = std::make_unique<SqliteStore>(options(), m_classifier, m_clock, m_changes.observer(), tuning);
    const auto opened = m_store->open();
    QVERIFY2(opened, qPrintable(opened ? QString() : describe(opened.error())));
}

void StoreSuite::reopen()
{
    if (inMemory())
        return;
    m_store.reset();
    openStore();
}

QVariant StoreSuite::sql(const QStringList &statements)
{
    const QString name = QStringLiteral("test");
    QVariant value;
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        connection.setDatabaseName(database());
        [&] {
            QVERIFY(connection.open());
            for (const QString &statement : statements) {
                QSqlQuery query(connection);
                QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
                value = query.next() ? query.value(0) : QVariant();
            }
        }();
    }
    QSqlDatabase::removeDatabase(name);
    return value;
}

MessageId StoreSuite::putMail(const QByteArray &subject, const QList<QByteArray> &to, const QByteArray &rest)
{
    m_clock.advance(Milliseconds(1000));
    const auto id = put(*m_store, mail(subject, rest), envelopeTo(to, m_clock.now()));
    [&] {
        QVERIFY2(id, qPrintable(id ? QString() : describe(id.error())));
    }();
    return id ? *id : MessageId{};
}

QList<Group> StoreSuite::groups()
{
    return *ask(*m_store, [](StoreReader &reader) { return reader.groups({}); });
}

Group StoreSuite::group(const QString &label)
{
    for (const Group &candidate : groups()) {
        if (candidate.label == label)
            return candidate;
    }
    return {};
}

QList<Batch> StoreSuite::batches(const QList<BatchState> &states)
{
    return *ask(*m_store, [states](StoreReader &reader) { return reader.batches(states); });
}

StoreCounts StoreSuite::counts()
{
    return *ask(*m_store, [](StoreReader &reader) { return reader.counts(); });
}

QList<MessageSummary> StoreSuite::messages(const MessageQuery &query)
{
    return *ask(*m_store, [query](StoreReader &reader) { return reader.messages(query); });
}

RemovalId StoreSuite::remove(const QList<MessageId> &ids)
{
    RemovalId id;
    const auto done = write([&](StoreWriter &writer) -> Result<void> {
        const auto removal = writer.removeMessages(ids);
        id = removal ? *removal : RemovalId{};
        return removal ? Result<void>() : removal.error();
    });
    [&] {
        QVERIFY2(done, qPrintable(done ? QString() : describe(done.error())));
    }();
    return id;
}

RemovalId StoreSuite::removeAll()
{
    RemovalId id;
    const auto done = write([&](StoreWriter &writer) -> Result<void> {
        const auto removal = writer.removeAllMessages();
        id = removal ? *removal : RemovalId{};
        return removal ? Result<void>() : removal.error();
    });
    [&] {
        QVERIFY2(done, qPrintable(done ? QString() : describe(done.error())));
    }();
    return id;
}

Delivery StoreSuite::seal(const Batch &batch, DeliveryState state)
{
    Delivery stored;
    const auto done = write([&](StoreWriter &writer) -> Result<void> {
        if (const auto begun = writer.beginSealing(batch.id); !begun)
            return begun.error();
        const auto sealed = writer.finishSealing(batch.id, summaryFor(batch, state), "raw summary");
        if (!sealed)
            return sealed.error();
        stored = *sealed;
        return {};
    });
    [&] {
        QVERIFY(done);
    }();
    return stored;
}

} // namespace mailweir
