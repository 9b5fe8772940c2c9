// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace mailweir {

class MessageBar;

/// Lasting notices above the pages, one under the other; each has an id. Thread: GUI.
class MessageBarStack final : public QWidget {
    Q_OBJECT
public:
    enum class Closing { ByUser, ByEvent };

    explicit MessageBarStack(QWidget *parent = nullptr);

    /// The same `id` again replaces the text. With `action`, a button of that text emits actionRequested(). A notice
    /// that the user has closed comes back only with another text; one that ends with what it tells of has no button to
    /// close it.
    void showBar(const QString &id, const QString &text, const QString &action = {}, Closing closing = Closing::ByUser);
    void hideBar(const QString &id);

Q_SIGNALS:
    void actionRequested(const QString &id);

private:
    QVBoxLayout *m_layout = nullptr;
    QHash<QString, MessageBar *> m_bars;
    QHash<QString, QString> m_closed; // id → text
};

} // namespace mailweir
