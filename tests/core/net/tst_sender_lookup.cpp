// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/sender_lookup.h"

#include <QTest>

using namespace mailweir;

class TestSenderLookup : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_told.clear(); }
    void answerBeforeTheFirstMessage();
    void answerAfterMessages();
    void messageOnTheWayWhenTheAnswerComes();
    void noAnswer();

private:
    [[nodiscard]] SenderLookup lookup()
    {
        return SenderLookup([this](const QList<MessageId> &ids, const PeerProcess &process) {
            m_told.append({ids, process});
        });
    }

    using Told = QList<QPair<QList<MessageId>, PeerProcess>>;
    Told m_told;
    const PeerProcess m_process{42, "/usr/bin/app", "/srv"};
    const MessageId m_first{1, 7};
    const MessageId m_second{2, 7};
};

void TestSenderLookup::answerBeforeTheFirstMessage()
{
    SenderLookup sender = lookup();
    QVERIFY(!sender.process());
    sender.answer(m_process);
    QCOMPARE(sender.process(), std::optional(m_process));
    QVERIFY(m_told.isEmpty());
}

void TestSenderLookup::answerAfterMessages()
{
    SenderLookup sender = lookup();
    sender.storedWithout(m_first);
    sender.storedWithout(m_second);
    QVERIFY(m_told.isEmpty());
    sender.answer(m_process);
    QCOMPARE(m_told, Told({{{m_first, m_second}, m_process}}));
}

void TestSenderLookup::messageOnTheWayWhenTheAnswerComes()
{
    SenderLookup sender = lookup();
    sender.storedWithout(m_first);
    sender.answer(m_process);
    sender.storedWithout(m_second);
    QCOMPARE(m_told, Told({{{m_first}, m_process}, {{m_second}, m_process}}));
}

void TestSenderLookup::noAnswer()
{
    SenderLookup sender = lookup();
    sender.storedWithout(m_first);
    sender.answer({});
    sender.storedWithout(m_second);
    QVERIFY(!sender.process());
    QVERIFY(m_told.isEmpty());
}

QTEST_GUILESS_MAIN(TestSenderLookup)
#include "tst_sender_lookup.moc"
