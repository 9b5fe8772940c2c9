// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_content.h"
#include "ui/models/message_table_model.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace mailweir {

class MessageView;

/// One delivery, told like a letter: to whom, what the server said, what that means, what happens next, with the
/// buttons that help; then the mail itself, and the transcript folded below. Thread: GUI.
class DeliveryView final : public QWidget {
    Q_OBJECT
public:
    explicit DeliveryView(ReadRunner read, QWidget *parent = nullptr);

    /// What the table knows already; the mail and the transcript follow.
    void showDelivery(const Delivery &delivery, Timestamp now);
    void showContent(const DeliveryContent &content, Timestamp now);
    void showError(const QString &text);
    [[nodiscard]] MessageView *mail() const { return m_mail; }

Q_SIGNALS:
    void resendRequested();
    void cancelRequested();
    void relayRequested();
    void problem(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeLetter();
    QWidget *makeButtons();
    void makeTranscript();
    void showTranscript(const QList<DeliveryAttempt> &attempts);
    void tint();

    Delivery m_delivery;
    QLabel *m_icon = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_words = nullptr;
    QLabel *m_meaning = nullptr;
    QPushButton *m_resend = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_relay = nullptr;
    MessageView *m_mail = nullptr;
    QToolButton *m_fold = nullptr;
    QPlainTextEdit *m_transcript = nullptr;
};

/// The sessions as text for people, `C:` and `S:` in front of what client and server said.
[[nodiscard]] QString transcriptText(const QList<DeliveryAttempt> &attempts);

} // namespace mailweir
