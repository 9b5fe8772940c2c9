// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QList>
#include <QWidget>

#include <functional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace mailweir {

/// Fields with captions, hints, and the reason why one is wrong under it. Fields report their edits by themselves.
/// Thread: GUI.
class SettingsForm : public QWidget {
    Q_OBJECT
public:
    explicit SettingsForm(QWidget *parent = nullptr);

    /// Checks every field that is shown and can be used, and shows the reason under each that is wrong.
    virtual void validate();
    [[nodiscard]] bool isValid() const { return m_valid; }

Q_SIGNALS:
    void edited();

protected:
    /// The reason why a field is wrong, in the user's words; empty when it is right or does not count.
    using Check = std::function<QString()>;

    /// `name` is the object's name, for tests and style sheets.
    QLineEdit *addText(const char *name, const QString &label, const QString &hint, Check check = {});
    /// A time such as 5m.
    QLineEdit *addDuration(const char *name, const QString &label, const QString &hint, Check check = {});
    /// The path of a file, with a button that looks for one.
    QLineEdit *addFile(const char *name, const QString &label, const QString &hint, Check check = {});
    QSpinBox *addNumber(const char *name, const QString &label, int least, int most, const QString &hint = {});
    QCheckBox *addSwitch(const char *name, const QString &label, const QString &hint = {});
    /// Empty at first; see choice.h.
    QComboBox *addCombo(const char *name, const QString &label, const QString &hint = {});
    /// Any other field. `focus` is the part of it that takes the keyboard, when it is made of several.
    void addField(const QString &label, QWidget *field, const QString &hint = {}, Check check = {},
                  QWidget *focus = nullptr);
    QLabel *addNote(const QString &text = {});
    /// Stands above fields that belong together.
    void addHeading(const QString &text);
    void addWide(QWidget *widget);
    void addGap();

    /// A field that means nothing as things are is hidden, and keeps its value.
    void setFieldVisible(const QWidget *field, bool visible);
    [[nodiscard]] bool isFieldVisible(const QWidget *field) const;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void setValid(bool valid) { m_valid = valid; }

    /// The checked text of an addDuration() field; `fallback` while it cannot be read.
    [[nodiscard]] static Milliseconds durationOf(const QLineEdit *field, Milliseconds fallback);

private:
    struct Field {
        QWidget *widget; ///< the one that takes the keyboard
        QWidget *row; ///< everything but the caption
        QLabel *below; ///< the reason, or the hint
        QString hint;
        Check check;
    };

    void chooseFile(QLineEdit *field, const QString &title);

    QFormLayout *m_form = nullptr;
    QList<Field> m_fields;
    bool m_valid = true;
};

} // namespace mailweir
