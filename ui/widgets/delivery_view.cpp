// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/delivery_view.h"

#include "ui/models/delivery_words.h"
#include "ui/models/texts.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/message_view.h"
#include "ui/widgets/state_look.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace mailweir {

DeliveryView::DeliveryView(ReadRunner read, QWidget *parent)
    : QWidget(parent)
{
    m_mail = new MessageView(std::move(read), this);
    makeTranscript();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeLetter());
    layout->addWidget(m_mail, 1);
    layout->addWidget(m_fold);
    layout->addWidget(m_transcript, 1);
    connect(m_mail, &MessageView::problem, this, &DeliveryView::problem);
}

QWidget *DeliveryView::makeLetter()
{
    auto *letter = new QWidget(this);
    const auto makeLabel = [&] {
        auto *label = new QLabel(letter);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        return label;
    };
    m_icon = new QLabel(letter);
    m_icon->setFixedSize(22, 22);
    m_title = makeLabel();
    QFont font = m_title->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.1);
    m_title->setFont(font);
    m_words = makeLabel();
    m_words->setAccessibleName(tr("What the server said"));
    m_meaning = makeLabel();

    auto *layout = new QGridLayout(letter);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->setVerticalSpacing(6);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_title, 0, 1);
    layout->addWidget(m_words, 1, 1);
    layout->addWidget(m_meaning, 2, 1);
    layout->addWidget(makeButtons(), 3, 1);
    return letter;
}

QWidget *DeliveryView::makeButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 4, 0, 0);
    m_resend = new QPushButton(Icons::get(QStringLiteral("resend")), tr("&Resend"), row);
    m_resend->setObjectName(QStringLiteral("resend"));
    m_resend->setToolTip(tr("Send it now (Ctrl+R)"));
    m_cancel = new QPushButton(tr("Ca&ncel"), row);
    m_cancel->setToolTip(tr("Do not send it any more"));
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_relay = new QPushButton(Icons::get(QStringLiteral("relay")), tr("Set &up a relay…"), row);
    m_copy = new QPushButton(Icons::get(QStringLiteral("copy")), tr("&Copy reason"), row);
    layout->addWidget(m_relay);
    layout->addWidget(m_resend);
    layout->addWidget(m_cancel);
    layout->addWidget(m_copy);
    layout->addStretch(1);
    connect(m_resend, &QPushButton::clicked, this, &DeliveryView::resendRequested);
    connect(m_cancel, &QPushButton::clicked, this, &DeliveryView::cancelRequested);
    connect(m_relay, &QPushButton::clicked, this, &DeliveryView::relayRequested);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(DeliveryWords::reason(m_delivery)); });
    return row;
}

void DeliveryView::makeTranscript()
{
    m_fold = new QToolButton(this);
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setIcon(Icons::get(QStringLiteral("expand")));
    m_transcript = new QPlainTextEdit(this);
    m_transcript->setReadOnly(true);
    m_transcript->setUndoRedoEnabled(false);
    m_transcript->setTabChangesFocus(true);
    m_transcript->setFrameShape(QFrame::NoFrame);
    m_transcript->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_transcript->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_transcript->setAccessibleName(tr("Transcript"));
    m_transcript->hide();
    connect(m_fold, &QToolButton::toggled, this, [this](bool open) {
        m_transcript->setVisible(open);
        m_fold->setIcon(Icons::get(open ? QStringLiteral("collapse") : QStringLiteral("expand")));
    });
    showTranscript({});
}

void DeliveryView::showDelivery(const Delivery &delivery, Timestamp now)
{
    if (delivery.id != m_delivery.id) {
        m_mail->clear();
        showTranscript({});
    }
    m_delivery = delivery;
    const DeliveryRecipient *recipient = DeliveryWords::decisive(delivery);
    const QString to = recipient ? QString::fromUtf8(recipient->address) : QString();
    m_title->setText(tr("%1 · to %2 · made %3", "state · recipient · 5 min ago")
                         .arg(Texts::deliveryState(delivery.state), to, Texts::ago(delivery.createdAt, now)));
    const QString reason = DeliveryWords::reason(delivery);
    m_words->setText(recipient && recipient->reply.code > 0 ? tr("The server said: %1").arg(reason) : reason);
    m_words->setVisible(!reason.isEmpty());
    QStringList sentences{DeliveryWords::meaning(delivery), DeliveryWords::next(delivery, now)};
    if (delivery.attempts > 0)
        sentences.append(tr("Tried %n time(s).", nullptr, delivery.attempts));
    sentences.removeAll({});
    m_meaning->setText(sentences.join(u' '));

    const bool over = delivery.state == DeliveryState::Sent || delivery.state == DeliveryState::Sending;
    m_resend->setEnabled(!over);
    m_cancel->setEnabled(!over && delivery.state != DeliveryState::Cancelled);
    m_copy->setEnabled(!reason.isEmpty());
    m_relay->setVisible(DeliveryWords::needsRelay(delivery));
    tint();
}

void DeliveryView::showContent(const DeliveryContent &content, Timestamp now)
{
    showDelivery(content.delivery, now);
    m_mail->showContent(content.mail);
    showTranscript(content.attempts);
}

void DeliveryView::showError(const QString &text)
{
    m_mail->showError(text);
}

void DeliveryView::showTranscript(const QList<DeliveryAttempt> &attempts)
{
    m_fold->setText(attempts.isEmpty() ? tr("&Transcript: nothing has been tried yet")
                                       : tr("&Transcript of %n attempt(s)", nullptr, int(attempts.size())));
    m_fold->setEnabled(!attempts.isEmpty());
    if (attempts.isEmpty())
        m_fold->setChecked(false);
    m_transcript->setPlainText(transcriptText(attempts));
}

void DeliveryView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_icon)
        tint();
    QWidget::changeEvent(event);
}

void DeliveryView::tint()
{
    const StateLook look = lookOf(m_delivery.state);
    m_icon->setPixmap(Icons::pixmap(look.icon, 20, toneColour(look.tone, palette()), devicePixelRatioF()));
}

QString transcriptText(const QList<DeliveryAttempt> &attempts)
{
    QString text;
    for (auto attempt = attempts.crbegin(); attempt != attempts.crend(); ++attempt) { // the newest first
        if (!text.isEmpty())
            text += u'\n';
        text += QStringLiteral("%1 · %2 · %3 ms\n")
                    .arg(Texts::moment(attempt->at), attempt->host, Texts::number(attempt->durationMs));
        for (const TranscriptLine &line : attempt->transcript) {
            const QString side = line.side == TranscriptLine::Side::Client ? QStringLiteral("C: ")
                : line.side == TranscriptLine::Side::Server                ? QStringLiteral("S: ")
                                                                           : QStringLiteral("   ");
            text += side + QString::fromUtf8(line.text) + u'\n';
        }
        if (!attempt->text.isEmpty() && attempt->transcript.isEmpty())
            text += attempt->text + u'\n';
    }
    return text;
}

} // namespace mailweir
