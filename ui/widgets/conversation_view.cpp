// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/conversation_view.h"

#include "ui/widgets/state_look.h"

#include <QEvent>
#include <QFontDatabase>
#include <QSyntaxHighlighter>
#include <QTextBlock>

namespace mailweir {

class ConversationView::Highlighter final : public QSyntaxHighlighter {
public:
    explicit Highlighter(ConversationView *view)
        : QSyntaxHighlighter(view->document())
        , m_view(view)
    {
    }

    QList<ConversationLine> lines; ///< one for each block of the text

protected:
    void highlightBlock(const QString &text) override
    {
        const int number = currentBlock().blockNumber();
        if (number >= lines.size())
            return;
        const ConversationLine &line = lines.at(number);
        const int said = int(text.size() - line.text.size());
        const QPalette palette = m_view->palette();
        QTextCharFormat format;
        format.setForeground(dimmedText(palette));
        setFormat(0, said, format);
        if (line.side == TranscriptLine::Side::Client) {
            format.setForeground(toneColour(Tone::Active, palette));
            format.setFontWeight(QFont::Bold);
        } else if (line.side == TranscriptLine::Side::Server) {
            const bool refusal = line.text.startsWith(u'4') || line.text.startsWith(u'5');
            format.setForeground(refusal ? toneColour(Tone::Bad, palette) : palette.color(QPalette::Text));
        } else {
            format.setFontItalic(true);
        }
        setFormat(said, int(text.size()) - said, format);
    }

private:
    ConversationView *m_view;
};

ConversationView::ConversationView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new Highlighter(this))
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFrameShape(NoFrame);
    setLineWrapMode(NoWrap);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    document()->setDocumentMargin(12);
    setAccessibleName(tr("The conversation"));
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

void ConversationView::showLines(const QList<ConversationLine> &lines)
{
    m_highlighter->lines = lines;
    setPlainText(conversationText(lines));
}

void ConversationView::showText(const QString &text)
{
    m_highlighter->lines.clear();
    setPlainText(text);
}

void ConversationView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter)
        m_highlighter->rehighlight();
}

} // namespace mailweir
