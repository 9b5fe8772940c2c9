// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"

#include <QList>
#include <QWidget>

#include <functional>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace mailweir {

/// One page of the settings dialog: shows a part of the settings, and writes that part back.
class SettingsPage : public QWidget {
    Q_OBJECT
public:
    explicit SettingsPage(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] const QString &title() const { return m_title; }

    virtual void load(const Settings &settings) = 0;
    /// Changes only what the page shows; meaningful while isValid().
    virtual void store(Settings &settings) const = 0;
    /// Something is different that is no part of Settings.
    [[nodiscard]] virtual bool changedBeside() const { return false; }
    /// Keeps that; called after the settings were applied and saved.
    virtual void storeBeside() { }

    /// Checks every field and shows the reason under each that is wrong.
    void validate();
    [[nodiscard]] bool isValid() const { return m_valid; }

Q_SIGNALS:
    void edited();

protected:
    /// The reason why a field is wrong, in the user's words; empty when it is right or does not count.
    using Check = std::function<QString()>;

    /// Fields report their edits by themselves. `name` is the object's name, for tests and style sheets.
    QLineEdit *addText(const char *name, const QString &label, const QString &hint, Check check = {});
    /// A time such as 5m.
    QLineEdit *addDuration(const char *name, const QString &label, const QString &hint, Check check = {});
    QSpinBox *addNumber(const char *name, const QString &label, int least, int most, const QString &hint = {});
    QCheckBox *addSwitch(const char *name, const QString &label, const QString &hint = {});
    /// Any other field.
    void addField(const QString &label, QWidget *field, const QString &hint = {}, Check check = {});
    QLabel *addNote(const QString &text = {});
    void addWide(QWidget *widget);
    void addGap();

    /// The checked text of an addDuration() field; `fallback` while it cannot be read.
    [[nodiscard]] static Milliseconds durationOf(const QLineEdit *field, Milliseconds fallback);

private:
    struct Field {
        QWidget *widget;
        QLabel *below; ///< the reason, or the hint
        QString hint;
        Check check;
    };

    QString m_title;
    QFormLayout *m_form = nullptr;
    QList<Field> m_fields;
    bool m_valid = true;
};

} // namespace mailweir
