// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QList>
#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <sys/types.h>

namespace mailweir::bench {

enum class ServerKind {
    Sink, ///< Postfix's smtp-sink, which discards
    Off, ///< our listener, no store: discards
    Memory, ///< our listener, messages kept in memory
    Full, ///< mailweir-server with its durable store and index
};
[[nodiscard]] QString serverName(ServerKind kind);

struct ServerOptions {
    ServerKind kind = ServerKind::Full;
    QString program; ///< mailweir-server
    QString directory; ///< where the data goes: the disk to be measured
    Milliseconds syncDelay{0}; ///< added to each fdatasync
    bool startTls = false;
};

/// A server as a process of its own; ended and its data removed with this object.
class ServerProcess {
public:
    /// Starts it and waits for the banner. Errors: Io, TimedOut.
    [[nodiscard]] static Result<std::unique_ptr<ServerProcess>> start(const ServerOptions &options);
    ~ServerProcess();
    ServerProcess(const ServerProcess &) = delete;
    ServerProcess &operator=(const ServerProcess &) = delete;

    [[nodiscard]] ServerKind kind() const { return m_options.kind; }
    [[nodiscard]] pid_t pid() const { return m_pid; }
    [[nodiscard]] quint16 port() const { return m_port; }
    /// From the start of the program to its first line.
    [[nodiscard]] double bannerMs() const { return m_bannerMs; }
    /// Waits until it has nothing to do any more (the index may be behind); how long that took.
    double settle() const;

private:
    explicit ServerProcess(const ServerOptions &options);
    [[nodiscard]] Result<void> launch();
    [[nodiscard]] QStringList command() const;
    [[nodiscard]] Result<void> writeConfig() const;
    [[nodiscard]] Result<void> awaitBanner();

    ServerOptions m_options;
    QTemporaryDir m_data;
    quint16 m_port = 0;
    pid_t m_pid = -1;
    double m_bannerMs = 0;
};

} // namespace mailweir::bench
