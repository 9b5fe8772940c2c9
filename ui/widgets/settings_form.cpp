// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_form.h"

#include "core/base/quantity.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace mailweir {
namespace {

QLabel *smallLabel(const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 0.92);
    label->setFont(font);
    return label;
}

QString withoutMarks(QString caption)
{
    return caption.remove(QLatin1Char('&')).remove(QLatin1Char(':'));
}

} // namespace

SettingsForm::SettingsForm(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout)
{
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(10);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(m_form);
    column->addStretch(1);
}

QLineEdit *SettingsForm::addText(const char *name, const QString &label, const QString &hint, Check check)
{
    auto *field = new QLineEdit;
    field->setObjectName(QString::fromLatin1(name));
    addField(label, field, hint, std::move(check));
    connect(field, &QLineEdit::textChanged, this, &SettingsForm::edited);
    return field;
}

QLineEdit *SettingsForm::addDuration(const char *name, const QString &label, const QString &hint, Check check)
{
    auto *field = new QLineEdit;
    field->setObjectName(QString::fromLatin1(name));
    addField(label, field, hint, [field, check = std::move(check)] {
        if (!parseDuration(field->text().trimmed()))
            return tr("Please write a time such as 30s, 5m or 1h30m.");
        return check ? check() : QString();
    });
    connect(field, &QLineEdit::textChanged, this, &SettingsForm::edited);
    return field;
}

QLineEdit *SettingsForm::addFile(const char *name, const QString &label, const QString &hint, Check check)
{
    auto *pair = new QWidget;
    auto *field = new QLineEdit(pair);
    field->setObjectName(QString::fromLatin1(name));
    auto *choose = new QPushButton(tr("Choose…"), pair);
    const QString title = withoutMarks(label);
    choose->setAccessibleName(tr("Choose: %1", "the caption of a field").arg(title));
    auto *layout = new QHBoxLayout(pair);
    layout->setContentsMargins({});
    layout->addWidget(field, 1);
    layout->addWidget(choose);
    addField(label, pair, hint, std::move(check), field);
    connect(field, &QLineEdit::textChanged, this, &SettingsForm::edited);
    connect(choose, &QPushButton::clicked, this, [this, field, title] { chooseFile(field, title); });
    return field;
}

void SettingsForm::chooseFile(QLineEdit *field, const QString &title)
{
    const QString path = field->text().trimmed();
    auto *dialog = new QFileDialog(this, title, path.isEmpty() ? QString() : QFileInfo(path).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, field, &QLineEdit::setText);
    dialog->open();
}

QSpinBox *SettingsForm::addNumber(const char *name, const QString &label, int least, int most, const QString &hint)
{
    auto *field = new QSpinBox;
    field->setObjectName(QString::fromLatin1(name));
    field->setRange(least, most);
    field->setGroupSeparatorShown(most >= 1'000'000);
    addField(label, field, hint);
    connect(field, &QSpinBox::valueChanged, this, &SettingsForm::edited);
    return field;
}

QCheckBox *SettingsForm::addSwitch(const char *name, const QString &label, const QString &hint)
{
    auto *field = new QCheckBox(label);
    field->setObjectName(QString::fromLatin1(name));
    addField(QString(), field, hint);
    connect(field, &QCheckBox::toggled, this, &SettingsForm::edited);
    return field;
}

QComboBox *SettingsForm::addCombo(const char *name, const QString &label, const QString &hint)
{
    auto *field = new QComboBox;
    field->setObjectName(QString::fromLatin1(name));
    addField(label, field, hint);
    connect(field, &QComboBox::currentIndexChanged, this, &SettingsForm::edited);
    return field;
}

void SettingsForm::addField(const QString &label, QWidget *field, const QString &hint, Check check, QWidget *focus)
{
    QWidget *target = focus ? focus : field;
    QLabel *below = smallLabel(hint);
    below->setVisible(!hint.isEmpty());
    auto *row = new QWidget;
    auto *cell = new QVBoxLayout(row);
    cell->setContentsMargins({});
    cell->setSpacing(3);
    cell->addWidget(field);
    cell->addWidget(below);
    if (label.isEmpty()) {
        m_form->addRow(QString(), row);
    } else {
        auto *caption = new QLabel(label);
        caption->setBuddy(target);
        target->setAccessibleName(withoutMarks(label));
        // The caption stands beside the field, not beside the middle of field and hint.
        caption->setMinimumHeight(field->sizeHint().height());
        m_form->addRow(caption, row);
        m_form->setAlignment(caption, Qt::AlignRight | Qt::AlignTop);
    }
    if (target->focusPolicy() == Qt::WheelFocus) { // see eventFilter()
        target->setFocusPolicy(Qt::StrongFocus);
        target->installEventFilter(this);
    }
    m_fields.append({target, row, below, hint, std::move(check)});
}

QLabel *SettingsForm::addNote(const QString &text)
{
    QLabel *note = smallLabel(text);
    note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_form->addRow(note);
    return note;
}

void SettingsForm::addHeading(const QString &text)
{
    auto *heading = new QLabel(text);
    QFont font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    heading->setContentsMargins(0, m_form->rowCount() == 0 ? 0 : 10, 0, 0);
    m_form->addRow(heading);
}

void SettingsForm::addWide(QWidget *widget)
{
    m_form->addRow(widget);
}

void SettingsForm::addGap()
{
    auto *gap = new QWidget;
    gap->setFixedHeight(4);
    m_form->addRow(gap);
}

void SettingsForm::setFieldVisible(const QWidget *field, bool visible)
{
    for (const Field &known : std::as_const(m_fields)) {
        if (known.widget == field)
            m_form->setRowVisible(known.row, visible);
    }
}

bool SettingsForm::isFieldVisible(const QWidget *field) const
{
    return std::any_of(m_fields.cbegin(), m_fields.cend(),
                       [field](const Field &known) { return known.widget == field && !known.row->isHidden(); });
}

bool SettingsForm::eventFilter(QObject *watched, QEvent *event)
{
    // Who scrolls the page must not change what happens to pass under the pointer.
    if (event->type() == QEvent::Wheel && !static_cast<QWidget *>(watched)->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void SettingsForm::validate()
{
    m_valid = true;
    for (const Field &field : std::as_const(m_fields)) {
        const bool counts = field.check && !field.row->isHidden() && field.widget->isEnabledTo(this);
        const QString reason = counts ? field.check() : QString();
        m_valid = m_valid && reason.isEmpty();
        field.below->setText(reason.isEmpty() ? field.hint : reason);
        field.below->setVisible(!field.below->text().isEmpty());
        field.below->setForegroundRole(reason.isEmpty() ? QPalette::PlaceholderText : QPalette::BrightText);
        field.widget->setAccessibleDescription(field.below->text());
    }
}

Milliseconds SettingsForm::durationOf(const QLineEdit *field, Milliseconds fallback)
{
    const Result<Milliseconds> duration = parseDuration(field->text().trimmed());
    return duration ? *duration : fallback;
}

} // namespace mailweir
