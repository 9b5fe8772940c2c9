// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/session_transcript.h"
#include "tests/support/ui_fake_store.h"
#include "ui/widgets/appearance.h"
#include "ui/widgets/conversation_view.h"
#include "ui/widgets/envelope_view.h"
#include "ui/widgets/message_view.h"

#include <QLabel>
#include <QTabWidget>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace mailweir;

namespace {

constexpr MessageId kFirst{.order = 1, .salt = 1};
constexpr MessageId kSecond{.order = 2, .salt = 2};

MessageContent content(std::optional<MessageId> id, MessageFlags flags = {})
{
    MessageContent made = makeMessageContent("From: a@b.test\r\nTo: c@d.test\r\nSubject: x\r\n\r\nbody\r\n");
    made.id = id;
    made.flags = flags;
    return made;
}

Envelope envelope(const QByteArray &helo)
{
    SessionTranscript transcript;
    transcript.begin({});
    transcript.server("220 mail.test ESMTP", {});
    transcript.client("EHLO " + helo, Timestamp(Milliseconds(12)));
    transcript.server("550 5.7.1 no", Timestamp(Milliseconds(13)));
    Envelope made;
    made.sender = EmailAddress::fromText("a@b.test");
    made.recipients = {{EmailAddress::fromText("c@d.test"), {}}};
    made.helo = helo;
    made.transcript = transcript.bytes();
    return made;
}

} // namespace

class TestMessageView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        m_store = std::make_unique<FakeStore>();
        m_store->storedEnvelopes = {{kFirst, envelope("one.test")}, {kSecond, envelope("two.test")}};
        m_view = std::make_unique<MessageView>(m_store->runner());
        m_view->resize(600, 400);
        m_view->show();
    }
    void cleanup() { m_view.reset(); }

    void readsTheEnvelopeOnlyWhenItIsLookedAt()
    {
        m_view->showContent(content(kFirst));
        QCOMPARE(m_store->waitingJobs(), size_t(0));
        select("Envelope");
        QCOMPARE(m_store->waitingJobs(), size_t(1));
        m_store->runJobs();
        QTRY_VERIFY(shownEnvelope().contains(QStringLiteral("one.test")));
        select("Conversation"); // is of the same answer
        select("Envelope");
        QCOMPARE(m_store->waitingJobs(), size_t(0));
        QVERIFY(shownConversation().contains(QStringLiteral("+12 ms  C: EHLO one.test")));
        QVERIFY(shownConversation().endsWith(QStringLiteral("S: 250 2.0.0 queued as ")
                                             + QString::fromLatin1(kFirst.text())));
    }

    void theNextMessageIsReadWhileTheTabStaysOpen()
    {
        m_view->showContent(content(kFirst));
        select("Conversation");
        m_store->runJobs();
        QTRY_VERIFY(shownConversation().contains(QStringLiteral("one.test")));
        m_view->showContent(content(kSecond));
        QVERIFY(shownConversation().isEmpty());
        m_store->runJobs();
        QTRY_VERIFY(shownConversation().contains(QStringLiteral("two.test")));
    }

    void aLateAnswerIsNotShownWithAnotherMessage()
    {
        m_view->showContent(content(kFirst));
        select("Envelope");
        m_view->showContent(content(kSecond));
        m_store->storedEnvelopes.remove(kSecond);
        m_store->runJobs(); // both, in their order
        QTRY_VERIFY(!shownEnvelope().isEmpty());
        QVERIFY(!shownEnvelope().contains(QStringLiteral("one.test")));
    }

    void saysWhenThereIsNothing()
    {
        m_store->storedEnvelopes[kFirst].transcript.clear();
        m_view->showContent(content(kFirst));
        select("Conversation");
        m_store->runJobs();
        QTRY_COMPARE(shownConversation(), QStringLiteral("What was said in the session was not kept."));
    }

    void aDeliverysMailHasNoEnvelope()
    {
        m_view->showContent(content(kFirst));
        select("Envelope");
        m_view->showContent(content(std::nullopt));
        QVERIFY(!isTabVisible("Envelope"));
        QVERIFY(!isTabVisible("Conversation"));
        QVERIFY(tabs()->isTabVisible(tabs()->currentIndex()));
        m_view->showContent(content(kSecond));
        QVERIFY(isTabVisible("Envelope"));
    }

    void theAttachmentsAreThereWhenThereAreAny()
    {
        MessageContent with = content(kFirst);
        with.attachments = {MimePart{}, MimePart{}};
        m_view->showContent(with);
        select("Attachments (2)");
        m_view->showContent(content(kSecond));
        QCOMPARE(tabs()->currentIndex(), tab("Text"));
        QVERIFY(!tabs()->tabText(tabs()->currentIndex()).contains(QStringLiteral("Attachments")));
        QCOMPARE(m_store->waitingJobs(), size_t(0)); // no envelope was looked at on the way
    }

    void saysWhatIsOdd()
    {
        auto *flags = m_view->findChild<QLabel *>(QStringLiteral("flags"));
        m_view->showContent(content(kFirst, MessageFlag::BareLf));
        QVERIFY(flags->isVisible());
        QVERIFY(flags->text().contains(QStringLiteral("single LF")));
        QVERIFY(flags->toolTip().contains(QStringLiteral("RFC 5321")));
        m_view->showContent(content(kSecond));
        QVERIFY(!flags->isVisible());
    }

    void hostileTextStaysText()
    {
        m_store->storedEnvelopes[kFirst].helo = "<img src='/dev/zero'><b>x</b>";
        m_view->showContent(content(kFirst));
        select("Envelope");
        m_store->runJobs();
        QTRY_VERIFY(shownEnvelope().contains(QStringLiteral("<img src='/dev/zero'><b>x</b>")));
    }

    void clientAndServerDifferByMoreThanColour()
    {
        m_view->showContent(content(kFirst));
        select("Conversation");
        m_store->runJobs();
        QTRY_VERIFY(!shownConversation().isEmpty());
        const auto *view = m_view->findChild<ConversationView *>();
        const auto lastFormat = [view](int line) {
            return view->document()->findBlockByNumber(line).layout()->formats().last().format;
        };
        QCOMPARE(lastFormat(1).fontWeight(), int(QFont::Bold));
        QVERIFY(lastFormat(0).fontWeight() != int(QFont::Bold));
        QVERIFY(lastFormat(0).foreground() != lastFormat(2).foreground()); // a refusal
        const QColor light = lastFormat(1).foreground().color();
        m_view->setPalette(darkPalette());
        QVERIFY(lastFormat(1).foreground().color() != light);
    }

private:
    QTabWidget *tabs() { return m_view->findChild<QTabWidget *>(); }
    int tab(const char *name)
    {
        for (int i = 0; i < tabs()->count(); ++i) {
            if (tabs()->tabText(i).remove(u'&') == QLatin1String(name))
                return i;
        }
        qFatal("no tab %s", name);
    }
    void select(const char *name) { tabs()->setCurrentIndex(tab(name)); }
    bool isTabVisible(const char *name) { return tabs()->isTabVisible(tab(name)); }
    QString shownEnvelope() { return m_view->findChild<EnvelopeView *>()->toPlainText(); }
    QString shownConversation() { return m_view->findChild<ConversationView *>()->toPlainText(); }

    std::unique_ptr<FakeStore> m_store;
    std::unique_ptr<MessageView> m_view;
};

QTEST_MAIN(TestMessageView)
#include "tst_message_view.moc"
