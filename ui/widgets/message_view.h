// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_content.h"
#include "ui/models/message_table_model.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace mailweir {

class AttachmentList;
class ConversationView;
class EnvelopeView;
class MailBrowser;

/// One mail: who, when, and its HTML, text, headers, source and attachments; of a caught one also its envelope and the
/// conversation it came in, which are read when they are looked at. Gets the mail ready-made; parses nothing itself.
/// Thread: GUI.
class MessageView final : public QWidget {
    Q_OBJECT
public:
    /// `read` runs the decoding of attachments that are to be saved, and reads envelopes.
    explicit MessageView(ReadRunner read, QWidget *parent = nullptr);

    void showContent(const MessageContent &content);
    void clear();
    /// A sentence in place of the mail: it could not be read.
    void showError(const QString &text);
    /// Scrolls the shown text by a page; false when it is at its end already.
    bool page(bool forward);

Q_SIGNALS:
    void problem(const QString &text);

private:
    enum Tab { HtmlTab, TextTab, HeadersTab, SourceTab, EnvelopeTab, ConversationTab, AttachmentsTab };

    QWidget *makeHead();
    void makeTabs();
    void showHead(const MessageContent &content);
    void showTabs(const MessageContent &content);
    void readEnvelope();
    void showEnvelope(const Result<Envelope> &envelope);
    void saveSource();

    Inbox m_inbox{this};
    ReadRunner m_read;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_error = nullptr;
    QLabel *m_subject = nullptr;
    QLabel *m_when = nullptr;
    QLabel *m_people = nullptr;
    QLabel *m_note = nullptr;
    QLabel *m_flags = nullptr;
    QTabWidget *m_tabs = nullptr;
    MailBrowser *m_html = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QPlainTextEdit *m_headers = nullptr;
    QPlainTextEdit *m_source = nullptr;
    EnvelopeView *m_envelope = nullptr;
    ConversationView *m_conversation = nullptr;
    AttachmentList *m_attachments = nullptr;
    QPushButton *m_saveSource = nullptr;
    MessageContent m_content;
    std::optional<MessageId> m_envelopeOf; // the message whose envelope is shown or on its way
    bool m_prefersHtml = true; // what the user chose last, of HTML and text
};

} // namespace mailweir
