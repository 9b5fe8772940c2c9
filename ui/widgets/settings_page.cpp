// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_page.h"

#include "core/base/quantity.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

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

} // namespace

SettingsPage::SettingsPage(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
{
    setAccessibleName(title);
    auto *heading = new QLabel(title);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    heading->setFont(font);

    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(10);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(16);
    column->addWidget(heading);
    column->addLayout(m_form);
    column->addStretch(1);
}

QLineEdit *SettingsPage::addText(const char *name, const QString &label, const QString &hint, Check check)
{
    auto *field = new QLineEdit;
    field->setObjectName(QString::fromLatin1(name));
    addField(label, field, hint, std::move(check));
    connect(field, &QLineEdit::textChanged, this, &SettingsPage::edited);
    return field;
}

QLineEdit *SettingsPage::addDuration(const char *name, const QString &label, const QString &hint, Check check)
{
    auto *field = new QLineEdit;
    field->setObjectName(QString::fromLatin1(name));
    addField(label, field, hint, [field, check = std::move(check)] {
        if (!parseDuration(field->text().trimmed()))
            return tr("Please write a time such as 30s, 5m or 1h30m.");
        return check ? check() : QString();
    });
    connect(field, &QLineEdit::textChanged, this, &SettingsPage::edited);
    return field;
}

QSpinBox *SettingsPage::addNumber(const char *name, const QString &label, int least, int most, const QString &hint)
{
    auto *field = new QSpinBox;
    field->setObjectName(QString::fromLatin1(name));
    field->setRange(least, most);
    field->setGroupSeparatorShown(most >= 1'000'000);
    addField(label, field, hint);
    connect(field, &QSpinBox::valueChanged, this, &SettingsPage::edited);
    return field;
}

QCheckBox *SettingsPage::addSwitch(const char *name, const QString &label, const QString &hint)
{
    auto *field = new QCheckBox(label);
    field->setObjectName(QString::fromLatin1(name));
    addField(QString(), field, hint);
    connect(field, &QCheckBox::toggled, this, &SettingsPage::edited);
    return field;
}

void SettingsPage::addField(const QString &label, QWidget *field, const QString &hint, Check check)
{
    QLabel *below = smallLabel(hint);
    below->setVisible(!hint.isEmpty());
    auto *cell = new QVBoxLayout;
    cell->setSpacing(3);
    cell->addWidget(field);
    cell->addWidget(below);
    if (label.isEmpty()) {
        m_form->addRow(QString(), cell);
    } else {
        auto *caption = new QLabel(label);
        caption->setBuddy(field);
        QString plain = label;
        field->setAccessibleName(plain.remove(QLatin1Char('&')).remove(QLatin1Char(':')));
        // The caption stands beside the field, not beside the middle of field and hint.
        caption->setMinimumHeight(field->sizeHint().height());
        m_form->addRow(caption, cell);
        m_form->setAlignment(caption, Qt::AlignRight | Qt::AlignTop);
    }
    m_fields.append({field, below, hint, std::move(check)});
}

QLabel *SettingsPage::addNote(const QString &text)
{
    QLabel *note = smallLabel(text);
    note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_form->addRow(note);
    return note;
}

void SettingsPage::addWide(QWidget *widget)
{
    m_form->addRow(widget);
}

void SettingsPage::addGap()
{
    auto *gap = new QWidget;
    gap->setFixedHeight(4);
    m_form->addRow(gap);
}

void SettingsPage::validate()
{
    m_valid = true;
    for (const Field &field : std::as_const(m_fields)) {
        const QString reason = field.check && field.widget->isEnabledTo(this) ? field.check() : QString();
        m_valid = m_valid && reason.isEmpty();
        field.below->setText(reason.isEmpty() ? field.hint : reason);
        field.below->setVisible(!field.below->text().isEmpty());
        field.below->setForegroundRole(reason.isEmpty() ? QPalette::PlaceholderText : QPalette::BrightText);
        field.widget->setAccessibleDescription(field.below->text());
    }
}

Milliseconds SettingsPage::durationOf(const QLineEdit *field, Milliseconds fallback)
{
    const Result<Milliseconds> duration = parseDuration(field->text().trimmed());
    return duration ? *duration : fallback;
}

} // namespace mailweir
