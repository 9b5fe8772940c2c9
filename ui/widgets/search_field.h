// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"

#include <QLineEdit>

namespace mailweir {

/// Where a search is written: with a star that keeps it, a list of the most useful terms, and a mistake underlined.
/// Thread: GUI.
class SearchField final : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchField(QWidget *parent = nullptr);

    void setMistake(const std::optional<SearchMistake> &mistake);
    /// Whether the text can be kept, or is kept already.
    void setSaving(bool possible, bool saved);
    void showTerms();

Q_SIGNALS:
    void saveRequested();
    /// Esc: the user is done with searching.
    void left();
    /// Down or Enter: the user wants to go into what was found.
    void entered();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    QAction *m_star = nullptr;
    QAction *m_help = nullptr;
    std::optional<SearchMistake> m_mistake;
};

} // namespace mailweir
