// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/single_instance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>
#include <QStandardPaths>

namespace mailweir {
namespace {

constexpr int kWaitMs = 500;
constexpr char kAnswer = '+';

/// In the runtime directory and short, since a socket's path may have 107 bytes.
QString socketPath(const QString &dataDirectory)
{
    const QByteArray directory = QDir(dataDirectory).absolutePath().toUtf8();
    const QByteArray digest = QCryptographicHash::hash(directory, QCryptographicHash::Sha256).toHex().left(16);
    return QDir(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation))
        .filePath(QStringLiteral("mailweir-%1.socket").arg(QString::fromLatin1(digest)));
}

} // namespace

SingleInstance::SingleInstance(const QString &dataDirectory, QObject *parent)
    : QObject(parent)
    , m_path(socketPath(dataDirectory))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::greet);
}

bool SingleInstance::raiseOther() const
{
    QLocalSocket socket;
    socket.connectToServer(m_path);
    // The answer tells a living instance from one that hangs or is about to end.
    return socket.waitForConnected(kWaitMs) && socket.waitForReadyRead(kWaitMs)
        && socket.read(1) == QByteArray(1, kAnswer);
}

Result<void> SingleInstance::listen()
{
    QLocalServer::removeServer(m_path);
    if (!m_server.listen(m_path))
        return Error{ErrorCode::Io, m_path, m_server.errorString()};
    return {};
}

void SingleInstance::greet()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        socket->write(&kAnswer, 1);
        socket->flush();
        socket->disconnectFromServer();
        Q_EMIT raiseRequested();
    }
}

} // namespace mailweir
