// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_files.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSet>

namespace mailweir {

QString safeFileName(const QString &name)
{
    QString safe;
    for (const QChar character : name) {
        const bool unsafe = character == u'/' || character == u'\\' || character.category() == QChar::Other_Control
            || character.category() == QChar::Other_Format;
        safe += unsafe ? u'_' : character;
    }
    while (safe.startsWith(u'.') || safe.startsWith(u' '))
        safe.remove(0, 1);
    constexpr int kLongest = 200; // file systems take 255 bytes
    safe.truncate(kLongest);
    return safe.isEmpty() ? QStringLiteral("attachment") : safe;
}

Result<void> writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return Error{ErrorCode::Io, path, file.errorString()};
    return {};
}

Result<QStringList> writeMessageFiles(StoreReader &reader, const QList<MessageId> &ids, const QString &directory)
{
    constexpr int kLongest = 60; // enough to know it by; umlauts and the like take up to four bytes each
    QStringList paths;
    QSet<QString> used; // without case, as some file systems compare
    for (const MessageId id : ids) {
        const auto summary = reader.message(id);
        const auto raw = reader.raw(id);
        if (!summary || !raw)
            continue;
        const QString subject = summary->subject.simplified().left(kLongest).trimmed();
        const QString base = subject.isEmpty() ? QString::fromLatin1(id.text()) : safeFileName(subject);
        QString name = base;
        for (int n = 2; used.contains(name.toCaseFolded()); ++n)
            name = QStringLiteral("%1 (%2)").arg(base, QString::number(n));
        used.insert(name.toCaseFolded());
        const QString path = QDir(directory).filePath(name + QStringLiteral(".eml"));
        QFile file(path); // need not outlive a power cut
        if (!file.open(QIODevice::WriteOnly) || file.write(*raw) != raw->size() || !file.flush())
            return Error{ErrorCode::Io, path, file.errorString()};
        paths.append(path);
    }
    return paths;
}

} // namespace mailweir
