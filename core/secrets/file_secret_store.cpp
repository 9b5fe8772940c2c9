// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/secret_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>

#include <sys/stat.h>

namespace mailweir {

namespace {

/// The place of `key = value` in the text of a secrets file; everything else in it is the user's and stays.
struct Line {
    QByteArrayView key; ///< empty for comments and blank lines
    QByteArrayView value;
};

Line parseLine(QByteArrayView line)
{
    const QByteArrayView trimmed = line.trimmed();
    const qsizetype equals = trimmed.indexOf('=');
    if (trimmed.startsWith('#') || equals < 0)
        return {};
    return {trimmed.first(equals).trimmed(), trimmed.sliced(equals + 1).trimmed()};
}

/// The text without its line of `key`, if there is one; `replacement` takes its place or comes last.
QByteArray withLine(const QByteArray &text, QByteArrayView key, const std::optional<QByteArray> &replacement)
{
    QList<QByteArray> lines = text.split('\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    bool placed = !replacement;
    QByteArray out;
    for (const QByteArray &line : lines) {
        if (parseLine(line).key != key) {
            out += line + '\n';
        } else if (!placed) {
            out += *replacement + '\n';
            placed = true;
        }
    }
    if (!placed)
        out += *replacement + '\n';
    return out;
}

/// Spaces around a value are not kept by the file, a line end would begin another secret.
bool fitsOnALine(const QByteArray &value)
{
    return value == value.trimmed() && !value.contains('\n') && !value.contains('\r') && !value.contains('\0');
}

bool isKey(const QString &key)
{
    return !key.isEmpty() && key == key.trimmed() && !key.startsWith(u'#') && !key.contains(u'=')
        && !key.contains(u'\n') && !key.contains(u'\r') && !key.contains(QChar(u'\0'));
}

class FileSecretStore final : public SecretStore {
public:
    FileSecretStore(QString file, QString credentialsDirectory)
        : m_file(std::move(file))
        , m_credentials(std::move(credentialsDirectory))
    {
    }

    void read(const QString &key, ReadDone done) override { done(find(key)); }

    void write(const QString &key, const QString &value, WriteDone done) override
    {
        const QByteArray bytes = value.toUtf8();
        if (isKey(key) && fitsOnALine(bytes))
            done(change(key, key.toUtf8() + " = " + bytes));
        else
            done(Error{ErrorCode::Invalid, key, QStringLiteral("a secret is one line without blanks at its ends")});
    }

    void remove(const QString &key, WriteDone done) override { done(change(key, std::nullopt)); }

private:
    [[nodiscard]] Result<QString> find(const QString &key) const
    {
        Result<QByteArray> text = readFile();
        if (!text)
            return text.error();
        const QByteArray wanted = key.toUtf8();
        const QList<QByteArray> lines = text->split('\n');
        for (const QByteArray &line : lines) {
            const Line entry = parseLine(line);
            if (!wanted.isEmpty() && entry.key == wanted)
                return QString::fromUtf8(entry.value);
        }
        return credential(key);
    }

    /// systemd checks and protects its credentials itself; a file name has no '/', so relay/NAME is relay.NAME there.
    [[nodiscard]] Result<QString> credential(const QString &key) const
    {
        const Error missing{ErrorCode::NotFound, key, {}};
        const QString name = QString(key).replace(u'/', u'.');
        if (m_credentials.isEmpty() || name.startsWith(u'.'))
            return missing;
        QFile file(QDir(m_credentials).filePath(name));
        if (!file.exists())
            return missing;
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::PermissionDenied, file.fileName(), file.errorString()};
        QByteArray value = file.readAll();
        while (value.endsWith('\n') || value.endsWith('\r'))
            value.chop(1);
        return QString::fromUtf8(value);
    }

    /// Empty when there is no file.
    [[nodiscard]] Result<QByteArray> readFile() const
    {
        QFile file(m_file);
        if (m_file.isEmpty() || !file.exists())
            return QByteArray();
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::PermissionDenied, m_file, file.errorString()};
        // Asked of the open file, so that it cannot be exchanged in between.
        struct stat status = {};
        if (::fstat(file.handle(), &status) != 0)
            return systemError(m_file, errno);
        if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
            return Error{ErrorCode::PermissionDenied, m_file,
                         QStringLiteral("others can read it; its mode must be 0600")};
        return file.readAll();
    }

    [[nodiscard]] Result<void> change(const QString &key, const std::optional<QByteArray> &line) const
    {
        if (m_file.isEmpty())
            return Error{ErrorCode::Unavailable, key, QStringLiteral("credentials are read-only")};
        const Result<QByteArray> text = readFile();
        if (!text)
            return text.error();
        const QByteArray changed = withLine(*text, key.toUtf8(), line);
        if (changed == *text)
            return {};
        QSaveFile file(m_file);
        // QSaveFile makes its temporary file 0600, but then gives it the mode of the one that it replaces: that is 0600
        // too, or readFile() would have refused.
        if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
            || file.write(changed) != changed.size() || !file.commit())
            return Error{ErrorCode::Io, m_file, file.errorString()};
        return {};
    }

    const QString m_file;
    const QString m_credentials;
};

} // namespace

std::unique_ptr<SecretStore> makeFileSecretStore(const QString &file, const QString &credentialsDirectory)
{
    return std::make_unique<FileSecretStore>(file, credentialsDirectory);
}

} // namespace mailweir
