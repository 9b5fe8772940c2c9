// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

class QButtonGroup;
class QLabel;
class QVBoxLayout;

namespace mailweir {

/// One view's name with a count at its right. An urgent count is drawn as a badge.
class NavigationButton final : public QAbstractButton {
    Q_OBJECT
public:
    NavigationButton(const QString &icon, const QString &text, QWidget *parent = nullptr);

    void setCount(qint64 count, bool urgent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    [[nodiscard]] QString plainText() const;

    QString m_icon;
    qint64 m_count = 0;
    bool m_urgent = false;
};

/// The list of views at the left. Thread: GUI.
class NavigationBar final : public QWidget {
    Q_OBJECT
public:
    explicit NavigationBar(QWidget *parent = nullptr);

    /// `text` with its mnemonic; views are numbered from 0 in the order they are added.
    void addView(const QString &icon, const QString &text);
    void setCount(int view, qint64 count, bool urgent);
    void select(int view);

    /// The searches that are kept, below the views.
    void setSearches(const QStringList &names);
    void setSearchCount(int search, qint64 count);
    /// Marks this one in place of a view; -1 marks none.
    void selectSearch(int search);

Q_SIGNALS:
    void selected(int view);
    void searchSelected(int search);
    void searchMenuRequested(int search, const QPoint &at);

private:
    QButtonGroup *m_buttons = nullptr; // views have ids from 0, searches from kFirstSearch
    QVBoxLayout *m_layout = nullptr;
    QLabel *m_heading = nullptr;
    QVBoxLayout *m_searches = nullptr;
};

} // namespace mailweir
