// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fake_store.h"
#include "ui/models/message_content.h"

#include <QTest>

using namespace mailweir;

namespace {

QByteArray mail()
{
    return "From: =?utf-8?q?J=C3=B6rg?= <app@example.test>\r\n"
           "To: ops@example.test\r\n"
           "Subject: Report\r\n"
           "MIME-Version: 1.0\r\n"
           "Content-Type: multipart/mixed; boundary=m\r\n"
           "\r\n"
           "--m\r\n"
           "Content-Type: multipart/related; boundary=r\r\n"
           "\r\n"
           "--r\r\n"
           "Content-Type: text/html; charset=utf-8\r\n"
           "\r\n"
           "<p>Hello</p><script>alert(1)</script><img src=\"cid:logo@x\"><img "
           "src=\"http://tracker.example.test/x.png\">\r\n"
           "--r\r\n"
           "Content-Type: image/png\r\n"
           "Content-ID: <logo@x>\r\n"
           "Content-Disposition: inline\r\n"
           "\r\n"
           "PNG\r\n"
           "--r--\r\n"
           "--m\r\n"
           "Content-Type: application/pdf\r\n"
           "Content-Disposition: attachment; filename=report.pdf\r\n"
           "\r\n"
           "PDF\r\n"
           "--m--\r\n";
}

} // namespace

class TestMessageContent final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAWholeMail()
    {
        const MessageContent content = makeMessageContent(mail());
        QCOMPARE(content.subject, QStringLiteral("Report"));
        QCOMPARE(content.from.name, QStringLiteral("Jörg"));
        QVERIFY(content.html.contains(QStringLiteral("Hello")));
        QVERIFY(!content.html.contains(QStringLiteral("alert")));
        QVERIFY(!content.html.contains(QStringLiteral("tracker")));
        QVERIFY(content.text.contains(QStringLiteral("Hello")));
        QCOMPARE(content.images.value(QStringLiteral("logo@x")), QByteArray("PNG"));
        QCOMPARE(content.attachments.size(), 1);
        QCOMPARE(content.attachments.first().fileName, QStringLiteral("report.pdf"));
        QCOMPARE(content.headers.value(2).first, QStringLiteral("Subject"));
        QCOMPARE(content.source.toUtf8(), mail());
        QVERIFY(!content.sourceCut);
    }

    void knowsWhichMessageItIsAndWhatIsOdd()
    {
        FakeStore store;
        const MessageId id{.order = 3, .salt = 4};
        store.stored = {MessageSummary{.id = id, .flags = MessageFlag::BareLf}};
        store.storedRaw.insert(id, mail());
        const Result<MessageContent> content = readMessage(store, id);
        QVERIFY(content);
        QVERIFY(content->id == id);
        QCOMPARE(content->flags, MessageFlags(MessageFlag::BareLf));
        QVERIFY(!makeMessageContent(mail()).id); // as a delivery's mail
    }

    void showsHugeHtmlAsText()
    {
        const MessageContent content = makeMessageContent("Content-Type: text/html\r\n\r\n<p>start</p>"
                                                          + QByteArray(MessageContent::kMaxHtml, 'x'));
        QVERIFY(content.htmlTooLarge);
        QVERIFY(content.html.isEmpty());
        QVERIFY(content.text.startsWith(QStringLiteral("start")));
    }

    void cutsWhatIsTooLong()
    {
        const MessageContent content =
            makeMessageContent("Subject: x\r\n\r\n" + QByteArray(2 * MessageContent::kMaxText, 'x'));
        QVERIFY(content.textCut);
        QVERIFY(content.sourceCut);
        QCOMPARE(content.source.size(), MessageContent::kMaxText);
        QCOMPARE(content.text.size(), MessageContent::kMaxText);
    }

    void showsBytesThatAreNoText()
    {
        const MessageContent content = makeMessageContent("Subject: \xe4\xf6\r\n\r\n\xff\xfe");
        QVERIFY(content.source.contains(QStringLiteral("äö")));
        QVERIFY(makeMessageContent({}).source.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestMessageContent)
#include "tst_message_content.moc"
