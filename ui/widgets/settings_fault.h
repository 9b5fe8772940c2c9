// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "ui/widgets/entry_list.h"

class QDoubleSpinBox;

namespace mailweir {

/// Everything about one fault rule.
class FaultForm final : public EntryForm {
    Q_OBJECT
public:
    /// Whether another rule has this name.
    using NameTaken = std::function<bool(const FaultForm *, const QString &)>;

    FaultForm(const FaultSettings &fault, NameTaken nameTaken, QWidget *parent = nullptr);

    [[nodiscard]] FaultSettings collected() const;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] bool isOn() const override;
    void setOn(bool on) override;

private:
    void makePlaceFields();
    void makeMatchFields();
    QLineEdit *addPattern(const char *name, const QString &label, const QString &knownFrom);
    void makeActionFields();
    void makeLimitFields();
    void load();
    void showWhatCounts();
    [[nodiscard]] bool isKnown(const QString &fromStage) const;
    [[nodiscard]] bool doesSomething() const;

    const FaultSettings m_before;
    const NameTaken m_nameTaken;
    QCheckBox *m_on = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_at = nullptr;
    QLineEdit *m_sender = nullptr;
    QLineEdit *m_recipient = nullptr;
    QLineEdit *m_subject = nullptr;
    QLineEdit *m_listener = nullptr;
    QLineEdit *m_login = nullptr;
    QList<std::pair<QLineEdit *, QString>> m_patterns; // with the stage from which on they are known
    QLineEdit *m_reply = nullptr;
    QLineEdit *m_delay = nullptr;
    QLineEdit *m_speed = nullptr;
    QCheckBox *m_drop = nullptr;
    QDoubleSpinBox *m_probability = nullptr;
    double m_shownProbability = 0; // what the field made of the value before
    QSpinBox *m_times = nullptr;
    QLineEdit *m_duration = nullptr;
    QSpinBox *m_rate = nullptr;
    QCheckBox *m_greylist = nullptr;
};

} // namespace mailweir
