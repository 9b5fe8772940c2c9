// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/intake_shapes.h"

#include <QJsonDocument>
#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

Envelope example()
{
    Envelope envelope;
    envelope.sender = EmailAddress::fromText("a@b.test");
    envelope.parameters = {{"SIZE", "1000"}, {"BODY", "8BITMIME"}};
    envelope.recipients = {{EmailAddress::fromText("c@d.test"), {{"NOTIFY", "NEVER"}}},
                           {EmailAddress::fromText("e@d.test"), {}}};
    envelope.helo = "client.test";
    envelope.extended = true;
    envelope.peer = "127.0.0.1:4000";
    envelope.listener = "default";
    envelope.received = fromUnixMs(1'777'626'000'123);
    return envelope;
}

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// JSON that is written with single quotes, to be read by people.
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

const MessageId kId{1, 2};

} // namespace

class TestIntakeShapes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void envelopes()
    {
        Envelope envelope = example();
        const QByteArray begin = "{'helo':'client.test','id':'" + kId.text()
            + "','listener':'default','mail_from':'a@b.test','parameters':{'BODY':'8BITMIME','SIZE':'1000'},";
        const QByteArray recipients = "'rcpt_parameters':[{'NOTIFY':'NEVER'},{}],'rcpt_to':['c@d.test','e@d.test'],"
                                      "'received_at':'2026-05-01T09:00:00.123Z',"_ba;
        QCOMPARE(json(envelopeJson(kId, envelope)),
                 quoted(begin + "'peer':'127.0.0.1:4000','process':null,'project':'','protocol':'ESMTP'," + recipients
                        + "'tls':null,'user':''}"));

        envelope.tls = {"TLSv1.3", "TLS_AES_256_GCM_SHA384"};
        envelope.user = "m\xc3\xbcller";
        envelope.project = "shop";
        envelope.process = PeerProcess{42, "/usr/bin/php", "/srv/shop"};
        QCOMPARE(json(envelopeJson(kId, envelope)),
                 quoted(begin
                        + "'peer':'127.0.0.1:4000',"
                          "'process':{'directory':'/srv/shop','executable':'/usr/bin/php','pid':42},"
                          "'project':'shop','protocol':'ESMTPSA',"
                        + recipients
                        + "'tls':{'cipher':'TLS_AES_256_GCM_SHA384','version':'TLSv1.3'},'user':'m\xc3\xbcller'}"));
        envelope.sender = {};
        QCOMPARE(envelopeJson(kId, envelope).value("mail_from"_L1).toString(u"?"_s), QString());
    }

    void protocols_data()
    {
        QTest::addColumn<bool>("extended");
        QTest::addColumn<bool>("lmtp");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<bool>("login");
        QTest::addColumn<bool>("utf8");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("SMTP") << false << false << false << false << false << "SMTP"_ba;
        QTest::newRow("ESMTP") << true << false << false << false << false << "ESMTP"_ba;
        QTest::newRow("ESMTPS") << true << false << true << false << false << "ESMTPS"_ba;
        QTest::newRow("ESMTPA") << true << false << false << true << false << "ESMTPA"_ba;
        QTest::newRow("ESMTPSA") << true << false << true << true << false << "ESMTPSA"_ba;
        QTest::newRow("UTF8SMTP") << true << false << false << false << true << "UTF8SMTP"_ba;
        QTest::newRow("UTF8SMTPSA") << true << false << true << true << true << "UTF8SMTPSA"_ba;
        QTest::newRow("LMTPS") << true << true << true << false << false << "LMTPS"_ba;
        QTest::newRow("UTF8LMTP") << true << true << false << false << true << "UTF8LMTP"_ba;
    }
    void protocols()
    {
        QFETCH(const bool, extended);
        QFETCH(const bool, lmtp);
        QFETCH(const bool, tls);
        QFETCH(const bool, login);
        QFETCH(const bool, utf8);
        Envelope envelope = example();
        envelope.extended = extended;
        envelope.lmtp = lmtp;
        if (tls)
            envelope.tls.version = "TLSv1.2";
        if (login)
            envelope.user = "me";
        if (utf8)
            envelope.parameters.append(EnvelopeParameter{"SMTPUTF8", {}});
        QTEST(protocolName(envelope), "expected");
    }

    void transcripts()
    {
        Envelope envelope = example();
        QVERIFY(transcriptJson(kId, envelope).isEmpty());
        envelope.transcript = "S 0 220 hi\nC 3 EHLO \\xFF\nN 5 the client has a cold\nC 12 .\n";
        const QByteArray lines = quoted("{'at_ms':0,'side':'server','text':'220 hi'},"
                                        "{'at_ms':3,'side':'client','text':'EHLO \\\\xFF'},"
                                        "{'at_ms':5,'side':'note','text':'the client has a cold'},"
                                        "{'at_ms':12,'side':'client','text':'.'}");
        const QByteArray stored =
            quoted(",{'at_ms':12,'side':'server','text':'250 2.0.0 queued as " + kId.text() + "'}");
        const auto text = [&envelope] {
            return QJsonDocument(transcriptJson(kId, envelope)).toJson(QJsonDocument::Compact);
        };
        QCOMPARE(text(), '[' + lines + stored + ']');
        envelope.lmtp = true; // an answer a recipient
        QCOMPARE(text(), '[' + lines + stored + stored + ']');
    }

    void faults()
    {
        FaultSettings fault;
        fault.name = u"slow"_s;
        fault.at = u"dot"_s;
        fault.delay = 1500ms;
        QCOMPARE(json(faultJson(fault)),
                 quoted("{'at':'dot','delay_ms':1500,'drop':false,'enabled':true,'for_ms':null,'greylist':false,"
                        "'listener':null,'login':null,'name':'slow','probability':1,'rate_per_minute':null,"
                        "'recipient':null,'reply':null,'sender':null,'speed':null,'subject':null,'times':null}"));
    }
};

QTEST_GUILESS_MAIN(TestIntakeShapes)
#include "tst_intake_shapes.moc"
