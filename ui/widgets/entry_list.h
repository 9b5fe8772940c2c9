// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_form.h"

#include <QFlags>

class QMenu;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace mailweir {

/// The form of one entry in an EntryList.
class EntryForm : public SettingsForm {
    Q_OBJECT
public:
    using SettingsForm::SettingsForm;

    [[nodiscard]] virtual QString name() const = 0;
    /// What it does, in a few words.
    [[nodiscard]] virtual QString summary() const = 0;
    /// Entries of a list without switches are always on.
    [[nodiscard]] virtual bool isOn() const { return true; }
    virtual void setOn(bool) { }
};

/// A list of things that are set up alike, with the form of the selected one below it. Thread: GUI.
class EntryList final : public QWidget {
    Q_OBJECT
public:
    enum Feature {
        Switches = 1, ///< each can be switched off in the list
        Order = 2, ///< the order counts and can be changed
    };
    Q_DECLARE_FLAGS(Features, Feature)

    EntryList(const QString &accessibleName, Features features, QWidget *parent = nullptr);

    /// Takes over the form and selects it.
    void add(EntryForm *form);
    void clear();
    void setCurrentRow(int row);
    [[nodiscard]] int currentRow() const;
    /// In their order.
    [[nodiscard]] QList<EntryForm *> forms() const;

    /// The add button opens this menu instead of emitting addRequested().
    void setAddMenu(QMenu *menu);
    /// The last `count` entries cannot be removed.
    void setLeast(int count);

    /// Checks all forms and marks those that are wrong; whether all are right.
    bool validate();

Q_SIGNALS:
    void addRequested();
    void edited();

private:
    QWidget *makeButtons();
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] EntryForm *formOf(const QTreeWidgetItem *item) const;
    void refresh(QTreeWidgetItem *item);
    void showCurrent();
    void removeCurrent();
    void moveCurrent(int by);

    const Features m_features;
    QTreeWidget *m_list = nullptr;
    QVBoxLayout *m_forms = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_up = nullptr;
    QPushButton *m_down = nullptr;
    int m_least = 0;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(EntryList::Features)

} // namespace mailweir
