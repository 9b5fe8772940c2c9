// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/entry_list.h"

#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace mailweir {
namespace {

enum Column { NameColumn, SummaryColumn };

constexpr int kFormRole = Qt::UserRole; // QWidget *

} // namespace

EntryList::EntryList(const QString &accessibleName, Features features, QWidget *parent)
    : QWidget(parent)
    , m_features(features)
{
    m_list = new QTreeWidget(this);
    m_list->setObjectName(QStringLiteral("entries"));
    m_list->setAccessibleName(accessibleName);
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->header()->setSectionResizeMode(NameColumn, QHeaderView::ResizeToContents);
    constexpr int kRows = 4;
    m_list->setFixedHeight(kRows * rowHeight() + 2 * m_list->frameWidth());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_list);
    layout->addWidget(makeButtons());
    m_forms = new QVBoxLayout;
    layout->addSpacing(6);
    layout->addLayout(m_forms);
    layout->addStretch(1);

    connect(m_list, &QTreeWidget::currentItemChanged, this, &EntryList::showCurrent);
    connect(m_list, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem *item) {
        if (EntryForm *form = formOf(item))
            form->setOn(item->checkState(NameColumn) == Qt::Checked);
    });
    showCurrent();
}

QWidget *EntryList::makeButtons()
{
    auto *row = new QWidget(this);
    const auto make = [row](const QString &text, const char *name) {
        auto *button = new QPushButton(text, row);
        button->setObjectName(QString::fromLatin1(name));
        return button;
    };
    m_add = make(tr("A&dd"), "entryAdd");
    m_remove = make(tr("Remo&ve"), "entryRemove");
    m_up = make(tr("&Up"), "entryUp");
    m_down = make(tr("Do&wn"), "entryDown");
    m_up->setVisible(m_features & Order);
    m_down->setVisible(m_features & Order);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(m_add);
    layout->addWidget(m_remove);
    layout->addStretch(1);
    layout->addWidget(m_up);
    layout->addWidget(m_down);
    connect(m_add, &QPushButton::clicked, this, [this] {
        if (!m_add->menu())
            Q_EMIT addRequested();
    });
    connect(m_remove, &QPushButton::clicked, this, &EntryList::removeCurrent);
    connect(m_up, &QPushButton::clicked, this, [this] { moveCurrent(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveCurrent(1); });
    return row;
}

int EntryList::rowHeight() const
{
    return fontMetrics().height() + 8;
}

void EntryList::setAddMenu(QMenu *menu)
{
    m_add->setMenu(menu);
}

void EntryList::setLeast(int count)
{
    m_least = count;
    showCurrent();
}

void EntryList::add(EntryForm *form)
{
    form->hide();
    m_forms->addWidget(form);
    auto *item = new QTreeWidgetItem;
    item->setData(NameColumn, kFormRole, QVariant::fromValue<QWidget *>(form));
    m_list->addTopLevelItem(item);
    refresh(item);
    connect(form, &SettingsForm::edited, this, [this, item] {
        refresh(item);
        Q_EMIT edited();
    });
    m_list->setCurrentItem(item);
    Q_EMIT edited();
}

void EntryList::clear()
{
    const QSignalBlocker quiet(m_list);
    qDeleteAll(forms());
    m_list->clear();
    showCurrent();
}

QList<EntryForm *> EntryList::forms() const
{
    QList<EntryForm *> forms;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row)
        forms.append(formOf(m_list->topLevelItem(row)));
    return forms;
}

EntryForm *EntryList::formOf(const QTreeWidgetItem *item) const
{
    return item ? static_cast<EntryForm *>(item->data(NameColumn, kFormRole).value<QWidget *>()) : nullptr;
}

int EntryList::currentRow() const
{
    return m_list->indexOfTopLevelItem(m_list->currentItem());
}

void EntryList::setCurrentRow(int row)
{
    const int last = m_list->topLevelItemCount() - 1;
    m_list->setCurrentItem(m_list->topLevelItem(qMin(qMax(row, 0), last)));
}

void EntryList::refresh(QTreeWidgetItem *item)
{
    const QSignalBlocker quiet(m_list);
    const EntryForm *form = formOf(item);
    item->setText(NameColumn, form->name());
    constexpr int kMargins = 28; // of the text and between the columns
    const int box = m_features & Switches ? style()->pixelMetric(QStyle::PM_IndicatorWidth) + 8 : 0;
    item->setSizeHint(NameColumn, {box + fontMetrics().horizontalAdvance(form->name()) + kMargins, rowHeight()});
    item->setText(SummaryColumn, form->summary());
    item->setToolTip(SummaryColumn, form->summary());
    if (m_features & Switches)
        item->setCheckState(NameColumn, form->isOn() ? Qt::Checked : Qt::Unchecked);
}

void EntryList::showCurrent()
{
    const int row = currentRow();
    const int count = m_list->topLevelItemCount();
    const EntryForm *current = formOf(m_list->currentItem());
    const QList<EntryForm *> all = forms();
    for (EntryForm *form : all)
        form->setVisible(form == current);
    m_remove->setEnabled(row >= 0 && count > m_least);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < count);
}

void EntryList::removeCurrent()
{
    QTreeWidgetItem *item = m_list->currentItem();
    EntryForm *form = formOf(item);
    delete item;
    delete form;
    showCurrent();
    Q_EMIT edited();
}

void EntryList::moveCurrent(int by)
{
    {
        const QSignalBlocker quiet(m_list);
        const int row = currentRow();
        QTreeWidgetItem *item = m_list->takeTopLevelItem(row);
        m_list->insertTopLevelItem(row + by, item);
        m_list->setCurrentItem(item);
    }
    showCurrent();
    Q_EMIT edited();
}

bool EntryList::validate()
{
    const QSignalBlocker quiet(m_list);
    const QIcon warning = style()->standardIcon(QStyle::SP_MessageBoxWarning);
    bool valid = true;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_list->topLevelItem(row);
        EntryForm *form = formOf(item);
        form->validate();
        valid = valid && form->isValid();
        item->setIcon(SummaryColumn, form->isValid() ? QIcon() : warning);
    }
    return valid;
}

} // namespace mailweir
