// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ingest/servers.h"

#include "tests/bench/process_meter.h"

#include <QCoreApplication>
#include <QFile>

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace mailweir::bench {

namespace {

constexpr char kSink[] = "/usr/sbin/smtp-sink";
constexpr Milliseconds kStartWait{10'000};
constexpr Milliseconds kSettleWait{60'000};
constexpr Milliseconds kSettleStep{50};
constexpr int kQuietSteps = 14; // longer than the index may take to begin
constexpr double kIdleShare = 0.02; // of a core

Error failed(const QString &what)
{
    return systemError(what, errno);
}

double msSince(SteadyTime begun)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// One that is free now. Fixed before the start, so that the banner can be waited for from the first moment.
quint16 freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr *>(&address), size) == 0
        && ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    ::close(fd);
    return bound ? ntohs(address.sin_port) : quint16(0);
}

/// Whether a server greets on the port.
bool greets(quint16 port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    std::array<char, 512> banner;
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    const bool greeted = connected && ::recv(fd, banner.data(), banner.size(), 0) > 3 && banner[0] == '2';
    ::close(fd);
    return greeted;
}

} // namespace

QString serverName(ServerKind kind)
{
    switch (kind) {
    case ServerKind::Sink:
        return QStringLiteral("smtp-sink");
    case ServerKind::Off:
        return QStringLiteral("off");
    case ServerKind::Memory:
        return QStringLiteral("memory");
    case ServerKind::Full:
        break;
    }
    return QStringLiteral("full");
}

ServerProcess::ServerProcess(const ServerOptions &options)
    : m_options(options)
    , m_data(options.directory + QStringLiteral("/bench_ingest-XXXXXX"))
    , m_port(freePort())
{
}

ServerProcess::~ServerProcess()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGTERM);
    ::waitpid(m_pid, nullptr, 0);
}

Result<std::unique_ptr<ServerProcess>> ServerProcess::start(const ServerOptions &options)
{
    std::unique_ptr<ServerProcess> server(new ServerProcess(options));
    if (!server->m_data.isValid())
        return Error{ErrorCode::Io, options.directory, server->m_data.errorString()};
    if (const auto written = server->writeConfig(); !written)
        return written.error();
    if (const auto launched = server->launch(); !launched)
        return launched.error();
    if (const auto greeted = server->awaitBanner(); !greeted)
        return greeted.error();
    return server;
}

QStringList ServerProcess::command() const
{
    const QString port = QString::number(m_port);
    switch (m_options.kind) {
    case ServerKind::Sink: {
        QStringList words{QString::fromLatin1(kSink), QStringLiteral("127.0.0.1:") + port, QStringLiteral("1000")};
        if (::geteuid() == 0) // it refuses to stay root
            words = words.mid(0, 1) + QStringList{QStringLiteral("-u"), QStringLiteral("nobody")} + words.mid(1);
        return words;
    }
    case ServerKind::Off:
    case ServerKind::Memory:
        return {QCoreApplication::applicationFilePath(), QStringLiteral("--serve"), serverName(m_options.kind), port};
    case ServerKind::Full:
        break;
    }
    return {m_options.program,
            QStringLiteral("--config"),
            m_data.filePath(QStringLiteral("bench.toml")),
            QStringLiteral("--data-dir"),
            m_data.filePath(QStringLiteral("data")),
            QStringLiteral("--http"),
            QStringLiteral("127.0.0.1:0"),
            QStringLiteral("--log-level"),
            QStringLiteral("warning")};
}

Result<void> ServerProcess::writeConfig() const
{
    QFile file(m_data.filePath(QStringLiteral("bench.toml")));
    const QByteArray text = "[[listener]]\nbind = \"127.0.0.1:" + QByteArray::number(m_port)
        + "\"\nmax_clients = 1000\n" + (m_options.startTls ? "tls = \"starttls\"\n" : "");
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return Error{ErrorCode::Io, file.fileName(), file.errorString()};
    return {};
}

Result<void> ServerProcess::launch()
{
    std::vector<QByteArray> words;
    for (const QString &word : command())
        words.push_back(word.toLocal8Bit());
    std::vector<char *> arguments;
    for (QByteArray &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const QByteArray home = m_data.path().toLocal8Bit();
    const QByteArray delay = QByteArray::number(qint64(m_options.syncDelay.count()) * 1'000);

    m_pid = ::fork();
    if (m_pid < 0)
        return failed(QStringLiteral("fork"));
    if (m_pid > 0)
        return {};
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::setenv("XDG_RUNTIME_DIR", home.constData(), 1);
    ::setenv("HOME", home.constData(), 1);
    if (m_options.syncDelay.count() > 0) {
        ::setenv("LD_PRELOAD", SLOW_SYNC_LIBRARY, 1);
        ::setenv("MAILWEIR_SYNC_DELAY_US", delay.constData(), 1);
    }
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

Result<void> ServerProcess::awaitBanner()
{
    const SteadyTime begun = std::chrono::steady_clock::now();
    while (!greets(m_port)) {
        if (::waitpid(m_pid, nullptr, WNOHANG) == m_pid) {
            m_pid = -1;
            return Error{ErrorCode::Io, command().first(), QStringLiteral("ended at once")};
        }
        if (msSince(begun) > double(kStartWait.count()))
            return Error{ErrorCode::TimedOut, command().first(), QStringLiteral("gives no banner")};
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    m_bannerMs = msSince(begun);
    return {};
}

double ServerProcess::settle() const
{
    const SteadyTime begun = std::chrono::steady_clock::now();
    SteadyTime lastBusy = begun;
    double used = cpuUse(m_pid).total();
    int quiet = 0;
    while (quiet < (m_options.kind == ServerKind::Full ? kQuietSteps : 1)
           && msSince(begun) < double(kSettleWait.count())) {
        std::this_thread::sleep_for(kSettleStep);
        const double now = cpuUse(m_pid).total();
        const bool busy = now - std::exchange(used, now) > kIdleShare * 1'000 * double(kSettleStep.count());
        quiet = busy ? 0 : quiet + 1;
        if (busy)
            lastBusy = std::chrono::steady_clock::now();
    }
    return std::chrono::duration<double>(lastBusy - begun).count();
}

} // namespace mailweir::bench
