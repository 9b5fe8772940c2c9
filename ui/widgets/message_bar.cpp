// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/state_look.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace mailweir {

class MessageBar final : public QWidget {
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent)
        : QWidget(parent)
    {
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(36, 5, 6, 5);
        m_text = new QLabel(this);
        m_text->setTextFormat(Qt::PlainText);
        m_text->setWordWrap(true);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_action = new QPushButton(this);
        m_close = new QToolButton(this);
        m_close->setAutoRaise(true);
        m_close->setIcon(Icons::get(QStringLiteral("close")));
        m_close->setToolTip(tr("Close this notice"));
        m_close->setAccessibleName(m_close->toolTip());
        layout->addWidget(m_text, 1);
        layout->addWidget(m_action);
        layout->addWidget(m_close);
        connect(m_action, &QPushButton::clicked, this, &MessageBar::actionRequested);
        connect(m_close, &QToolButton::clicked, this, &MessageBar::closed);
    }

    void set(const QString &text, const QString &action, bool closable)
    {
        m_close->setVisible(closable);
        m_text->setText(text);
        m_action->setText(action);
        m_action->setVisible(!action.isEmpty());
        setAccessibleName(text);
    }

    [[nodiscard]] QString text() const { return m_text->text(); }

Q_SIGNALS:
    void actionRequested();
    void closed();

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QColor tone = toneColour(Tone::Warning, palette());
        QColor fill = tone;
        fill.setAlphaF(0.14F);
        painter.fillRect(rect(), fill);
        constexpr int kIcon = 18;
        painter.drawPixmap(10, (height() - kIcon) / 2,
                           Icons::pixmap(QStringLiteral("notice"), kIcon, tone, devicePixelRatioF()));
    }

private:
    QLabel *m_text = nullptr;
    QPushButton *m_action = nullptr;
    QToolButton *m_close = nullptr;
};

MessageBarStack::MessageBarStack(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(1);
}

void MessageBarStack::showBar(const QString &id, const QString &text, const QString &action, Closing closing)
{
    if (m_closed.value(id) == text)
        return;
    m_closed.remove(id);
    MessageBar *&bar = m_bars[id];
    if (!bar) {
        bar = new MessageBar(this);
        m_layout->addWidget(bar);
        connect(bar, &MessageBar::actionRequested, this, [this, id] { Q_EMIT actionRequested(id); });
        connect(bar, &MessageBar::closed, this, [this, id] {
            m_closed.insert(id, m_bars.value(id)->text());
            hideBar(id);
        });
    }
    bar->set(text, action, closing == Closing::ByUser);
    bar->show();
}

void MessageBarStack::hideBar(const QString &id)
{
    if (MessageBar *bar = m_bars.take(id)) {
        bar->setVisible(false);
        bar->deleteLater();
    }
}

} // namespace mailweir

#include "message_bar.moc"
