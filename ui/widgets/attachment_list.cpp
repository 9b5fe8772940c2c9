// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/attachment_list.h"

#include "ui/models/message_files.h"
#include "ui/models/texts.h"
#include "ui/widgets/icons.h"

#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace mailweir {

AttachmentList::AttachmentList(ReadRunner read, QWidget *parent)
    : QWidget(parent)
    , m_read(std::move(read))
{
    m_list = new QTreeWidget(this);
    m_list->setRootIsDecorated(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHeaderLabels({tr("Name"), tr("Type"), tr("Size")});
    m_list->setAccessibleName(tr("Attachments"));
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_save = new QPushButton(Icons::get(QStringLiteral("save")), tr("&Save…"), this);
    m_saveAll = new QPushButton(tr("Save a&ll…"), this);

    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_save);
    buttons->addWidget(m_saveAll);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);

    connect(m_save, &QPushButton::clicked, this, &AttachmentList::save);
    connect(m_saveAll, &QPushButton::clicked, this, &AttachmentList::saveAll);
    connect(m_list, &QTreeWidget::itemActivated, this, &AttachmentList::save);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this,
            [this] { m_save->setEnabled(m_list->currentItem() != nullptr); });
}

void AttachmentList::setMail(const QList<MimePart> &attachments, const QByteArray &raw)
{
    m_parts = attachments;
    m_raw = raw;
    m_list->clear();
    for (const MimePart &part : attachments) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(0, part.fileName.isEmpty() ? tr("(no name)") : part.fileName);
        item->setText(1, QString::fromLatin1(part.contentType));
        item->setText(2, Texts::size(part.size));
        item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
    m_save->setEnabled(!attachments.isEmpty());
    m_saveAll->setEnabled(attachments.size() > 1);
}

void AttachmentList::save()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (row < 0)
        return;
    const MimePart part = m_parts.at(row);
    auto *dialog = new QFileDialog(this, tr("Save attachment"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(safeFileName(part.fileName));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, id = part.partId](const QString &path) { write(path, id); });
    dialog->open();
}

void AttachmentList::saveAll()
{
    auto *dialog = new QFileDialog(this, tr("Save all attachments in"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &directory) {
        QSet<QString> used;
        for (const MimePart &part : std::as_const(m_parts)) {
            const QFileInfo wanted(QDir(directory), safeFileName(part.fileName));
            QString path = wanted.filePath();
            for (int n = 2; QFile::exists(path) || used.contains(path); ++n) {
                const QString suffix = wanted.completeSuffix();
                path = QDir(directory).filePath(QStringLiteral("%1 (%2)").arg(wanted.baseName(), QString::number(n))
                                                + (suffix.isEmpty() ? QString() : u'.' + suffix));
            }
            used.insert(path);
            write(path, part.partId);
        }
    });
    dialog->open();
}

void AttachmentList::write(const QString &path, const QByteArray &partId)
{
    const auto answer = m_inbox.wrap<std::optional<QByteArray>>([this, path](const std::optional<QByteArray> &bytes) {
        const Result<void> written =
            bytes ? writeFile(path, *bytes) : Error{ErrorCode::Corrupt, path, tr("the attachment cannot be decoded")};
        if (!written)
            Q_EMIT problem(Texts::error(written.error()));
    });
    m_read([raw = m_raw, partId, answer](StoreReader &) { answer(MimeMessage::parse(raw).partContent(partId)); });
}

} // namespace mailweir
