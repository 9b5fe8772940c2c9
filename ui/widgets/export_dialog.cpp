// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/export_dialog.h"

#include "ui/widgets/choice.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace mailweir {

ExportDialog::ExportDialog(const QList<ExportChoice> &choices, QWidget *parent)
    : QDialog(parent)
    , m_choices(choices)
    , m_what(new QButtonGroup(this))
{
    setWindowTitle(tr("Export"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    for (const ExportChoice &choice : choices) {
        QString text = choice.text;
        constexpr int kLongest = 400; // pixels
        text = fontMetrics().elidedText(text, Qt::ElideMiddle, kLongest);
        auto *button = new QRadioButton(text.replace(u'&', QStringLiteral("&&")), this);
        m_what->addButton(button, int(m_what->buttons().size()));
        column->addWidget(button);
    }
    m_what->button(0)->setChecked(true);
    m_format = new QComboBox(this);
    m_format->setObjectName(QStringLiteral("exportFormat"));
    addChoice(m_format, tr("One file (mbox)"), ExportFormat::Mbox);
    addChoice(m_format, tr("A folder of .eml files"), ExportFormat::Eml);
    addChoice(m_format, tr("A maildir"), ExportFormat::Maildir);
    auto *caption = new QLabel(tr("&As:"), this);
    caption->setBuddy(m_format);
    auto *row = new QHBoxLayout;
    row->addWidget(caption);
    row->addWidget(m_format, 1);
    column->addSpacing(8);
    column->addLayout(row);
    column->addSpacing(8);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("&Export to…"));
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
    column->addWidget(buttons);
}

void ExportDialog::accept()
{
    const bool file = choice<ExportFormat>(m_format) == ExportFormat::Mbox;
    auto *where = new QFileDialog(this, file ? tr("Export to a file") : tr("Export to a folder"));
    where->setAttribute(Qt::WA_DeleteOnClose);
    where->setAcceptMode(file ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    where->setFileMode(file ? QFileDialog::AnyFile : QFileDialog::Directory);
    if (file) {
        where->setNameFilters({tr("Mailboxes (*.mbox)"), tr("All files (*)")});
        where->setDefaultSuffix(QStringLiteral("mbox"));
        where->selectFile(QStringLiteral("mailweir.mbox"));
    }
    connect(where, &QFileDialog::fileSelected, this, &ExportDialog::finish);
    where->open();
}

void ExportDialog::finish(const QString &path)
{
    Q_EMIT chosen({.messages = m_choices.at(m_what->checkedId()).messages,
                   .format = choice<ExportFormat>(m_format),
                   .path = path});
    QDialog::accept();
}

} // namespace mailweir
