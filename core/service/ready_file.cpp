// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/ready_file.h"

#include "core/base/private_file.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace mailweir {

namespace {

/// A JSON string; QJsonDocument writes no bare values.
QByteArray quoted(const QString &text)
{
    return QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact).sliced(1).chopped(1);
}

QByteArray place(const QString &host, quint16 port)
{
    return "\"host\":" + quoted(host) + ",\"port\":" + QByteArray::number(port);
}

} // namespace

// Written by hand, because QJsonObject sorts its keys.
QByteArray readyJson(const ReadyInfo &info)
{
    QByteArrayList smtp;
    for (const ListenerStatus &listener : info.listeners) {
        const QByteArray at =
            listener.unixPath.isEmpty() ? place(listener.host, listener.port) : "\"path\":" + quoted(listener.unixPath);
        smtp.append("{\"name\":" + quoted(listener.name) + ',' + at + ",\"tls\":\"" + listenerTlsName(listener.tls)
                    + "\"}");
    }
    return "{\"pid\":" + QByteArray::number(info.pid) + ",\"version\":" + quoted(info.version)
        + ",\"data_dir\":" + quoted(info.dataDirectory) + ",\"smtp\":[" + smtp.join(',') + "],\"http\":"
        + (info.http ? '{' + place(info.http->host, info.http->port) + '}' : QByteArray("null")) + "}\n";
}

ReadyFile::~ReadyFile()
{
    remove();
}

Result<void> ReadyFile::write(const QString &file, const ReadyInfo &info)
{
    const Result<void> saved = savePrivateFile(file, readyJson(info));
    if (saved) {
        if (!m_files.contains(file))
            m_files.append(file);
        m_pid = info.pid;
    }
    return saved;
}

void ReadyFile::remove()
{
    for (const QString &name : std::exchange(m_files, {})) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        if (QJsonDocument::fromJson(file.readAll()).object().value(QLatin1StringView("pid")).toInteger() == m_pid)
            file.remove();
    }
}

} // namespace mailweir
