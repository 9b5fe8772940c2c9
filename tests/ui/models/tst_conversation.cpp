// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/session_transcript.h"
#include "ui/models/conversation.h"

#include <QLocale>
#include <QTest>

using namespace mailweir;

class TestConversation final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void endsWithTheReplyThatTheMessageIsStored()
    {
        const QList<ConversationLine> lines = conversation(envelope(), m_id);
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines.at(0),
                 (ConversationLine{QStringLiteral("+0 ms"), TranscriptLine::Side::Server,
                                   QStringLiteral("220 mail.test ESMTP")}));
        QCOMPARE(
            lines.at(1),
            (ConversationLine{QStringLiteral("+12 ms"), TranscriptLine::Side::Client, QStringLiteral("EHLO c.test")}));
        QCOMPARE(lines.at(2).side, TranscriptLine::Side::Note);
        QCOMPARE(lines.at(3),
                 (ConversationLine{{},
                                   TranscriptLine::Side::Server,
                                   QStringLiteral("250 2.0.0 queued as ") + QString::fromLatin1(m_id.text())}));
    }

    void lmtpAnswersEveryRecipient()
    {
        Envelope lmtp = envelope();
        lmtp.lmtp = true;
        lmtp.recipients = {{EmailAddress::fromText("a@b.test"), {}}, {EmailAddress::fromText("c@b.test"), {}}};
        QCOMPARE(conversation(lmtp, m_id).size(), 5);
    }

    void isEmptyWhenNothingWasKept() { QVERIFY(conversation({}, m_id).isEmpty()); }

    void standsInColumnsOneLineEach()
    {
        const QStringList lines = conversationText(conversation(envelope(), m_id)).split(u'\n');
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines.at(0), QStringLiteral("   +0 ms  S: 220 mail.test ESMTP"));
        QCOMPARE(lines.at(1), QStringLiteral("  +12 ms  C: EHLO c.test"));
        QCOMPARE(lines.at(2), QStringLiteral("+1500 ms     500 bytes"));
        QVERIFY(lines.at(3).startsWith(QStringLiteral("          S: 250 2.0.0 queued as ")));
    }

    void staysOneLineWhateverWasSent()
    {
        Envelope hostile;
        hostile.transcript = "C 1 EHLO \xe2\x80\xa8x\xe2\x80\xae\xc2\x85y\n";
        const QList<ConversationLine> lines = conversation(hostile, m_id);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.at(0).text, QStringLiteral("EHLO \\u2028x\\u202e\\x85y"));
    }

private:
    static Envelope envelope()
    {
        SessionTranscript transcript;
        const Timestamp begin = fromUnixMs(1'000);
        transcript.begin(begin);
        transcript.server("220 mail.test ESMTP", begin);
        transcript.client("EHLO c.test", begin + Milliseconds(12));
        transcript.note("500 bytes", begin + Milliseconds(1'500));
        Envelope envelope;
        envelope.transcript = transcript.bytes();
        return envelope;
    }

    const MessageId m_id{.order = 77, .salt = 5};
};

QTEST_GUILESS_MAIN(TestConversation)
#include "tst_conversation.moc"
