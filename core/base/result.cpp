// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

#include <cerrno>
#include <cstring>

namespace mailweir {

namespace {

QString phrase(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Io:
        return QStringLiteral("cannot be read or written");
    case ErrorCode::DiskFull:
        return QStringLiteral("too little disk space is left");
    case ErrorCode::PermissionDenied:
        return QStringLiteral("permission denied");
    case ErrorCode::Locked:
        return QStringLiteral("is in use");
    case ErrorCode::AddressInUse:
        return QStringLiteral("the address is in use");
    case ErrorCode::NotFound:
        return QStringLiteral("not found");
    case ErrorCode::Corrupt:
        return QStringLiteral("is damaged");
    case ErrorCode::TooNew:
        return QStringLiteral("was written by a newer version");
    case ErrorCode::Invalid:
        return QStringLiteral("is not valid");
    case ErrorCode::NotInThisVersion:
        return QStringLiteral("not in this version");
    case ErrorCode::Unavailable:
        return QStringLiteral("is not available");
    case ErrorCode::Refused:
        return QStringLiteral("was refused");
    case ErrorCode::TimedOut:
        return QStringLiteral("timed out");
    case ErrorCode::Cancelled:
        return QStringLiteral("was cancelled");
    case ErrorCode::Conflict:
        return QStringLiteral("has changed meanwhile");
    }
    return {};
}

} // namespace

QString describe(const Error &error)
{
    QString text =
        error.subject.isEmpty() ? phrase(error.code) : error.subject + QStringLiteral(": ") + phrase(error.code);
    if (!error.detail.isEmpty())
        text += QStringLiteral(": ") + error.detail;
    return text;
}

Error systemError(const QString &subject, int errnoValue)
{
    ErrorCode code = ErrorCode::Io;
    if (errnoValue == ENOSPC || errnoValue == EDQUOT)
        code = ErrorCode::DiskFull;
    else if (errnoValue == EACCES || errnoValue == EPERM || errnoValue == EROFS)
        code = ErrorCode::PermissionDenied;
    else if (errnoValue == ENOENT)
        code = ErrorCode::NotFound;
    else if (errnoValue == EADDRINUSE)
        code = ErrorCode::AddressInUse;
    else if (errnoValue == EMFILE || errnoValue == ENFILE || errnoValue == ENOMEM)
        code = ErrorCode::Unavailable; // it may do better in a moment
    return {code, subject, QString::fromLocal8Bit(std::strerror(errnoValue))};
}

} // namespace mailweir
