// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/mail_browser.h"

#include <QBuffer>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

namespace {

QByteArray png(const QColor &colour, int side)
{
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(colour);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return buffer.data();
}

bool isDot(const QVariant &resource)
{
    const auto image = resource.value<QImage>();
    return image.size() == QSize(1, 1) && image.pixelColor(0, 0).alpha() == 0;
}

} // namespace

class TestMailBrowser final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_file = m_directory.filePath(QStringLiteral("secret.png"));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(png(Qt::red, 40));
    }

    void loadsNothingFromOutside_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("absolute path") << m_file;
        QTest::newRow("file") << QUrl::fromLocalFile(m_file).toString();
        QTest::newRow("endless device") << QStringLiteral("/dev/zero");
        QTest::newRow("resource") << QStringLiteral(":/icons/mailweir.svg");
        QTest::newRow("resource url") << QStringLiteral("qrc:/icons/mailweir.svg");
        QTest::newRow("unknown part") << QStringLiteral("cid:nobody@x");
        QTest::newRow("data") << QStringLiteral("data:image/png;base64,")
                + QString::fromLatin1(png(Qt::red, 40).toBase64());
        QTest::newRow("http") << QStringLiteral("http://127.0.0.1:1/x.png");
    }

    void loadsNothingFromOutside()
    {
        QFETCH(QString, source);
        MailBrowser browser;
        browser.resize(400, 300);
        QVERIFY(isDot(browser.loadResource(QTextDocument::ImageResource, QUrl(source))));
        browser.setMail(QStringLiteral("<p>x</p><img src=\"%1\">").arg(source), {});
        browser.show();
        QVERIFY(!hasRed(browser));
    }

    void loadsNoStyleSheetAndNoPage()
    {
        MailBrowser browser;
        QCOMPARE(browser.loadResource(QTextDocument::StyleSheetResource, QUrl(m_file)).toByteArray(), QByteArray(""));
        browser.setMail(QStringLiteral("<p>kept</p>"), {});
        browser.setSource(QUrl::fromLocalFile(m_file));
        QCOMPARE(browser.toPlainText(), QStringLiteral("kept"));
    }

    void connectsNowhere()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        MailBrowser browser;
        browser.setMail(QStringLiteral("<img src=\"http://127.0.0.1:%1/x.png\">").arg(server.serverPort()), {});
        browser.show();
        QVERIFY(QTest::qWaitForWindowExposed(&browser));
        QVERIFY(!server.hasPendingConnections());
    }

    void showsPartsOfTheMail()
    {
        MailBrowser browser;
        browser.resize(400, 300);
        browser.setMail(QStringLiteral("<img src=\"cid:logo%40x\">"), {{QStringLiteral("logo@x"), png(Qt::red, 40)}});
        browser.show();
        QVERIFY(hasRed(browser));
    }

    void survivesBrokenPictures()
    {
        MailBrowser browser;
        browser.setMail({}, {{QStringLiteral("a"), QByteArray("\x89PNG broken")}});
        QVERIFY(isDot(browser.loadResource(QTextDocument::ImageResource, QUrl(QStringLiteral("cid:a")))));
    }

private:
    static bool hasRed(MailBrowser &browser)
    {
        const QImage shot = browser.grab().toImage();
        for (int y = 0; y < shot.height(); y += 4) {
            for (int x = 0; x < shot.width(); x += 4) {
                if (shot.pixelColor(x, y) == QColor(Qt::red))
                    return true;
            }
        }
        return false;
    }

    QTemporaryDir m_directory;
    QString m_file;
};

QTEST_MAIN(TestMailBrowser)
#include "tst_mail_browser.moc"
