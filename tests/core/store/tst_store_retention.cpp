// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_counters.h"
#include "tests/support/store_suite.h"

#include <QDir>
#include <QTest>

using namespace mailweir;

namespace {

QByteArray bodyOf(qsizetype size)
{
    QByteArray body("\r\n");
    for (qsizetype i = 0; body.size() < size; ++i)
        body += QByteArray::number(qulonglong(i) * 2'654'435'761u) + "\r\n";
    return body;
}

} // namespace

class TestStoreRetention : public StoreSuite {
    Q_OBJECT
private:
    void open(const QList<RetentionRule> &rules = {}, qint64 segmentTarget = 128 * 1024 * 1024)
    {
        m_store.reset();
        SqliteStore::Tuning tuning;
        tuning.log.segmentTarget = segmentTarget;
        tuning.log.zeroAhead = 0;
        tuning.tidyPause = Milliseconds(1);
        tuning.tidyPoll = Milliseconds(5);
        openStore(tuning);
        m_store->setRetention(rules);
    }
    MessageId putFor(const QString &project, const QByteArray &rest = "\r\nx\r\n")
    {
        m_clock.advance(Milliseconds(1000));
        Envelope envelope = envelopeTo({kA}, m_clock.now());
        envelope.project = project.toUtf8();
        const auto id = put(*m_store, mail("of " + envelope.project, rest), envelope);
        return id ? *id : MessageId{};
    }
    QList<MessageId> ids()
    {
        QList<MessageId> ids;
        for (const MessageSummary &message : messages({.limit = 0}))
            ids.prepend(message.id);
        return ids;
    }
    QStringList wrong() { return inMemory() ? QStringList() : wrongCounters(database()); }
    qint64 logSize() const
    {
        qint64 size = 0;
        const QList<QFileInfo> files = QDir(m_dir->filePath(QStringLiteral("mailweir.log"))).entryInfoList(QDir::Files);
        for (const QFileInfo &file : files)
            size += file.size();
        return size;
    }

private Q_SLOTS:
    void keepsTheNewestByCount()
    {
        open({{.messages = 5}});
        QList<MessageId> put;
        for (int i = 0; i < 12; ++i)
            put.append(putMail("one"));
        QTRY_COMPARE(ids(), put.mid(7));
        QCOMPARE(wrong(), QStringList());
        QCOMPARE(group(QStringLiteral("one")).count, 5);
        put.append(putMail("two"));
        QTRY_COMPARE(ids(), put.mid(8));
        QList<MessageId> removed;
        for (const StoreChange &change : m_changes.take()) {
            removed += change.removed;
            QVERIFY(change.restored.isEmpty() && !change.allRemoved);
        }
        QCOMPARE(removed, put.first(8));
    }

    void countsBytesAsReceived()
    {
        QList<MessageId> put;
        open();
        for (int i = 0; i < 10; ++i)
            put.append(putMail("one", {kA}, bodyOf(1000)));
        const qint64 size = messages().first().size;
        m_store->setRetention({{.bytes = 3 * size}});
        QTRY_COMPARE(ids(), put.mid(7));
        m_store->setRetention({{.bytes = 3 * size - 1}});
        QTRY_COMPARE(ids(), put.mid(8));
        QCOMPARE(wrong(), QStringList());
    }

    void countsTheAge()
    {
        open({{.age = Milliseconds(60'000)}});
        const MessageId old = putMail("old");
        m_clock.advance(Milliseconds(58'000));
        const MessageId young = putMail("young");
        m_clock.advance(Milliseconds(1'000)); // now the first is as old as it may be
        QCOMPARE(ids(), (QList<MessageId>{old, young}));
        m_clock.advance(Milliseconds(1));
        QTRY_COMPARE(ids(), QList<MessageId>{young});
        QCOMPARE(groups().size(), 1);
        QCOMPARE(wrong(), QStringList());
    }

    void countsEachProjectByItsRule()
    {
        const QString shop = QStringLiteral("shop");
        const QString blog = QStringLiteral("blog");
        QHash<QString, QList<MessageId>> put;
        QList<MessageId> others;
        open();
        for (int i = 0; i < 8; ++i) {
            for (const QString &project : {shop, blog, QString(), QStringLiteral("wiki")}) {
                put[project].append(putFor(project));
                if (project != shop && project != blog)
                    others.append(put[project].last());
            }
        }
        m_store->setRetention({{.messages = 5}, {.project = shop, .messages = 2}, {.project = blog}});
        QList<MessageId> expected = put[shop].mid(6) + put[blog] + others.mid(11);
        std::sort(expected.begin(), expected.end());
        QTRY_COMPARE(ids(), expected);
        QCOMPARE(wrong(), QStringList());
    }

    void keepsAndDoesNotCountPinnedOnes()
    {
        open();
        QList<MessageId> put;
        for (int i = 0; i < 10; ++i)
            put.append(putMail("one"));
        QVERIFY(write([&](StoreWriter &writer) { return writer.setPinned({put[1], put[4]}, true); }));
        m_store->setRetention({{.messages = 3}});
        QTRY_COMPARE(ids(), (QList<MessageId>{put[1], put[4], put[7], put[8], put[9]}));
        QVERIFY(write([&](StoreWriter &writer) { return writer.setPinned({put[4]}, false); }));
        QTRY_COMPARE(ids(), (QList<MessageId>{put[1], put[7], put[8], put[9]}));
        QCOMPARE(wrong(), QStringList());
    }

    void batchesKeepWhatTheyHaveCollected()
    {
        open();
        const MessageId id = putMail("one", {kA}, bodyOf(3000));
        const QByteArray raw = *ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); });
        m_clock.advance(Milliseconds(10));
        m_store->setRetention({{.age = Milliseconds(1)}});
        QTRY_VERIFY(ids().isEmpty());
        const QList<Batch> open = batches();
        QCOMPARE(open.size(), 1);
        QCOMPARE(open[0].count, 1);
        const auto content = ask(*m_store, [&](StoreReader &reader) { return reader.batchContent(open[0].id); });
        QVERIFY(!content->groups[0].lastIsLost);
        QCOMPARE(content->groups[0].lastRaw, raw);
    }

    void holdsTheLimitWhileMailComesIn()
    {
        open({{.messages = 50}});
        for (int i = 0; i < 2000; ++i) {
            const auto id = put(*m_store, mail("flood " + QByteArray::number(i % 7)), envelopeTo({kA}, m_clock.now()));
            QVERIFY(id);
        }
        QTRY_COMPARE(counts().messages, 50);
        QCOMPARE(wrong(), QStringList());
        for (const StoreChange &change : m_changes.take())
            QVERIFY(change.removed.size() <= 1000);
    }

    void givesTheSpaceBack()
    {
        if (!hasSegments())
            QSKIP("its space is not in segments of the log");
        open({}, 64 * 1024);
        for (int i = 0; i < 100; ++i)
            putMail("one", {kA}, bodyOf(8000));
        const QList<MessageId> all = ids();
        const qint64 received = counts().bytes;
        // Sealed segments are packed, which already saves a part.
        QTRY_VERIFY(logSize() < received * 8 / 10);
        for (const MessageId id : all)
            QCOMPARE(ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); })->size(), received / 100);
        m_store->setRetention({{.messages = 10}});
        QTRY_VERIFY(logSize() < received * 3 / 10);
        QCOMPARE(ids(), all.mid(90));
        for (const MessageId id : all.mid(90))
            QVERIFY(ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); }));
        QTRY_VERIFY(sql({QStringLiteral("SELECT COUNT(*) FROM segments")}).toInt() < 6);
        reopen();
        QCOMPARE(ids(), all.mid(90));
        for (const MessageId id : all.mid(90))
            QVERIFY(ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); }));
    }

    void rewritesSegmentsThatAreMostlyDead()
    {
        if (!hasSegments())
            QSKIP("its space is not in segments of the log");
        open({}, 256 * 1024);
        for (int i = 0; i < 60; ++i)
            putMail("one", {kA}, bodyOf(8000));
        const auto packed = [this] {
            return QFileInfo(m_dir->filePath(QStringLiteral("mailweir.log/0000000001.zseg"))).size();
        };
        QTRY_VERIFY(packed() > 0);
        seal(batches()[0], DeliveryState::Sent);
        const qint64 before = packed();
        const QList<MessageId> all = ids();
        QList<MessageId> dead;
        for (qsizetype i = 0; i < all.size(); ++i) {
            if (i % 4 != 0)
                dead.append(all[i]);
        }
        remove(dead);
        QVERIFY(counts().messages == 15);
        QCOMPARE(packed(), before); // it can be undone
        m_clock.advance(MailStore::kUndoTime);
        QTRY_VERIFY(packed() < before / 3);
        for (qsizetype i = 0; i < all.size(); i += 4)
            QVERIFY(ask(*m_store, [id = all[i]](StoreReader &reader) { return reader.raw(id); }));
        QCOMPARE(wrong(), QStringList());
    }

    void aMessageOnItsWayKeepsItsPieces()
    {
        if (!hasSegments())
            QSKIP("its space is not in segments of the log");
        open({}, 64 * 1024);
        const QByteArray start = mail("slow", bodyOf(2'500'000));
        auto intake = m_store->beginMessage();
        intake->append(start);
        for (int i = 0; i < 30; ++i)
            putMail("one", {kA}, bodyOf(8000));
        removeAll();
        m_clock.advance(MailStore::kUndoTime);
        QTRY_COMPARE(sql({QStringLiteral("SELECT COUNT(*) FROM removals")}), QVariant(0));
        auto answer = std::make_shared<Awaited<Result<MessageId>>>();
        intake->append("the end\r\n");
        intake->commit(envelopeTo({kA}, m_clock.now()), [answer](Result<MessageId> id) { answer->set(std::move(id)); });
        const MessageId id = answer->get().value().value();
        for (int i = 0; i < 30; ++i)
            putMail("two", {kA}, bodyOf(8000));
        QTRY_VERIFY(QFile::exists(m_dir->filePath(QStringLiteral("mailweir.log/0000000001.zseg"))));
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); }), start + "the end\r\n");
        QCOMPARE(wrong(), QStringList());
        const RemovalId removal = remove({id});
        Q_UNUSED(removal)
        m_clock.advance(MailStore::kUndoTime);
        // The batch that has it as its last one lets go of it when it is delivered.
        for (const Batch &batch : batches())
            seal(batch, DeliveryState::Sent);
        QTRY_COMPARE(sql({QStringLiteral("SELECT COUNT(*) FROM message_chunks")}), QVariant(0));
    }
};

QTEST_GUILESS_MAIN(TestStoreRetention)
#include "tst_store_retention.moc"
