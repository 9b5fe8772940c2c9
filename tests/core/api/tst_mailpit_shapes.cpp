// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/mailpit_shapes.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace mailweir;

/// Our answers against Mailpit's own description of them (its swagger.json, in the corpora).
class TestMailpitShapes final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsSummary();
    void showsMessage();
    void neverShowsNull();
    void fitsMailpitsSchema();
};

namespace {

constexpr QByteArrayView kRaw = "From: =?utf-8?q?J=C3=BCrgen?= <j@example.test>\r\n"
                                "To: ops@example.test\r\n"
                                "Subject: Report\r\n"
                                "List-Unsubscribe: (comment) <mailto:off@example.test>, <https://example.test/off>\r\n"
                                "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                                "MIME-Version: 1.0\r\n"
                                "Content-Type: multipart/mixed; boundary=b\r\n"
                                "\r\n"
                                "--b\r\n"
                                "Content-Type: multipart/alternative; boundary=a\r\n"
                                "\r\n"
                                "--a\r\n"
                                "Content-Type: text/plain; charset=utf-8\r\n"
                                "\r\n"
                                "plain\r\n"
                                "--a\r\n"
                                "Content-Type: text/html; charset=utf-8\r\n"
                                "\r\n"
                                "<p>rich</p>\r\n"
                                "--a--\r\n"
                                "--b\r\n"
                                "Content-Type: text/csv\r\n"
                                "Content-Disposition: attachment; filename=\"a.csv\"\r\n"
                                "Content-Transfer-Encoding: base64\r\n"
                                "\r\n"
                                "YWJj\r\n"
                                "--b--\r\n";

MessageSummary summary()
{
    MessageSummary message;
    message.id = MessageIdSource().next(fromUnixMs(1'777'626'000'000));
    message.subject = QStringLiteral("Report");
    message.messageId = QStringLiteral("1@example.test");
    message.from = {QStringLiteral("Jürgen"), QStringLiteral("j@example.test")};
    message.to = {{{}, QStringLiteral("ops@example.test")}};
    message.envelopeSender = "bounce@example.test";
    message.received = fromUnixMs(1'777'626'000'120);
    message.date = fromUnixMs(1'777'625'000'000);
    message.size = kRaw.size();
    message.attachments = 1;
    message.snippet = QStringLiteral("plain");
    return message;
}

QJsonValue at(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1StringView(key));
}

/// Where `value` does not fit its type in `definitions`; empty when it fits.
QString misfit(const QJsonValue &value, const QJsonObject &type, const QJsonObject &definitions, const QString &path)
{
    if (const auto reference = at(type, "$ref").toString(); !reference.isEmpty())
        return misfit(value, at(definitions, qPrintable(reference.section(u'/', -1))).toObject(), definitions, path);
    const auto name = at(type, "type").toString();
    if (name == QStringLiteral("string"))
        return value.isString() ? QString() : path;
    if (name == QStringLiteral("boolean"))
        return value.isBool() ? QString() : path;
    if (name == QStringLiteral("integer"))
        return value.isDouble() && value.toDouble() == double(value.toInteger()) ? QString() : path;
    if (name == QStringLiteral("array")) {
        if (!value.isArray())
            return path;
        for (const QJsonValue &item : value.toArray()) {
            if (const auto where = misfit(item, at(type, "items").toObject(), definitions, path + QStringLiteral("[]"));
                !where.isEmpty())
                return where;
        }
        return {};
    }
    if (!value.isObject())
        return path;
    const auto properties = at(type, "properties").toObject();
    for (auto property = properties.begin(); property != properties.end(); ++property) {
        const auto where = misfit(value.toObject().value(property.key()), property.value().toObject(), definitions,
                                  path + u'.' + property.key());
        if (!where.isEmpty())
            return where;
    }
    return {};
}

} // namespace

void TestMailpitShapes::showsSummary()
{
    const QJsonObject object = mailpitSummary(summary());
    QCOMPARE(at(object, "ID").toString().size(), 22);
    QCOMPARE(at(object, "Created").toString(), QStringLiteral("2026-05-01T09:00:00.120Z"));
    QCOMPARE(at(object, "From").toObject(),
             (QJsonObject{{QStringLiteral("Name"), QStringLiteral("Jürgen")},
                          {QStringLiteral("Address"), QStringLiteral("j@example.test")}}));
    QCOMPARE(at(object, "Attachments").toInt(), 1);
    QCOMPARE(at(object, "Read").toBool(true), false);
}

void TestMailpitShapes::showsMessage()
{
    const QJsonObject object = mailpitMessage(summary(), kRaw);
    QCOMPARE(at(object, "Text").toString().trimmed(), QStringLiteral("plain"));
    QCOMPARE(at(object, "HTML").toString().trimmed(), QStringLiteral("<p>rich</p>"));
    QCOMPARE(at(object, "Date").toString(), QStringLiteral("2026-05-01T08:43:20.000Z"));
    QCOMPARE(at(object, "ReturnPath").toString(), QStringLiteral("bounce@example.test"));
    QVERIFY(!object.contains(QStringLiteral("Read")));
    QCOMPARE(at(at(object, "ListUnsubscribe").toObject(), "Links").toArray(),
             (QJsonArray{QStringLiteral("mailto:off@example.test"), QStringLiteral("https://example.test/off")}));
    QCOMPARE(at(at(object, "ListUnsubscribe").toObject(), "HeaderPost").toString(),
             QStringLiteral("List-Unsubscribe=One-Click"));

    const auto attachments = at(object, "Attachments").toArray();
    QCOMPARE(attachments.size(), 1);
    const auto attachment = attachments.first().toObject();
    QCOMPARE(at(attachment, "PartID").toString(), QStringLiteral("2"));
    QCOMPARE(at(attachment, "FileName").toString(), QStringLiteral("a.csv"));
    QCOMPARE(at(attachment, "ContentType").toString(), QStringLiteral("text/csv"));
    QCOMPARE(at(attachment, "Size").toInt(), 3);
    const auto checksums = at(attachment, "Checksums").toObject(); // of "abc": RFC 1321, FIPS 180
    QCOMPARE(at(checksums, "MD5").toString(), QStringLiteral("900150983cd24fb0d6963f7d28e17f72"));
    QCOMPARE(at(checksums, "SHA1").toString(), QStringLiteral("a9993e364706816aba3e25717850c26c9cd0d89d"));
    QCOMPARE(at(checksums, "SHA256").toString(),
             QStringLiteral("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

void TestMailpitShapes::neverShowsNull()
{
    MessageSummary empty;
    empty.id = summary().id;
    const QJsonObject list = mailpitList({}, {}, {}, 0);
    for (const QJsonObject &object : {mailpitSummary(empty), mailpitMessage(empty, ""), list}) {
        for (const QJsonValue &value : object)
            QVERIFY(!value.isNull());
    }
    QVERIFY(at(list, "messages").isArray());
}

void TestMailpitShapes::fitsMailpitsSchema()
{
    const QString root = qEnvironmentVariable("MAILWEIR_CORPORA", QStringLiteral(TEST_DATA "/../../../shared/corpora"));
    QFile file(root + QStringLiteral("/api-schemas/mailpit-swagger.json"));
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("the corpora are not here (MAILWEIR_CORPORA)");
    const auto definitions = at(QJsonDocument::fromJson(file.readAll()).object(), "definitions").toObject();
    const auto check = [&](const QJsonObject &object, const char *name) {
        return misfit(object, at(definitions, name).toObject(), definitions, QLatin1StringView(name));
    };
    StoreCounts counts;
    counts.messages = 1;
    QVERIFY(!definitions.isEmpty());
    QCOMPARE(check({}, "MessageSummary"), QStringLiteral("MessageSummary.Attachments")); // the check itself bites
    QCOMPARE(check(mailpitSummary(summary()), "MessageSummary"), QString());
    QCOMPARE(check(mailpitList(counts, {counts.messages, counts.unread}, {summary()}, 0), "MessagesSummary"), QString());
    QCOMPARE(check(mailpitMessage(summary(), kRaw), "Message"), QString());
}

QTEST_GUILESS_MAIN(TestMailpitShapes)
#include "tst_mailpit_shapes.moc"
