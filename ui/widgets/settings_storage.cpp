// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_storage.h"

#include "core/settings/setting_values.h"
#include "ui/models/texts.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/settings_keep.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace mailweir {

StoragePage::StoragePage(const QString &dataDirectory, QWidget *parent)
    : SettingsPage(tr("Storage"), parent)
    , m_dataDirectory(dataDirectory)
{
    m_use = new QLabel;
    m_use->setObjectName(QStringLiteral("storageUse"));
    m_use->setTextFormat(Qt::PlainText);
    addField(tr("Stored now:"), m_use);
    QWidget *place = makePlace();
    addField(tr("&Kept in:"), place, {}, {}, m_place);

    addHeading(tr("Safety"));
    m_durability = addCombo("storeDurability", tr("Mail &survives:"), tr("A change counts from the next start on."));
    addChoice(m_durability, tr("A power cut: it is on the disk before it is accepted"), StoreDurability::Full);
    addChoice(m_durability, tr("A crash of Mailweir, but perhaps not a power cut"), StoreDurability::Normal);
    addChoice(m_durability, tr("Nothing: it is gone when Mailweir ends"), StoreDurability::Memory);

    addHeading(tr("Keep at most"));
    addNote(tr("What is beyond a limit is deleted for good, the oldest first. Pinned messages stay."));
    m_limits = new QWidget;
    auto *column = new QVBoxLayout(m_limits);
    column->setContentsMargins({});
    addWide(m_limits);

    addHeading(tr("Projects with limits of their own"));
    m_projects = new EntryList(tr("Projects with limits of their own"), {});
    m_projects->setObjectName(QStringLiteral("keepProjects"));
    connect(m_projects, &EntryList::addRequested, this, &StoragePage::addNewProject);
    connect(m_projects, &EntryList::edited, this, &StoragePage::edited);
    addWide(m_projects);
}

QWidget *StoragePage::makePlace()
{
    auto *row = new QWidget;
    m_place = new QLineEdit(row);
    m_place->setObjectName(QStringLiteral("storagePlace"));
    m_place->setReadOnly(true);
    auto *copy = new QPushButton(Icons::get(QStringLiteral("copy")), tr("&Copy"), row);
    auto *open = new QPushButton(tr("&Open"), row);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->addWidget(m_place, 1);
    layout->addWidget(copy);
    layout->addWidget(open);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_place->text()); });
    connect(open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_place->text())); });
    return row;
}

void StoragePage::showPlace(const QString &storeUrl)
{
    const Result<StoreAddress> address = parseStoreAddress(storeUrl);
    const bool elsewhere = address && !address->path.isEmpty();
    m_place->setText(QDir::toNativeSeparators(elsewhere ? QFileInfo(address->path).path() : m_dataDirectory));
}

void StoragePage::showUse(qint64 messages, qint64 bytes)
{
    m_use->setText(tr("%1 message(s), %2", nullptr, int(std::min<qint64>(messages, 1'000'000)))
                       .arg(Texts::number(messages), Texts::size(bytes)));
}

void StoragePage::load(const Settings &settings)
{
    showPlace(settings.store.url);
    choose(m_durability, settings.store.durability);
    delete m_keep;
    m_keep = new KeepForm(settings.store.keep);
    m_limits->layout()->addWidget(m_keep);
    connect(m_keep, &KeepForm::edited, this, &StoragePage::edited);
    const int row = m_projects->currentRow();
    m_projects->clear();
    for (const KeepSettings &keep : settings.store.projects)
        addProject(keep);
    m_projects->setCurrentRow(row);
}

void StoragePage::store(Settings &settings) const
{
    settings.store.durability = choice<StoreDurability>(m_durability);
    settings.store.keep = m_keep->collected();
    settings.store.projects.clear();
    const QList<EntryForm *> forms = m_projects->forms();
    for (const EntryForm *form : forms)
        settings.store.projects += static_cast<const KeepForm *>(form)->collected();
}

void StoragePage::validate()
{
    SettingsPage::validate();
    m_keep->validate();
    setValid(m_projects->validate() && m_keep->isValid() && isValid());
}

void StoragePage::addProject(const KeepSettings &keep)
{
    m_projects->add(
        new KeepForm(keep, [this](const KeepForm *form, const QString &project) { return isTaken(form, project); }));
}

void StoragePage::addNewProject()
{
    KeepSettings keep;
    for (int number = 1; keep.project.isEmpty() || isTaken(nullptr, keep.project); ++number)
        keep.project = QStringLiteral("project-%1").arg(number);
    addProject(keep);
}

bool StoragePage::isTaken(const KeepForm *except, const QString &project) const
{
    const QList<EntryForm *> forms = m_projects->forms();
    return std::any_of(forms.cbegin(), forms.cend(),
                       [&](const EntryForm *form) { return form != except && form->name() == project; });
}

} // namespace mailweir
