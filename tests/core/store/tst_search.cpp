// SPDX-License-Identifier: GPL-3.0-or-later
// Searches through the store: what is found, with an index and without, and how the index keeps up with the messages.
#include "core/store/search_reader.h"
#include "core/store/segment_medium.h"
#include "core/store/sqlite_store.h"
#include "tests/support/store_search.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPatience = 20'000;

SqliteStore::Tuning smallParts()
{
    SqliteStore::Tuning tuning;
    tuning.searchPartition = 4;
    tuning.searchTidyAfter = Milliseconds(0);
    return tuning;
}

/// A store in a directory of its own, with what the tests look for.
class Place {
public:
    explicit Place(const SqliteStore::Tuning &tuning = smallParts())
        : m_tuning(tuning)
    {
        open();
    }
    ~Place() { close(); }

    void open()
    {
        m_store = std::make_unique<SqliteStore>(
            StoreOptions{file("x.db"), Durability::Full, false, {}}, m_classifier, m_clock, [](const StoreChange &) {},
            m_tuning);
        opened = m_store->open();
    }
    void close()
    {
        if (m_store)
            m_store->close();
        m_store.reset();
    }
    [[nodiscard]] QString file(const char *name) const { return m_directory.filePath(QLatin1StringView(name)); }
    [[nodiscard]] QString index() const { return file("x.search.db"); }
    [[nodiscard]] SqliteStore &store() { return *m_store; }

    MessageId add(const QByteArray &subject, const QByteArray &fields = {}, const QByteArray &body = "text\r\n",
                  const std::function<void(Envelope &)> &change = {})
    {
        m_clock.advance(Milliseconds(60'000));
        Envelope envelope = envelopeTo({"ops@example.test"}, m_clock.now());
        if (change)
            change(envelope);
        const QByteArray raw = "Subject: " + subject + "\r\n" + fields + "\r\n" + body;
        const auto id = put(*m_store, raw, envelope);
        return id ? *id : MessageId();
    }
    [[nodiscard]] FakeClock &clock() { return m_clock; }

    Result<void> opened;

private:
    QTemporaryDir m_directory;
    FakeClock m_clock;
    HeaderClassifier m_classifier;
    const SqliteStore::Tuning m_tuning;
    std::unique_ptr<SqliteStore> m_store;
};

QByteArray multipart(const QByteArray &text, const QByteArray &html, const QByteArray &fileName)
{
    return "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + text + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
        + "\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"" + fileName
        + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";
}

/// m1 is the oldest.
void addCorpus(Place &place)
{
    place.add("m1", "From: Alice Smith <alice@shop.test>\r\nTo: Bob <bob@example.test>\r\n",
              "The connection was refused by the server.\r\n");
    place.add("m2", "From: Carol <carol@shop.test>\r\nCc: Alice <alice@shop.test>\r\nX-Tags: red,Blue Sky\r\n",
              "Order 4711 shipped; connections are fine.\r\n");
    place.add("m3",
              "From: =?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.test>\r\n"
              "Reply-To: help@example.test\r\nMIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n",
              "Grüße aus KÖLN: naïve café, ПРИВЕТ мир, 請求書です 🎉\r\n");
    place.add("m4",
              "From: Build <ci@example.test>\r\nMessage-ID: <build.99@ci.test>\r\nX-Mailer: PHPMailer 6\r\n"
              "X-Priority: 1\r\n"
                  + multipart("plain words", "<p>only <b>hyper</b>text</p>", "Report March.pdf"),
              {}, [](Envelope &envelope) {
                  envelope.user = "deploy";
                  envelope.tls = {"TLSv1.3", "X"};
                  envelope.peer = "10.1.2.3:4321";
                  envelope.listener = "submission";
              });
    place.add("m5", "From: Alice Smith <alice@shop.test>\r\n", QByteArray(3000, 'x') + "\r\n", [](Envelope &envelope) {
        envelope.peer = "[2001:db8::7]:25";
        envelope.project = "Shop";
        envelope.process = PeerProcess{4711, "/usr/bin/php8.2", "/srv/shop"};
    });
    place.add("m6", "To: \"O'Brien, Pat\" <pat@example.test>\r\nBad header line\r\n", "password reset for you\r\n",
              [](Envelope &envelope) {
                  envelope.recipients.append({EmailAddress::fromText("hidden@example.test"), {}});
                  envelope.helo = "weird.host.test";
              });
    place.add("m7-batched", "From: cron@example.test\r\n", "refused: reset the connection\r\n");
}

/// A disk that does not give messages with "unreadable" in them.
class BadSource final : public RecordSource {
public:
    explicit BadSource(std::unique_ptr<RecordSource> source)
        : m_source(std::move(source))
    {
    }
    Result<Record> record(const RecordLocation &location) override
    {
        auto record = m_source->record(location);
        if (record && record->body.contains("unreadable"))
            return Error{ErrorCode::Io, u"test"_s, {}};
        return record;
    }

private:
    std::unique_ptr<RecordSource> m_source;
};

class BadMedium final : public RecordMedium {
public:
    explicit BadMedium(const QString &directory)
        : m_medium(directory, {})
    {
    }
    std::unique_ptr<RecordLog> makeLog() const override { return m_medium.makeLog(); }
    std::unique_ptr<RecordSource> makeSource() const override
    {
        return std::make_unique<BadSource>(m_medium.makeSource());
    }
    std::unique_ptr<RecordRemover> makeRemover() const override { return m_medium.makeRemover(); }

private:
    SegmentMedium m_medium;
};

/// The same question to the rows and the log alone.
template <typename Answer>
Answer askWithoutIndex(Place &place, const RecordMedium &medium, const std::function<Answer(SearchReader &)> &ask)
{
    Database database;
    if (const auto opened = database.open(place.file("x.db"), Database::Access::Read); !opened)
        return opened.error();
    LogReader log(medium.makeSource());
    SearchReader reader(database, log, false);
    return ask(reader);
}

Result<QList<MessageSummary>> withoutIndex(Place &place, const SearchQuery &search)
{
    MessageQuery query;
    query.search = search;
    query.limit = 0;
    return askWithoutIndex<Result<QList<MessageSummary>>>(place, SegmentMedium(place.file("x.log"), {}),
                                                          [&](SearchReader &reader) { return reader.messages(query); });
}

Result<MatchCounts> countedWithoutIndex(Place &place, const SearchQuery &search)
{
    return askWithoutIndex<Result<MatchCounts>>(place, SegmentMedium(place.file("x.log"), {}),
                                                [&](SearchReader &reader) { return reader.matches(search); });
}

} // namespace

class TestSearch final : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Place> m_corpus;

private Q_SLOTS:
    void initTestCase()
    {
        m_corpus = std::make_unique<Place>();
        QVERIFY(m_corpus->opened);
        addCorpus(*m_corpus);
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(m_corpus->index()), 7, kPatience);
    }
    void cleanupTestCase() { m_corpus.reset(); }

    void finds_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("subjects");
        const auto row = [](const char *query, const char *subjects) {
            QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(subjects);
        };
        // Words and their beginnings, in texts, fields and file names.
        row("connection", "m7-batched m2 m1");
        row("connections", "m2");
        row("onnection", "");
        row("CONNECTION refused", "m7-batched m1");
        row("\"connection was refused\"", "m1");
        row("\"refused connection\"", "");
        row("alice", "m5 m2 m1");
        row("alice@shop.test", "m5 m2 m1");
        row("smith", "m5 m1");
        row("o'brien", "m6");
        row("hyper", "m4");
        row("hypertext", "m4");
        row("ypertext", "");
        row("\"report march\"", "m4");
        row("4711", "m2");
        row("471", "m2");
        row("47", "");
        row("app@example.test", "m7-batched m6 m5 m4 m3 m2 m1"); // the envelope's sender
        row("köln", "m3");
        row("KÖLN", "m3");
        row("koln", "");
        row("GRÜSSE", "");
        row("GRÜßE", "m3");
        row("привет", "m3");
        row("müller", "m3");
        row("求書", "m3");
        row("書求", "");
        row("🎉", "m3");
        row("-connection", "m6 m5 m4 m3");
        row("connection -refused", "m2");
        row("connection !\"was refused\" -m2", "m7-batched");
        // Parts of fields.
        row("from:lice", "m5 m1");
        row("from:ALICE", "m5 m1");
        row("from:al", "m5 m1");
        row("from:MÜLL", "m3");
        row("from:zz", "");
        row("from:\"alice smith\"", "m5 m1");
        row("-from:alice", "m7-batched m6 m4 m3 m2");
        row("to:bob", "m1");
        row("to:brien", "m6");
        row("cc:alice", "m2");
        row("to:alice", "");
        row("reply-to:help", "m3");
        row("addressed:alice", "m5 m2 m1");
        row("addressed:help@", "m3");
        row("subject:batch", "m7-batched");
        row("subject:7", "m7-batched");
        row("subject:/^m[12]$/", "m2 m1");
        row("message-id:d.99@c", "m4");
        row("mailfrom:app@", "m7-batched m6 m5 m4 m3 m2 m1");
        row("rcpt:hidden", "m6");
        row("group:batched", "m7-batched");
        // Parts of texts.
        row("body:onnection", "m7-batched m2 m1");
        row("body:\"nection was ref\"", "m1");
        row("body:\"refused: reset\"", "m7-batched");
        row("body:\"refused reset\"", "");
        row("body:hyper", "m4");
        row("body:alice", "");
        row("body:\"ÖLN: NA\"", "m3");
        row("body:請求", "m3");
        row("body:xxxx", "m5");
        // Parts.
        row("filename:march", "m4");
        row("filename:.pdf", "m4");
        row("type:pdf", "m4");
        row("type:text/html", "m4");
        row("has:attachment", "m4");
        row("-has:attachment connection", "m7-batched m2 m1");
        row("has:inline", "");
        // Envelope.
        row("user:depl", "m4");
        row("helo:weird", "m6");
        row("ip:10.1.", "m4");
        row("ip:2001:db8", "m5");
        row("ip:4321", "");
        row("port:4321", "m4");
        row("port:432", "");
        row("listener:submission", "m4");
        row("listener:sub", "");
        row("project:SHOP", "m5");
        row("process:php", "m5");
        row("process:/srv/shop", "m5");
        row("process:4711", "m5");
        row("is:tls", "m4");
        // Header fields.
        row("header:x-mailer", "m4");
        row("header:X-Mailer=phpmailer", "m4");
        row("header:X-Mailer=outlook", "");
        row("header:X-Mailer=/\\d$/", "m4");
        row("header:From=carol", "m2");
        row("header:X-Prio", "");
        row("header:X-Priority=1", "m4");
        // States.
        row("is:tagged", "m2");
        row("tag:RED", "m2");
        row("tag:\"blue sky\"", "m2");
        row("tag:blue", "");
        row("is:unread connection", "m7-batched m2 m1");
        row("is:read", "");
        row("is:pinned", "");
        row("is:malformed", "m6");
        row("is:queued", "m7-batched");
        row("is:failed", "");
        row("is:sent", "");
        row("-is:queued refused", "m1");
        row("larger:2k", "m5");
        row("smaller:2.5K from:alice", "m1");
        row("after:2026-05-01T09:06:00Z", "m7-batched m6");
        row("before:\"2026-05-01 09:02\"", "m2 m1");
        row("after:\"1 May 2026\" before:1/1/2026", "");
        // Ours.
        row("hyper OR from:carol", "m4 m2");
        row("(from:alice OR from:carol) connection", "m2 m1");
        row("-(from:alice OR refused) -m4", "m6 m3 m2");
        row("is:tagged OR is:tls", "m4 m2");
        row("is:tagged OR from:alice", "m5 m2 m1");
        row("(is:tagged OR from:alice) larger:2k", "m5");
        row("(refused from:alice) OR (refused subject:m7)", "m7-batched m1");
        row("from:shop subject:m connection", "m2 m1");
        row("/connect(ion)? was/", "m1");
        row("-/connection|x{100}/", "m6 m4 m3");
        row("/^order \\d+/", "m2");
    }

    void finds()
    {
        QFETCH(QString, query);
        QFETCH(QString, subjects);
        const SearchQuery search = searchFor(query);
        QCOMPARE(found(m_corpus->store(), query), subjects);
        QCOMPARE(subjectsOf(withoutIndex(*m_corpus, search)), subjects);
        const auto counts =
            askSearch(m_corpus->store(), [search](StoreReader &reader) { return reader.matches(search); });
        QVERIFY(counts);
        QCOMPARE(counts->messages, subjects.isEmpty() ? 0 : subjects.count(u' ') + 1);
        QCOMPARE(counts->unread, counts->messages);
        const auto countedSlowly = countedWithoutIndex(*m_corpus, search);
        QVERIFY(countedSlowly);
        QCOMPARE(countedSlowly->messages, counts->messages);
    }

    void anyQueryFindsTheSameWithAnIndexAndWithout()
    {
        const QStringList pieces{u"("_s,
                                 u")"_s,
                                 u" OR "_s,
                                 u" -"_s,
                                 u" "_s,
                                 u" "_s,
                                 u"connection"_s,
                                 u"refused"_s,
                                 u"from:alice"_s,
                                 u"subject:m"_s,
                                 u"body:\"on was\""_s,
                                 u"is:tagged"_s,
                                 u"larger:100"_s,
                                 u"to:example"_s,
                                 u"filename:pdf"_s,
                                 u"/re/"_s,
                                 u"-("_s,
                                 u"user:deploy"_s,
                                 u"help"_s,
                                 u"mailfrom:app"_s};
        QRandomGenerator random(815);
        int asked = 0;
        for (int round = 0; round < 400; ++round) {
            QString text;
            for (int i = random.bounded(12); i >= 0; --i)
                text += pieces[random.bounded(int(pieces.size()))] + u' ';
            const auto parsed = SearchQuery::parse(text, {{}, QTimeZone::utc(), true});
            if (parsed.mistake)
                continue;
            ++asked;
            const SearchQuery search = parsed.query;
            MessageQuery query;
            query.search = search;
            const QString expected = subjectsOf(withoutIndex(*m_corpus, search));
            QVERIFY2(found(m_corpus->store(), query) == expected, qPrintable(text));
            const auto counts =
                askSearch(m_corpus->store(), [search](StoreReader &reader) { return reader.matches(search); });
            QVERIFY2(counts && counts->messages == (expected.isEmpty() ? 0 : expected.count(u' ') + 1),
                     qPrintable(text));
        }
        QVERIFY(asked > 300);
    }

    void takesManyTerms()
    {
        QString words = u"connection"_s;
        QString fields = u"from:alice"_s;
        QString mixed = u"connection"_s;
        for (int i = 0; i < 90; ++i) {
            words += u" OR word%1"_s.arg(i);
            fields += u" OR subject:none%1 OR larger:%1g"_s.arg(i);
            if (i < 60)
                mixed += u" -(from:none%1 OR larger:%2m)"_s.arg(i).arg(i + 1);
        }
        QCOMPARE(found(m_corpus->store(), words), u"m7-batched m2 m1"_s);
        QCOMPARE(found(m_corpus->store(), fields), u"m5 m1"_s);
        QCOMPARE(found(m_corpus->store(), mixed), u"m7-batched m2 m1"_s);
        QCOMPARE(found(m_corpus->store(), u"-("_s.repeated(40) + u"from:alice"_s + u")"_s.repeated(40)), u"m5 m1"_s);
    }

    void pages()
    {
        MessageQuery query;
        query.search = searchFor(u"connection OR alice"_s);
        query.limit = 2;
        QCOMPARE(found(m_corpus->store(), query), u"m7-batched m5"_s);
        query.start = 1;
        QCOMPARE(found(m_corpus->store(), query), u"m5 m2"_s);
        query.start = 3;
        QCOMPARE(found(m_corpus->store(), query), u"m1"_s);
        query.start = 0;
        query.limit = 0;
        const auto all = askSearch(m_corpus->store(), [query](StoreReader &reader) { return reader.messages(query); });
        QVERIFY(all);
        QCOMPARE(all->size(), 4);
        query.before = all->at(1).id;
        QCOMPARE(found(m_corpus->store(), query), u"m2 m1"_s);
        query.before.reset();
        query.group = all->at(2).group;
        QCOMPARE(found(m_corpus->store(), query), u"m2"_s);
    }

    void endsWhenNobodyWaits()
    {
        MessageQuery query;
        query.search = searchFor(u"body:x"_s);
        query.cancelled = std::make_shared<std::atomic_bool>(true);
        const auto answer =
            askSearch(m_corpus->store(), [query](StoreReader &reader) { return reader.messages(query); });
        QVERIFY(!answer);
        QCOMPARE(int(answer.error().code), int(ErrorCode::Cancelled));
    }

    void aCountEndsWhenNobodyWaits()
    {
        const CancelFlag cancelled = std::make_shared<const std::atomic_bool>(true);
        for (const QString &text : {u"body:x"_s, u"connection"_s}) {
            const auto counts =
                askSearch(m_corpus->store(), [search = searchFor(text), cancelled](StoreReader &reader) {
                    return reader.matches(search, cancelled);
                });
            QVERIFY(!counts);
            QCOMPARE(int(counts.error().code), int(ErrorCode::Cancelled));
        }
    }

    void searchesEndWhenTheStoreCloses()
    {
        Awaited<bool> running;
        Place place;
        place.add("s0");
        auto answer = std::make_shared<Awaited<Result<MatchCounts>>>();
        place.store().search([&, answer](StoreReader &reader) {
            running.set(true);
            // As long as it takes: this is a search that runs.
            Result<MatchCounts> counts = reader.matches(searchFor(u"body:x"_s));
            for (QDeadlineTimer patience(kPatience); counts && !patience.hasExpired();)
                counts = reader.matches(searchFor(u"body:x"_s));
            answer->set(counts);
        });
        QVERIFY(running.get());
        place.close();
        const auto counts = answer->get();
        QVERIFY(counts && !*counts);
        QCOMPARE(int(counts->error().code), int(ErrorCode::Cancelled));
    }

    void oneUnreadableMessageKeepsNoneFromBeingFound()
    {
        Place place;
        for (const char *body : {"text one", "text unreadable", "text two", "text unreadable too", "text three"})
            place.add(QByteArray("s-") + body, {}, QByteArray(body) + "\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 5, kPatience); // so their rows are there, too
        const BadMedium medium(place.file("x.log"));
        MessageQuery query;
        query.search = searchFor(u"body:text"_s);
        QCOMPARE(subjectsOf(askWithoutIndex<Result<QList<MessageSummary>>>(
                     place, medium, [&](SearchReader &reader) { return reader.messages(query); })),
                 u"s-text three s-text two s-text one"_s);

        SearchIndexer::Options options;
        options.index = place.file("x.db");
        options.search = place.file("other.search.db");
        options.medium = &medium;
        options.retryAfter = Milliseconds(1);
        SearchIndexer indexer(options);
        indexer.start();
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(options.search), 5, kPatience);
        indexer.stop();
    }

    void seesAMessageAtOnce()
    {
        Place place;
        QVERIFY(place.opened);
        for (int i = 0; i < 30; ++i) {
            const QByteArray word = "unique" + QByteArray::number(i) + "word";
            place.add("s" + QByteArray::number(i), "From: a@b.test\r\n", word + "\r\n");
            QCOMPARE(found(place.store(), QString::fromLatin1(word)), u"s%1"_s.arg(i));
            QCOMPARE(found(place.store(), u"subject:s%1 from:b.test"_s.arg(i)), u"s%1"_s.arg(i));
        }
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 30, kPatience);
    }

    void forgetsWhatIsRemoved()
    {
        Place place;
        QList<MessageId> ids;
        for (int i = 0; i < 12; ++i)
            ids.append(place.add("s" + QByteArray::number(i)));
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 12, kPatience);
        QVERIFY(change(place.store(), [ids](StoreWriter &writer) -> Result<void> {
            const auto removal = writer.removeMessages(ids.first(7));
            return removal ? Result<void>() : removal.error();
        }));
        QCOMPARE(found(place.store(), u"text"_s), u"s11 s10 s9 s8 s7"_s);
        // One partition goes, one is made anew, one stays.
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 5, kPatience);
        QCOMPARE(found(place.store(), u"text"_s), u"s11 s10 s9 s8 s7"_s);
    }

    void findsWhatComesBack_data()
    {
        QTest::addColumn<bool>("tidied"); // its place in the index was given up meanwhile
        QTest::addColumn<int>("removed");
        QTest::newRow("ghosts") << false << 6;
        QTest::newRow("a part of it") << true << 6;
        QTest::newRow("all of it") << true << 12;
    }

    void findsWhatComesBack()
    {
        QFETCH(bool, tidied);
        QFETCH(int, removed);
        SqliteStore::Tuning tuning = smallParts();
        if (!tidied)
            tuning.searchTidyAfter = Milliseconds(3'600'000);
        Place place(tuning);
        QList<MessageId> ids;
        QStringList subjects;
        for (int i = 0; i < 12; ++i) {
            ids.append(place.add("s" + QByteArray::number(i)));
            subjects.prepend(u"s%1"_s.arg(i));
        }
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 12, kPatience);
        auto removal = std::make_shared<RemovalId>();
        QVERIFY(change(place.store(), [ids, removed, removal](StoreWriter &writer) -> Result<void> {
            const auto made = writer.removeMessages(ids.sliced(2, removed - 2) + ids.first(2));
            if (!made)
                return made.error();
            *removal = *made;
            return {};
        }));
        if (tidied)
            QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), removed == 12 ? 0 : 8, kPatience);
        QCOMPARE(found(place.store(), u"text"_s), subjects.first(12 - removed).join(u' '));
        auto restored = std::make_shared<Awaited<Result<qint64>>>();
        place.store().restore(*removal, [restored](Result<qint64> count) { restored->set(std::move(count)); });
        const auto count = restored->get();
        QVERIFY(count && *count);
        QCOMPARE(**count, removed);
        QCOMPARE(found(place.store(), u"text"_s), subjects.join(u' '));
        place.close();
        place.open();
        QCOMPARE(found(place.store(), u"text"_s), subjects.join(u' '));
    }

    void isMadeAnew_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"missing", "damaged head", "damaged middle", "empty", "of another version"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }

    void isMadeAnew()
    {
        QFETCH(QString, how);
        Place place;
        for (int i = 0; i < 30; ++i)
            place.add("s" + QByteArray::number(i), {}, "word" + QByteArray::number(i) + " common\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 30, kPatience);
        place.close();
        QFile file(place.index());
        if (how == u"missing"_s) {
            QVERIFY(file.remove());
        } else if (how == u"of another version"_s) {
            Database database;
            QVERIFY(database.open(place.index(), Database::Access::Write));
            QVERIFY(database.execute(u"PRAGMA user_version = 99"_s));
        } else {
            QVERIFY(file.open(QIODevice::ReadWrite));
            if (how == u"empty"_s) {
                QVERIFY(file.resize(0));
            } else {
                const bool head = how == u"damaged head"_s;
                QVERIFY(file.seek(head ? 0 : 4096 * 2));
                QVERIFY(file.write(QByteArray(head ? 100 : int(file.size()) - 4096 * 2, 'x')) > 0);
            }
            file.close();
        }
        place.open();
        QVERIFY(place.opened);
        QCOMPARE(found(place.store(), u"word7"_s), u"s7"_s);
        QCOMPARE(found(place.store(), u"word29 subject:s29"_s), u"s29"_s);
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 30, kPatience);
        QCOMPARE(found(place.store(), u"word7"_s), u"s7"_s);
    }

    void outlivesTheRows()
    {
        Place place;
        for (int i = 0; i < 10; ++i)
            place.add("s" + QByteArray::number(i));
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 10, kPatience);
        const auto all = askSearch(place.store(), [](StoreReader &reader) { return reader.messages({}); });
        QVERIFY(all);
        QVERIFY(change(place.store(), [id = all->at(3).id](StoreWriter &writer) -> Result<void> {
            const auto removal = writer.removeMessages({id});
            return removal ? Result<void>() : removal.error();
        }));
        place.close();
        for (const char *name : {"x.db", "x.db-wal", "x.db-shm"})
            QFile::remove(place.file(name));
        place.open();
        QVERIFY(place.opened);
        QCOMPARE(found(place.store(), u"text"_s), u"s9 s8 s7 s6 s5 s4 s3 s2 s1 s0"_s);
        QTRY_COMPARE_WITH_TIMEOUT(indexedMessages(place.index()), 10, kPatience);
        QCOMPARE(found(place.store(), u"text"_s), u"s9 s8 s7 s6 s5 s4 s3 s2 s1 s0"_s);
    }

    void searchesInMemory()
    {
        FakeClock clock;
        HeaderClassifier classifier;
        SqliteStore store(
            {{}, Durability::Memory, false, {}}, classifier, clock, [](const StoreChange &) {}, smallParts());
        QVERIFY(store.open());
        for (int i = 0; i < 20; ++i) {
            QVERIFY(put(store, mail("s" + QByteArray::number(i), "\r\nword" + QByteArray::number(i) + "x\r\n"),
                        envelopeTo({"a@b.test"}, clock.now())));
            QCOMPARE(found(store, u"word%1x"_s.arg(i)), u"s%1"_s.arg(i));
        }
        store.close();
    }
};

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
