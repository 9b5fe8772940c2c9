// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/engine_status.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace mailweir {

/// What stands where the table will be: what the window is for, and what to do first. Thread: GUI.
class WelcomePage final : public QWidget {
    Q_OBJECT
public:
    explicit WelcomePage(QWidget *parent = nullptr);

    void setStatus(const EngineStatus &status);

Q_SIGNALS:
    void testMailRequested();
    void relayRequested();

private:
    QWidget *makeSnippets();
    QWidget *makeButtons();
    void showSnippet();

    QString m_address;
    QLabel *m_text = nullptr;
    QLabel *m_quiet = nullptr;
    QComboBox *m_framework = nullptr;
    QWidget *m_snippets = nullptr;
    QPlainTextEdit *m_snippet = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_relay = nullptr;
};

/// Nothing here, said in a friendly way.
class EmptyPage final : public QWidget {
    Q_OBJECT
public:
    EmptyPage(const QString &icon, const QString &title, const QString &text, QWidget *parent = nullptr);
    /// A button below the text that emits actionRequested().
    void setAction(const QString &text);

Q_SIGNALS:
    void actionRequested();
};

} // namespace mailweir
