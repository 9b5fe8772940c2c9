// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/conversation.h"

#include <QPlainTextEdit>

namespace mailweir {

/// The session a message came in, line by line with its times. Client and server differ by their letters, by weight and
/// by colour. Thread: GUI.
class ConversationView final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit ConversationView(QWidget *parent = nullptr);

    void showLines(const QList<ConversationLine> &lines);
    /// A sentence in their place.
    void showText(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    class Highlighter;

    Highlighter *m_highlighter = nullptr; // child of the document
};

} // namespace mailweir
