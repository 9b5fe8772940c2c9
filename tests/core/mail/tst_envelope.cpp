// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/envelope.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QTest>

using namespace mailweir;

namespace {

Envelope sample()
{
    Envelope envelope;
    envelope.sender = {"app", "example.test"};
    envelope.parameters = {{"SIZE", "1000"}, {"SMTPUTF8", ""}};
    envelope.recipients = {{{"\"odd \\\" one\"", "[IPv6:::1]"}, {{"NOTIFY", "NEVER"}}},
                           {{"ops", "example.test"}, {}},
                           {{"ops", "example.test"}, {}}};
    envelope.helo = QByteArray("\xff\x00host", 6);
    envelope.extended = true;
    envelope.peer = "[::1]:54321";
    envelope.listener = "default";
    envelope.received = fromUnixMs(1'777'626'000'125);
    envelope.lmtp = true;
    envelope.lenient = true;
    envelope.tls = {"TLSv1.3", "TLS_AES_256_GCM_SHA384"};
    envelope.user = "ann";
    envelope.project = "shop";
    envelope.process = PeerProcess{4711, "/usr/bin/python3.11", "/srv/shop"};
    envelope.transcript = "S 0 220 mail.test\n";
    return envelope;
}

} // namespace

class TestEnvelope : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comesBackEqual()
    {
        QCOMPARE(*decodeEnvelope(encodeEnvelope(sample())), sample());
        QCOMPARE(*decodeEnvelope(encodeEnvelope(Envelope{})), Envelope{});
    }

    void skipsKeysItDoesNotKnow()
    {
        QCborMap map = QCborValue::fromCbor(encodeEnvelope(sample())).toMap();
        map[999] = QCborArray{1, QStringLiteral("later"), QCborMap{{1, 2}}};
        map[QStringLiteral("name")] = 1;
        QCOMPARE(*decodeEnvelope(QCborValue(map).toCbor()), sample());
    }

    void isSmall() { QVERIFY(encodeEnvelope(sample()).size() < 320); }

    void refusesWrongTypes_data()
    {
        QTest::addColumn<int>("key");
        for (int key = 1; key <= 15; ++key)
            QTest::addRow("%d", key) << key;
    }
    void refusesWrongTypes()
    {
        QFETCH(int, key);
        QCborMap map = QCborValue::fromCbor(encodeEnvelope(sample())).toMap();
        map[key] = QStringLiteral("text");
        const auto result = decodeEnvelope(QCborValue(map).toCbor());
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Corrupt);
    }

    void survivesAnyBytes()
    {
        const QByteArray good = encodeEnvelope(sample());
        for (qsizetype length = 0; length < good.size(); ++length)
            QVERIFY(!decodeEnvelope(good.first(length)));
        for (qsizetype at = 0; at < good.size(); ++at) {
            for (const char flip : {'\x01', '\x20', '\x80', '\xff'}) {
                QByteArray bad = good;
                bad[at] = char(bad[at] ^ flip);
                if (const auto result = decodeEnvelope(bad); !result)
                    QCOMPARE(result.error().code, ErrorCode::Corrupt);
            }
        }
        QVERIFY(!decodeEnvelope(QByteArray::fromHex("5b7fffffffffffffff00")));
        QVERIFY(!decodeEnvelope(QByteArray(100'000, '\x81')));
    }
};

QTEST_GUILESS_MAIN(TestEnvelope)
#include "tst_envelope.moc"
