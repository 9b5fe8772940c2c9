// SPDX-License-Identifier: GPL-3.0-or-later
// Searches and marks over HTTP.
#include "tests/support/http_engine.h"

#include <QTest>
#include <QUrl>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray encoded(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

QString subjects(const QJsonArray &rows)
{
    QStringList all;
    for (const QJsonValue &row : rows)
        all.append(at(row.toObject(), "Subject").toString());
    return all.join(u',');
}

} // namespace

class TestSearchRoutes final : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<HttpEngine> m_engine;
    QByteArrayList m_ids;

    [[nodiscard]] QJsonObject search(const QString &query, const QByteArray &rest = {}) const
    {
        return m_engine->get("/api/v1/search?query=" + encoded(query) + rest);
    }
    [[nodiscard]] QString v2(const QString &query) const
    {
        return subjects(m_engine->items("/api/v2/messages?query=" + encoded(query)));
    }

private Q_SLOTS:
    void init()
    {
        m_engine = std::make_unique<HttpEngine>();
        QVERIFY(m_engine->isRunning());
        m_ids.clear();
        for (const char *subject : {"Disk full on web1", "Order 17", "Order 18", "Backup done"})
            m_ids.append(m_engine->send(subject, "the word " + QByteArray(subject).toLower() + " again\r\n"));
    }
    void cleanup() { m_engine.reset(); }

    void searchesAsMailpit()
    {
        const auto answer = search(u"order"_s);
        QCOMPARE(subjects(at(answer, "messages").toArray()), u"Order 18,Order 17"_s);
        QCOMPARE(at(answer, "messages_count").toInt(), 2);
        QCOMPARE(at(answer, "messages_unread").toInt(), 2);
        QCOMPARE(at(answer, "total").toInt(), 4);
        QCOMPARE(at(answer, "count").toInt(), 2);
        QCOMPARE(at(answer, "start").toInt(-1), 0);
        const auto page = search(u"word"_s, "&start=1&limit=2");
        QCOMPARE(subjects(at(page, "messages").toArray()), u"Order 18,Order 17"_s);
        QCOMPARE(at(page, "messages_count").toInt(), 4);
        QCOMPARE(at(page, "start").toInt(), 1);
        QCOMPARE(at(search(u"subject:none"_s), "messages_count").toInt(-1), 0);
        QCOMPARE(at(search(u"order)"_s), "messages_count").toInt(), 2); // as lenient as Mailpit
        QCOMPARE(at(search(u"after:2000-01-01 order"_s, "&tz=Europe/Berlin"), "messages_count").toInt(), 2);
        QCOMPARE(at(search(u"order"_s, "&before=2000-01-01"), "count").toInt(-1), 0);
        QCOMPARE(m_engine->ask("GET", "/api/v1/search").status, 400);
        QCOMPARE(m_engine->ask("GET", "/api/v1/search?query=%20").status, 400);
    }

    void searchesWithMistakes()
    {
        QCOMPARE(v2(u"subject:order OR backup"_s), u"Backup done,Order 18,Order 17"_s);
        QCOMPARE(v2(u"\"word disk full\""_s), u"Disk full on web1"_s);
        const auto answer = m_engine->ask("GET", "/api/v2/messages?query=" + encoded(u"x (order"_s));
        QCOMPARE(answer.status, 400);
        const auto error = at(answer.json(), "error").toObject();
        QCOMPARE(at(error, "code").toString(), u"invalid"_s);
        QVERIFY(at(error, "message").toString().contains("character 3"_L1));
        const auto first = m_engine->get("/api/v2/messages?limit=1&query=order");
        QCOMPARE(at(first, "next").toString().toLatin1(), m_ids[2]);
        QCOMPARE(subjects(m_engine->items("/api/v2/messages?limit=1&query=order&cursor=" + m_ids[2])), u"Order 17"_s);
    }

    void deletesMatches()
    {
        QCOMPARE(m_engine->ask("DELETE", "/api/v1/search").status, 400);
        QCOMPARE(m_engine->ask("DELETE", "/api/v1/search?query=" + encoded(u"***"_s)).status, 400);
        QCOMPARE(m_engine->ask("DELETE", "/api/v1/search?query=" + encoded(u"subject:order"_s)).body, QByteArray("ok"));
        QCOMPARE(subjects(m_engine->items("/api/v2/messages")), u"Backup done,Disk full on web1"_s);
        QCOMPARE(at(search(u"order"_s), "messages_count").toInt(-1), 0);
    }

    void marksRead()
    {
        const auto put = [this](const QByteArray &body) {
            return m_engine->ask("PUT", "/api/v1/messages", body).status;
        };
        QCOMPARE(put("{\"Read\":true,\"IDs\":[\"" + m_ids[0] + "\"]}"), 200);
        QCOMPARE(v2(u"is:read"_s), u"Disk full on web1"_s);
        QCOMPARE(put("{\"read\":true,\"search\":\"order\"}"), 200);
        QCOMPARE(v2(u"is:read"_s), u"Order 18,Order 17,Disk full on web1"_s);
        QCOMPARE(put("{\"Read\":false,\"Search\":\"subject:17\"}"), 200);
        QCOMPARE(v2(u"is:unread"_s), u"Backup done,Order 17"_s);
        QCOMPARE(put("{\"Read\":true}"), 200);
        QCOMPARE(v2(u"is:unread"_s), QString());
        QCOMPARE(put("{\"Read\":false}"), 200);
        QCOMPARE(at(search(u"is:unread"_s), "messages_unread").toInt(), 4);
        QCOMPARE(put("{\"Read\":true,\"IDs\":[\"" + m_ids[0] + "\"],\"Search\":\"x\"}"), 400);
        QCOMPARE(put("{\"Read\":1}"), 400);
        QCOMPARE(put("{"), 400);
    }

    void findsTheLatest()
    {
        const auto subject = [this](const QByteArray &rest) {
            return at(m_engine->get("/api/v1/message/latest" + rest), "Subject").toString();
        };
        QCOMPARE(subject({}), u"Backup done"_s);
        QCOMPARE(subject("?query=order"), u"Order 18"_s);
        QCOMPARE(m_engine->ask("GET", "/api/v1/message/latest?query=nothing").status, 404);
        QVERIFY(m_engine->ask("GET", "/api/v1/message/latest/raw?query=subject:17").body.contains("Subject: Order 17"));
    }

    void pinsAndTags()
    {
        const auto put = [this](const QByteArray &body) {
            return m_engine->ask("PUT", "/api/v2/messages", body).status;
        };
        const QByteArray ids = "\"ids\":[\"" + m_ids[1] + "\"]";
        QCOMPARE(put("{" + ids + ",\"pinned\":true,\"read\":true,\"tags\":[\"red\",\"two words\"]}"), 200);
        QCOMPARE(v2(u"is:pinned"_s), u"Order 17"_s);
        QCOMPARE(v2(u"is:read"_s), u"Order 17"_s);
        QCOMPARE(v2(u"tag:\"Two Words\""_s), u"Order 17"_s);
        const auto row = m_engine->items("/api/v2/messages?query=is:tagged")[0].toObject();
        QCOMPARE(at(row, "Tags").toArray(), (QJsonArray{u"red"_s, u"two words"_s}));
        QCOMPARE(at(row, "pinned"), QJsonValue(true));
        QCOMPARE(put("{" + ids + ",\"pinned\":false,\"tags\":[]}"), 200);
        QCOMPARE(v2(u"is:pinned OR is:tagged"_s), QString());
        QCOMPARE(put("{" + ids + "}"), 400);
        QCOMPARE(put("{\"pinned\":true}"), 400);
        QCOMPARE(put("{" + ids + ",\"pinned\":1}"), 400);
        QCOMPARE(put("{" + ids + ",\"tags\":[1]}"), 400);
    }
};

QTEST_GUILESS_MAIN(TestSearchRoutes)
#include "tst_search_routes.moc"
