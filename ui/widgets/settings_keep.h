// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "ui/widgets/entry_list.h"

namespace mailweir {

/// How much mail is kept: of one project, or of all that have no limits of their own. A limit is chosen or written; "No
/// limit" is the first choice.
class KeepForm final : public EntryForm {
    Q_OBJECT
public:
    /// Whether another form has this project.
    using Taken = std::function<bool(const KeepForm *, const QString &)>;

    /// The limits of all other mail; they have no name.
    explicit KeepForm(const KeepSettings &keep, QWidget *parent = nullptr);
    /// Those of a project.
    KeepForm(const KeepSettings &keep, Taken taken, QWidget *parent = nullptr);

    [[nodiscard]] KeepSettings collected() const;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString summary() const override;

private:
    void makeLimits();
    QComboBox *addLimit(const char *name, const QString &label, const QStringList &proposals, const QString &hint,
                        Check check);

    const KeepSettings m_before;
    QLineEdit *m_project = nullptr;
    QComboBox *m_messages = nullptr;
    QComboBox *m_age = nullptr;
    QComboBox *m_bytes = nullptr;
};

} // namespace mailweir
