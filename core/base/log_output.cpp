// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log_output.h"

#include "core/base/timestamp.h"

#include <QFile>
#include <QLoggingCategory>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

// Qt knows one message handler a process and gives it no context, so where it writes is the process's, too.
std::mutex outputMutex;
int outputFd = STDERR_FILENO; // guarded by outputMutex

constexpr std::array kLevels{
    std::pair(QLatin1StringView("debug"), LogLevel::Debug), std::pair(QLatin1StringView("info"), LogLevel::Info),
    std::pair(QLatin1StringView("warning"), LogLevel::Warning), std::pair(QLatin1StringView("error"), LogLevel::Error)};

QByteArray levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug"_ba;
    case QtInfoMsg:
        return "info"_ba;
    case QtWarningMsg:
        return "warning"_ba;
    default:
        return "error"_ba;
    }
}

void appendEscaped(QByteArray &line, const QByteArray &text)
{
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f)
            line += c;
        else
            line += "\\x"_ba + QByteArray::number(byte, 16).rightJustified(2, '0');
    }
}

void writeLine(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const Timestamp now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    QByteArray line =
        toRfc3339(now) + ' ' + levelName(type) + ' ' + (context.category ? context.category : "default") + ": ";
    appendEscaped(line, message.toUtf8());
    line += '\n';

    const std::lock_guard lock(outputMutex);
    const char *at = line.constData();
    qsizetype left = line.size();
    while (left > 0) {
        const ssize_t written = ::write(outputFd, at, static_cast<size_t>(left));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // there is nowhere left to complain to
        at += written;
        left -= written;
    }
}

QString rulesFor(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return u"mailweir.*.debug=true"_s;
    case LogLevel::Info:
        return u"*.debug=false"_s;
    case LogLevel::Warning:
        return u"*.debug=false\n*.info=false"_s;
    case LogLevel::Error:
        return u"*.debug=false\n*.info=false\n*.warning=false"_s;
    }
    return {};
}

void replaceOutput(int fd)
{
    const std::lock_guard lock(outputMutex);
    const int old = std::exchange(outputFd, fd);
    if (old != STDERR_FILENO)
        ::close(old);
}

} // namespace

std::optional<LogLevel> logLevelFromName(QStringView name)
{
    for (const auto &[known, level] : kLevels) {
        if (known == name)
            return level;
    }
    return std::nullopt;
}

LogOutput::LogOutput(LogLevel level)
{
    QLoggingCategory::setFilterRules(rulesFor(level));
    qInstallMessageHandler(writeLine);
}

LogOutput::~LogOutput()
{
    qInstallMessageHandler(nullptr);
    QLoggingCategory::setFilterRules({});
    replaceOutput(STDERR_FILENO);
}

Result<void> LogOutput::openFile(const QString &file)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return systemError(file, errno);
    m_file = file;
    replaceOutput(fd);
    return {};
}

Result<void> LogOutput::reopen()
{
    return m_file.isEmpty() ? Result<void>() : openFile(m_file);
}

} // namespace mailweir
