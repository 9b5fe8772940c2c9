// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/mime_message.h"
#include "ui/models/message_table_model.h"

#include <QWidget>

class QPushButton;
class QTreeWidget;

namespace mailweir {

/// The attachments of a mail with buttons to save them. They are decoded on the reading thread, when asked for.
/// Thread: GUI.
class AttachmentList final : public QWidget {
    Q_OBJECT
public:
    explicit AttachmentList(ReadRunner read, QWidget *parent = nullptr);

    void setMail(const QList<MimePart> &attachments, const QByteArray &raw);

Q_SIGNALS:
    void problem(const QString &text);

private:
    void save();
    void saveAll();
    void write(const QString &path, const QByteArray &partId);

    Inbox m_inbox{this};
    ReadRunner m_read;
    QList<MimePart> m_parts;
    QByteArray m_raw;
    QTreeWidget *m_list = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_saveAll = nullptr;
};

} // namespace mailweir
