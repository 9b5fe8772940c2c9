// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_suite.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace mailweir;

class TestPackedRecovery : public StoreSuite {
    Q_OBJECT
private Q_SLOTS:
    void comesBackWithoutAnIndex()
    {
        if (!hasSegments())
            QSKIP("its records are not in segments of the log");
        openWithPackedSegments();
        m_store.reset();
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(database() + QLatin1String(suffix));
        openStore(m_tuning);
        const QList<MessageSummary> back = messages({.limit = 0});
        QCOMPARE(back.size(), m_ids.size());
        for (const MessageSummary &message : back) {
            QVERIFY(message.recovered);
            QVERIFY(m_ids.contains(message.id));
            QVERIFY(ask(*m_store, [id = message.id](StoreReader &reader) { return reader.raw(id); }));
        }
    }

    /// As after a power cut that the index did not survive whole, but the packing of what it had yet to read did.
    void numbersAreNotGivenTwice()
    {
        if (!hasSegments())
            QSKIP("its records are not in segments of the log");
        openWithPackedSegments();
        m_store.reset();
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(database() + QLatin1String(suffix));
        const QStringList packed = files(QStringLiteral("*.zseg"));
        for (const QString &name : files(QStringLiteral("*.seg")))
            QVERIFY(log().remove(name));
        openStore(m_tuning);
        putMail("new");
        const QStringList plain = files(QStringLiteral("*.seg"));
        QCOMPARE(plain.size(), 1);
        QVERIFY2(plain.first() > packed.last(), qPrintable(plain.first()));
    }

private:
    [[nodiscard]] QDir log() const { return QDir(m_dir->filePath(QStringLiteral("mailweir.log"))); }
    [[nodiscard]] QStringList files(const QString &pattern) const
    {
        return log().entryList({pattern}, QDir::Files, QDir::Name);
    }

    /// Mail of which all but the newest segment is packed.
    void openWithPackedSegments()
    {
        m_tuning.log.segmentTarget = 64 * 1024;
        m_tuning.tidyPause = Milliseconds(1);
        openStore(m_tuning);
        m_ids.clear();
        for (int i = 0; i < 60; ++i)
            m_ids.append(putMail("packed", {kA}, "\r\n" + QByteArray(8000, char('a' + i % 26)) + "\r\n"));
        QTRY_COMPARE(files(QStringLiteral("*.seg")).size(), 1);
        QVERIFY(files(QStringLiteral("*.zseg")).size() > 3);
    }

    SqliteStore::Tuning m_tuning;
    QList<MessageId> m_ids;
};

QTEST_GUILESS_MAIN(TestPackedRecovery)
#include "tst_packed_recovery.moc"
