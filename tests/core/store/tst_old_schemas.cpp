// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/body_log.h"
#include "tests/support/store_counters.h"
#include "tests/support/store_suite.h"

#include <QFile>
#include <QTest>

using namespace mailweir;

/// Databases as earlier versions have left them: tests/data/store/schema-NNNN.sql, with their log made here.
class TestOldSchemas : public StoreSuite {
    Q_OBJECT
private:
    struct Mail {
        MessageId id;
        QByteArray raw;
        RecordLocation location;
    };

    QByteArray large() const
    {
        QByteArray raw("Subject: Large\r\n\r\n");
        while (raw.size() < 2'097'200)
            raw += 'x';
        return raw;
    }
    /// Two small messages, then a large one in two pieces and another small one in the next segment.
    QList<Mail> writeLog()
    {
        BodyLogOptions options;
        options.segmentTarget = 1;
        BodyLog log(m_dir->filePath(QStringLiteral("mailweir.log")), options);
        QList<Mail> mails;
        [&] {
            QVERIFY(log.createDirectory());
            QVERIFY(log.open({}));
            for (int i = 0; i < 4; ++i) {
                const Timestamp received = fromUnixMs(1'777'626'000'000 + i * 1000);
                const MessageId id{quint64(toUnixMs(received)) << 16, 7};
                const QByteArray envelope = encodeEnvelope(envelopeTo({kA}, received));
                if (i % 2 == 0)
                    QVERIFY(log.beginGroup());
                if (i == 2) {
                    const QByteArray raw = large();
                    const QList<RecordLocation> chunks{log.add(RecordKind::Chunk, {}, {}, raw.first(kChunkSize)),
                                                       log.add(RecordKind::Chunk, {}, {}, raw.sliced(kChunkSize))};
                    mails.append({id, raw, log.add(RecordKind::Commit, id, envelope, encodeChunkList(chunks))});
                } else {
                    const QByteArray raw = mail("Welcome", QByteArray(984, 'x')).first(1000);
                    mails.append({id, raw, log.add(RecordKind::Message, id, envelope, raw)});
                }
                if (i % 2 == 1)
                    QVERIFY(log.endGroup(true));
            }
        }();
        return mails;
    }

private Q_SLOTS:
    void areBroughtUpToDate_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1") << 1;
        QTest::newRow("2") << 2;
    }

    void areBroughtUpToDate()
    {
        if (!hasSegments())
            QSKIP("those versions had files only");
        QFETCH(int, version);
        m_store.reset();
        m_dir = std::make_unique<QTemporaryDir>();
        QFile dump(QStringLiteral(TEST_DATA "/store/schema-%1.sql").arg(version, 4, 10, QLatin1Char('0')));
        QVERIFY(dump.open(QIODevice::ReadOnly));
        QStringList statements = QString::fromUtf8(dump.readAll()).split(QStringLiteral(";\n"), Qt::SkipEmptyParts);
        const QList<Mail> mails = writeLog();
        for (const Mail &mail : mails) {
            statements.append(QStringLiteral("UPDATE messages SET segment = %1, position = %2, length = %3 "
                                             "WHERE id = %4")
                                  .arg(mail.location.segment)
                                  .arg(mail.location.offset)
                                  .arg(mail.location.length)
                                  .arg(mail.id.order));
        }
        const LogPosition end = mails.last().location.end();
        QCOMPARE(end.segment, 2U);
        statements.append(
            QStringLiteral("UPDATE log_state SET segment = %1, position = %2").arg(end.segment).arg(end.offset));
        sql(statements);

        openStore();
        QCOMPARE(wrongCounters(database()), QStringList());
        QCOMPARE(sql({QStringLiteral("SELECT COUNT(*) FROM message_chunks")}), QVariant(2));
        QCOMPARE(counts().messages, 4);
        QCOMPARE(counts().unread, 3);
        QCOMPARE(counts().bytes, 3000 + 2'097'200);
        QCOMPARE(counts().groups, 2);
        QCOMPARE(batches().size(), 1);
        for (const Mail &mail : mails) {
            const auto raw = ask(*m_store, [&](StoreReader &reader) { return reader.raw(mail.id); });
            QVERIFY2(raw, qPrintable(raw ? QString() : describe(raw.error())));
            QVERIFY(*raw == mail.raw);
            const auto summary = ask(*m_store, [&](StoreReader &reader) { return reader.message(mail.id); });
            QVERIFY(!summary->pinned && summary->tags.isEmpty());
        }
        if (version >= 2) {
            const auto envelope = ask(*m_store, [&](StoreReader &reader) { return reader.envelope(mails[1].id); });
            QCOMPARE(envelope->process->pid, 42);
        }

        // And it goes on.
        QVERIFY(putMail("Welcome") > mails.last().id);
        const RemovalId removal = removeAll();
        auto answer = std::make_shared<Awaited<Result<qint64>>>();
        m_store->restore(removal, [answer](Result<qint64> restored) { answer->set(std::move(restored)); });
        QCOMPARE(answer->get().value().value(), 5);
        QCOMPARE(wrongCounters(database()), QStringList());
        reopen();
        QCOMPARE(counts().messages, 5);
    }
};

QTEST_GUILESS_MAIN(TestOldSchemas)
#include "tst_old_schemas.moc"
