// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/state_look.h"
#include "ui/widgets/top_bar.h"

#include <QClipboard>
#include <QComboBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <array>

namespace mailweir {

namespace {

struct Snippet {
    QLatin1String framework;
    QLatin1String code; ///< %1 host, %2 port
};

const std::array kSnippets{
    Snippet{QLatin1String("Django"), QLatin1String("# settings.py\nEMAIL_HOST = \"%1\"\nEMAIL_PORT = %2")},
    Snippet{QLatin1String("Laravel"), QLatin1String("# .env\nMAIL_MAILER=smtp\nMAIL_HOST=%1\nMAIL_PORT=%2")},
    Snippet{QLatin1String("Nodemailer"),
            QLatin1String("nodemailer.createTransport({\n  host: \"%1\", port: %2, secure: false })")},
    Snippet{QLatin1String("Python smtplib"),
            QLatin1String("import smtplib\nsmtplib.SMTP(\"%1\", %2).send_message(message)")},
    Snippet{QLatin1String("Ruby on Rails"),
            QLatin1String("config.action_mailer.smtp_settings =\n  { address: \"%1\", port: %2 }")},
    Snippet{QLatin1String("Spring Boot"),
            QLatin1String("# application.properties\nspring.mail.host=%1\nspring.mail.port=%2")},
    Snippet{QLatin1String("Symfony"), QLatin1String("# .env\nMAILER_DSN=smtp://%1:%2")},
};

class Glyph final : public QWidget {
public:
    Glyph(const QString &icon, QWidget *parent)
        : QWidget(parent)
        , m_icon(icon)
    {
        setFixedSize(kSize, kSize);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        QColor colour = dimmedText(palette());
        colour.setAlphaF(0.7F);
        painter.drawPixmap(0, 0, Icons::pixmap(m_icon, kSize, colour, devicePixelRatioF()));
    }

private:
    static constexpr int kSize = 56;
    QString m_icon;
};

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    auto *title = new QLabel(text, parent);
    title->setTextFormat(Qt::PlainText);
    title->setAlignment(Qt::AlignHCenter);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    title->setFont(font);
    return title;
}

QLabel *makeText(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    return label;
}

} // namespace

WelcomePage::WelcomePage(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(10);
    layout->addStretch(1);
    layout->addWidget(new Glyph(QStringLiteral("mailweir-symbolic"), this), 0, Qt::AlignHCenter);
    layout->addSpacing(4);
    layout->addWidget(makeTitle(tr("Nothing caught yet"), this));
    m_text = makeText({}, this);
    m_quiet = makeText(tr("Nothing leaves this computer until you set up a relay."), this);
    layout->addWidget(m_text);
    layout->addWidget(m_quiet);
    layout->addSpacing(8);
    m_snippets = makeSnippets();
    layout->addWidget(m_snippets, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addWidget(makeButtons(), 0, Qt::AlignHCenter);
    layout->addStretch(2);
    setStatus({});
}

QWidget *WelcomePage::makeSnippets()
{
    auto *box = new QWidget(this);
    auto *layout = new QGridLayout(box);
    layout->setContentsMargins({});
    auto *label = new QLabel(tr("Settings &for"), box);
    m_framework = new QComboBox(box);
    label->setBuddy(m_framework);
    for (const Snippet &snippet : kSnippets)
        m_framework->addItem(snippet.framework);
    m_snippet = new QPlainTextEdit(box);
    m_snippet->setReadOnly(true);
    m_snippet->setTabChangesFocus(true);
    m_snippet->setAccessibleName(tr("Settings to paste into your application"));
    m_snippet->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_snippet->setFixedSize(m_snippet->fontMetrics().averageCharWidth() * 58,
                            m_snippet->fontMetrics().lineSpacing() * 4 + 16);
    auto *copy = new QPushButton(Icons::get(QStringLiteral("copy")), tr("Cop&y settings"), box);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_snippet->toPlainText()); });
    connect(m_framework, &QComboBox::currentIndexChanged, this, &WelcomePage::showSnippet);
    layout->addWidget(label, 0, 0);
    layout->addWidget(m_framework, 0, 1);
    layout->addWidget(copy, 0, 3);
    layout->setColumnStretch(2, 1);
    layout->addWidget(m_snippet, 1, 0, 1, 4);
    return box;
}

QWidget *WelcomePage::makeButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    m_copy = new QPushButton(Icons::get(QStringLiteral("copy")), tr("&Copy address"), row);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_address); });
    auto *test = new QPushButton(Icons::get(QStringLiteral("mail-send")), tr("Send a &test mail"), row);
    m_relay = new QPushButton(Icons::get(QStringLiteral("relay")), tr("Set up a &relay…"), row);
    m_relay->setToolTip(tr("The mail server that the summaries go through"));
    connect(test, &QPushButton::clicked, this, &WelcomePage::testMailRequested);
    connect(m_relay, &QPushButton::clicked, this, &WelcomePage::relayRequested);
    layout->addWidget(m_copy);
    layout->addWidget(test);
    layout->addWidget(m_relay);
    return row;
}

void WelcomePage::setStatus(const EngineStatus &status)
{
    m_address = listeningAddress(status);
    m_copy->setEnabled(!m_address.isEmpty());
    m_text->setText(m_address.isEmpty() ? tr("Mailweir is not listening. Choose another address in the settings.")
                                        : tr("Point your application at %1, or send a test mail.\n"
                                             "Every message lands here, grouped by its subject.")
                                              .arg(m_address));
    m_snippets->setVisible(!m_address.startsWith(QStringLiteral("unix:"))); // they name a host and a port
    m_quiet->setVisible(status.relayName.isEmpty());
    m_relay->setVisible(status.relayName.isEmpty());
    showSnippet();
}

void WelcomePage::showSnippet()
{
    const qsizetype colon = m_address.lastIndexOf(u':');
    const QString host = m_address.isEmpty() ? QStringLiteral("127.0.0.1") : m_address.left(colon);
    const QString port = m_address.isEmpty() ? QStringLiteral("2525") : m_address.mid(colon + 1);
    const Snippet &snippet = kSnippets.at(size_t(qMax(0, m_framework->currentIndex())));
    m_snippet->setPlainText(QString(snippet.code).arg(host, port));
}

EmptyPage::EmptyPage(const QString &icon, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addStretch(1);
    layout->addWidget(new Glyph(icon, this), 0, Qt::AlignHCenter);
    layout->addWidget(makeTitle(title, this));
    layout->addWidget(makeText(text, this));
    layout->addStretch(2);
}

void EmptyPage::setAction(const QString &text)
{
    auto *button = new QPushButton(text, this);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->count() - 1, button, 0, Qt::AlignHCenter);
    connect(button, &QPushButton::clicked, this, &EmptyPage::actionRequested);
}

} // namespace mailweir
