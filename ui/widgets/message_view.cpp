// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_view.h"

#include "ui/models/flag_words.h"
#include "ui/models/message_files.h"
#include "ui/models/texts.h"
#include "ui/widgets/attachment_list.h"
#include "ui/widgets/conversation_view.h"
#include "ui/widgets/envelope_view.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/mail_browser.h"
#include "ui/widgets/plain_tool_tip.h"
#include "ui/widgets/state_look.h"

#include <QFileDialog>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QSyntaxHighlighter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace mailweir {

namespace {

/// Field names bold, up to the end of the header block.
class HeaderHighlighter final : public QSyntaxHighlighter {
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString &line) override
    {
        constexpr int kBody = 1;
        const bool body = previousBlockState() == kBody || line.isEmpty();
        setCurrentBlockState(body ? kBody : 0);
        const qsizetype colon = line.indexOf(u':');
        if (body || colon <= 0 || line.front().isSpace())
            return;
        QTextCharFormat name;
        name.setFontWeight(QFont::Bold);
        setFormat(0, int(colon) + 1, name);
    }
};

QPlainTextEdit *makeTextView(const QString &accessibleName, QWidget *parent)
{
    auto *view = new QPlainTextEdit(parent);
    view->setReadOnly(true);
    view->setUndoRedoEnabled(false);
    view->setTabChangesFocus(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->document()->setDocumentMargin(12);
    view->setAccessibleName(accessibleName);
    return view;
}

/// Qt lays out a line in time that grows with its square; no line stays longer than this.
QString broken(const QString &text)
{
    constexpr qsizetype kLongest = 4000;
    QString result;
    result.reserve(text.size());
    qsizetype column = 0;
    for (const QChar character : text) {
        column = character == u'\n' ? 0 : column + 1;
        if (column > kLongest) {
            result += u'\n';
            column = 1;
        }
        if (character != u'\r')
            result += character;
    }
    return result;
}

QString join(const QList<MailAddress> &addresses)
{
    constexpr qsizetype kShown = 3;
    QStringList texts;
    for (const MailAddress &address : addresses.first(qMin(addresses.size(), kShown)))
        texts.append(Texts::address(address));
    if (addresses.size() > kShown)
        texts.append(QStringLiteral("…"));
    return texts.join(QStringLiteral(", "));
}

} // namespace

MessageView::MessageView(ReadRunner read, QWidget *parent)
    : QWidget(parent)
    , m_read(std::move(read))
{
    makeTabs();
    auto *mail = new QWidget(this);
    auto *mailLayout = new QVBoxLayout(mail);
    mailLayout->setContentsMargins({});
    mailLayout->setSpacing(0);
    mailLayout->addWidget(makeHead());
    mailLayout->addWidget(m_tabs, 1);

    m_error = new QLabel(this);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setAlignment(Qt::AlignCenter);
    m_error->setWordWrap(true);
    m_error->setMargin(24);

    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_error);
    m_stack->addWidget(mail);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
    clear();
}

QWidget *MessageView::makeHead()
{
    auto *head = new QWidget(this);
    auto *layout = new QVBoxLayout(head);
    layout->setContentsMargins(12, 8, 12, 6);
    layout->setSpacing(3);
    const auto makeLabel = [&] {
        auto *label = new QLabel(head);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        return label;
    };
    m_when = new QLabel(head);
    m_when->setTextFormat(Qt::PlainText);
    m_subject = makeLabel();
    QFont font = m_subject->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.1);
    m_subject->setFont(font);
    m_people = makeLabel();
    m_note = makeLabel();
    m_flags = makeLabel();
    m_flags->setObjectName(QStringLiteral("flags"));
    auto *first = new QHBoxLayout;
    first->addWidget(m_subject, 1);
    first->addWidget(m_when, 0, Qt::AlignTop);
    layout->addLayout(first);
    layout->addWidget(m_people);
    layout->addWidget(m_note);
    layout->addWidget(m_flags);
    return head;
}

void MessageView::makeTabs()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setDocumentMode(true);
    m_html = new MailBrowser(m_tabs);
    m_text = makeTextView(tr("The mail as text"), m_tabs);
    m_headers = makeTextView(tr("The headers"), m_tabs);
    new HeaderHighlighter(m_headers->document());
    m_source = makeTextView(tr("The source"), m_tabs);
    m_source->setLineWrapMode(QPlainTextEdit::NoWrap);
    new HeaderHighlighter(m_source->document());
    m_envelope = new EnvelopeView(m_tabs);
    m_conversation = new ConversationView(m_tabs);
    m_attachments = new AttachmentList(m_read, m_tabs);

    m_saveSource = new QPushButton(Icons::get(QStringLiteral("save")), tr("Sa&ve mail…"), m_tabs);
    auto *sourcePage = new QWidget(m_tabs);
    auto *sourceLayout = new QVBoxLayout(sourcePage);
    sourceLayout->setContentsMargins(0, 0, 8, 8);
    sourceLayout->addWidget(m_source, 1);
    sourceLayout->addWidget(m_saveSource, 0, Qt::AlignRight);

    m_tabs->addTab(m_html, tr("&HTML"));
    m_tabs->addTab(m_text, tr("Te&xt"));
    m_tabs->addTab(m_headers, tr("Hea&ders"));
    m_tabs->addTab(sourcePage, tr("S&ource"));
    m_tabs->addTab(m_envelope, tr("&Envelope"));
    m_tabs->addTab(m_conversation, tr("&Conversation"));
    m_tabs->addTab(m_attachments, QString());
    connect(m_tabs, &QTabWidget::currentChanged, this, &MessageView::readEnvelope);
    connect(m_tabs, &QTabWidget::tabBarClicked, this, [this](int tab) {
        if (tab == HtmlTab || tab == TextTab)
            m_prefersHtml = tab == HtmlTab;
    });
    connect(m_attachments, &AttachmentList::problem, this, &MessageView::problem);
    connect(m_saveSource, &QPushButton::clicked, this, &MessageView::saveSource);
}

void MessageView::showContent(const MessageContent &content)
{
    m_content = content;
    showHead(content);
    m_html->setMail(content.html, content.images);
    m_text->setPlainText(broken(content.text));

    QString headers;
    for (const auto &[name, value] : content.headers)
        headers += name + QStringLiteral(": ") + value + u'\n';
    m_headers->setPlainText(broken(headers));
    m_source->setPlainText(broken(content.source));
    m_attachments->setMail(content.attachments, content.raw);

    m_envelopeOf.reset();
    m_envelope->showText({});
    m_conversation->showText({});
    showTabs(content);
    m_stack->setCurrentIndex(1);
    readEnvelope();
}

void MessageView::showTabs(const MessageContent &content)
{
    const bool hasHtml = !content.html.isEmpty();
    const qsizetype attachments = content.attachments.size();
    m_tabs->setTabEnabled(HtmlTab, hasHtml);
    // The tab that stays open is chosen first: the tab bar would go to a neighbour of one that is hidden.
    const int current = m_tabs->currentIndex();
    const bool ofSession = current == EnvelopeTab || current == ConversationTab;
    if (current == HtmlTab || current == TextTab || (ofSession && !content.id)
        || (current == AttachmentsTab && attachments == 0))
        m_tabs->setCurrentIndex(m_prefersHtml && hasHtml ? HtmlTab : TextTab);
    m_tabs->setTabVisible(EnvelopeTab, content.id.has_value());
    m_tabs->setTabVisible(ConversationTab, content.id.has_value());
    m_tabs->setTabVisible(AttachmentsTab, attachments > 0);
    m_tabs->setTabText(AttachmentsTab, tr("&Attachments (%1)").arg(attachments));
}

void MessageView::readEnvelope()
{
    const int tab = m_tabs->currentIndex();
    if ((tab != EnvelopeTab && tab != ConversationTab) || !m_content.id || m_envelopeOf == m_content.id)
        return;
    m_envelopeOf = m_content.id;
    const MessageId id = *m_content.id;
    const auto answer = m_inbox.wrap<Result<Envelope>>([this, id](const Result<Envelope> &envelope) {
        if (m_envelopeOf == id) // no other message was selected meanwhile
            showEnvelope(envelope);
    });
    m_read([id, answer](StoreReader &reader) { answer(reader.envelope(id)); });
}

void MessageView::showEnvelope(const Result<Envelope> &envelope)
{
    if (!envelope) {
        m_envelope->showText(Texts::error(envelope.error()));
        m_conversation->showText(Texts::error(envelope.error()));
        return;
    }
    m_envelope->showEnvelope(*envelope);
    const QList<ConversationLine> lines = conversation(*envelope, *m_envelopeOf);
    if (lines.isEmpty())
        m_conversation->showText(tr("What was said in the session was not kept."));
    else
        m_conversation->showLines(lines);
}

void MessageView::showHead(const MessageContent &content)
{
    m_subject->setText(content.subject.isEmpty() ? tr("(no subject)") : content.subject);
    QStringList envelope;
    for (const QByteArray &recipient : content.envelopeRecipients)
        envelope.append(QString::fromUtf8(recipient));
    const QString from =
        content.from.address.isEmpty() ? QString::fromUtf8(content.envelopeSender) : Texts::address(content.from);
    const QString to =
        content.to.isEmpty() ? envelope.mid(0, 3).join(QStringLiteral(", ")) : join(content.to + content.cc);
    m_people->setText(tr("%1 → %2", "sender → recipients").arg(from, to));
    m_when->setText(tr("%1 · %2", "time · size").arg(Texts::moment(content.received), Texts::size(content.size)));
    m_people->setToolTip(plainToolTip(
        tr("Envelope sender: %1\nEnvelope recipients: %2\nReceived: %3")
            .arg(content.envelopeSender.isEmpty() ? QStringLiteral("<>") : QString::fromUtf8(content.envelopeSender),
                 envelope.join(QStringLiteral(", ")), Texts::moment(content.received))));
    QStringList notes;
    if (content.htmlTooLarge)
        notes.append(tr("The HTML is too large to be shown; this is its text."));
    if (content.textCut || content.sourceCut)
        notes.append(tr("Only the beginning is shown. Save the mail to see all of it."));
    m_note->setText(notes.join(u' '));
    m_note->setVisible(!notes.isEmpty());
    m_flags->setText(FlagWords::line(content.flags));
    m_flags->setToolTip(plainToolTip(FlagWords::details(content.flags)));
    m_flags->setVisible(!m_flags->text().isEmpty());
}

void MessageView::clear()
{
    m_content = {};
    m_envelopeOf.reset();
    showError({});
}

void MessageView::showError(const QString &text)
{
    m_error->setText(text);
    m_stack->setCurrentIndex(0);
}

bool MessageView::page(bool forward)
{
    auto *area =
        qobject_cast<QAbstractScrollArea *>(m_tabs->currentIndex() == SourceTab ? m_source : m_tabs->currentWidget());
    if (!area || m_stack->currentIndex() == 0)
        return false;
    QScrollBar *bar = area->verticalScrollBar();
    const int before = bar->value();
    bar->setValue(before + (forward ? bar->pageStep() : -bar->pageStep()));
    return bar->value() != before;
}

void MessageView::saveSource()
{
    auto *dialog = new QFileDialog(this, tr("Save mail"), {}, tr("Mail (*.eml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("eml"));
    dialog->selectFile(safeFileName(m_content.subject) + QStringLiteral(".eml"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, raw = m_content.raw](const QString &path) {
        if (const auto written = writeFile(path, raw); !written)
            Q_EMIT problem(Texts::error(written.error()));
    });
    dialog->open();
}

} // namespace mailweir
