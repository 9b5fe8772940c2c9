// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/search_field.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/search_terms.h"
#include "ui/widgets/state_look.h"

#include <QAction>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QTextCharFormat>

namespace mailweir {

SearchField::SearchField(QWidget *parent)
    : QLineEdit(parent)
{
    setObjectName(QStringLiteral("search"));
    setClearButtonEnabled(true);
    setPlaceholderText(tr("Search"));
    setAccessibleName(tr("Search all messages"));
    setToolTip(tr("Search all messages (Ctrl+F)"));
    addAction(Icons::get(QStringLiteral("search")), LeadingPosition);
    m_help = addAction(Icons::get(QStringLiteral("help")), TrailingPosition);
    m_help->setText(tr("What can be searched for"));
    m_help->setToolTip(m_help->text());
    m_star = addAction(Icons::get(QStringLiteral("star")), TrailingPosition);
    m_star->setObjectName(QStringLiteral("saveSearch"));
    setSaving(false, false);
    connect(m_help, &QAction::triggered, this, &SearchField::showTerms);
    connect(m_star, &QAction::triggered, this, &SearchField::saveRequested);
    connect(this, &QLineEdit::textEdited, this, [this] { setMistake(std::nullopt); });
}

void SearchField::setMistake(const std::optional<SearchMistake> &mistake)
{
    if (mistake == m_mistake)
        return;
    m_mistake = mistake;
    // The only way into the layout of a QLineEdit: formats as an input method brings them, relative to the cursor.
    QList<QInputMethodEvent::Attribute> formats;
    if (mistake) {
        QTextCharFormat wrong;
        wrong.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wrong.setUnderlineColor(toneColour(Tone::Bad, palette()));
        const qsizetype length = std::max<qsizetype>(1, mistake->length);
        const qsizetype begin = std::min(mistake->position, std::max<qsizetype>(0, text().size() - length));
        formats.append(QInputMethodEvent::Attribute(QInputMethodEvent::TextFormat, int(begin) - cursorPosition(),
                                                    int(length), wrong));
    }
    QInputMethodEvent event(QString(), formats);
    QCoreApplication::sendEvent(this, &event);
}

void SearchField::setSaving(bool possible, bool saved)
{
    m_star->setVisible(possible);
    m_star->setIcon(Icons::get(saved ? QStringLiteral("star-full") : QStringLiteral("star")));
    m_star->setEnabled(!saved);
    m_star->setText(saved ? tr("This search is kept at the left") : tr("Keep this search (Ctrl+D)"));
    m_star->setToolTip(m_star->text());
}

void SearchField::showTerms()
{
    auto *popup = new SearchTerms(this, Qt::Popup);
    popup->setAttribute(Qt::WA_DeleteOnClose);
    popup->setFrameShape(QFrame::StyledPanel);
    popup->adjustSize();
    popup->move(mapToGlobal(QPoint(width() - popup->width(), height() + 2)));
    popup->show();
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        Q_EMIT left();
        break;
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT entered();
        break;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void SearchField::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    if (event->reason() == Qt::ShortcutFocusReason)
        selectAll();
}

} // namespace mailweir
