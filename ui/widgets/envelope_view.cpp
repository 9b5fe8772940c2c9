// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/envelope_view.h"

#include "ui/models/envelope_words.h"
#include "ui/widgets/state_look.h"

#include <QEvent>
#include <QScrollBar>
#include <QTextTable>

#include <algorithm>

namespace mailweir {

EnvelopeView::EnvelopeView(QWidget *parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFrameShape(NoFrame);
    setAccessibleName(tr("The envelope"));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(12);
}

void EnvelopeView::showEnvelope(const Envelope &envelope)
{
    m_envelope = envelope;
    write();
}

void EnvelopeView::showText(const QString &text)
{
    m_envelope.reset();
    setPlainText(text);
}

void EnvelopeView::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (m_envelope && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange))
        write();
}

void EnvelopeView::write()
{
    const QList<EnvelopeSection> sections = EnvelopeWords::sections(*m_envelope);
    qreal widest = 0;
    for (const EnvelopeSection &section : sections) {
        for (const EnvelopeRow &row : section.rows)
            widest = std::max(widest, QFontMetricsF(font()).horizontalAdvance(row.name));
    }

    QTextTableFormat layout;
    layout.setBorder(0);
    layout.setCellPadding(2);
    layout.setCellSpacing(0);
    layout.setBottomMargin(10);
    constexpr qreal kBetweenColumns = 20;
    layout.setColumnWidthConstraints(
        {QTextLength(QTextLength::FixedLength, widest + kBetweenColumns), QTextLength(QTextLength::VariableLength, 0)});
    QTextCharFormat name;
    name.setForeground(dimmedText(palette()));
    QTextCharFormat title;
    title.setFontWeight(QFont::Bold);

    clear();
    QTextCursor cursor(document());
    for (const EnvelopeSection &section : sections) {
        cursor.movePosition(QTextCursor::End); // into the empty block that follows every table
        cursor.insertText(section.title, title);
        QTextTable *table = cursor.insertTable(int(section.rows.size()), 2, layout);
        for (int i = 0; i < int(section.rows.size()); ++i) {
            table->cellAt(i, 0).firstCursorPosition().insertText(section.rows.at(i).name, name);
            table->cellAt(i, 1).firstCursorPosition().insertText(section.rows.at(i).value, {});
        }
    }
    verticalScrollBar()->setValue(0);
}

} // namespace mailweir
