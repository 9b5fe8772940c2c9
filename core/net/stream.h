// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/file_descriptor.h"
#include "core/net/poller.h"
#include "core/net/tls_layer.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <span>

namespace mailweir {

/// One connected, non-blocking stream socket, in plain text and, after startTls(), encrypted. It never waits: what the
/// kernel does not take is kept, and the handler's onReady() is the occasion to go on.
///
/// Edges, not levels, are watched: a client that is not read for now costs nothing, and a message needs no system call
/// but recv() and send().
///
/// Thread: the poller's.
class Stream {
public:
    enum class Status {
        Data,
        Blocked, ///< nothing for now
        Ended, ///< the peer sends no more; it may still read
        Broken, ///< the connection or its encryption is gone
    };
    struct Read {
        Status status;
        qsizetype size = 0; ///< above 0 only with Data
    };
    enum class Handshake { Going, Done, Failed };

    /// `poller` and `handler` outlive it.
    Stream(FileDescriptor socket, Poller &poller, Poller::Handler &handler);
    ~Stream();
    Stream(const Stream &) = delete;
    Stream &operator=(const Stream &) = delete;

    /// Has the handler called from now on. False when the system has no room for it.
    [[nodiscard]] bool open();
    /// To be told what the handler was told; writes what was waiting for room.
    void onReady(quint32 events);
    /// Has the handler called once more, after all that are ready now: for a reader that gives way to others.
    void yieldTurn();

    [[nodiscard]] int fd() const { return m_socket.get(); }
    /// Whether read() may have something. Otherwise onReady() comes when there is.
    [[nodiscard]] bool canRead() const { return !m_inputOver && (m_readable || m_tlsReadable); }
    /// One piece, as much as fits and is there.
    [[nodiscard]] Read read(std::span<char> buffer);
    /// Reads and forgets, a bounded amount.
    void discard();
    /// Whether the last byte was read.
    [[nodiscard]] bool inputOver() const { return m_inputOver; }
    /// Whether the peer has said all: what it said may still have to be read.
    [[nodiscard]] bool hasHungUp() const { return m_hangup; }
    /// Whether the peer has gone altogether, so that nobody hears what is said; likewise.
    [[nodiscard]] bool isCutOff() const { return m_cutOff; }

    /// To be sent by the next flush().
    void write(const QByteArray &bytes);
    void flush();
    /// What was written and not taken by the kernel, in bytes. 0 when nobody can read it any more.
    [[nodiscard]] qsizetype unsent() const { return m_outputOver ? 0 : m_plain.size() + m_wire.size(); }
    /// How much the kernel has taken.
    [[nodiscard]] qint64 sent() const { return m_sent; }
    /// Nothing is written after this; the peer reads the end when it has read all. It may still be read from.
    void finish();

    /// From here on all is encrypted, after what was written. `alreadyRead`: the first bytes of the handshake.
    void startTls(SSL_CTX &context, QByteArrayView alreadyRead = {});
    /// Takes the handshake as far as it goes now.
    [[nodiscard]] Handshake handshake();
    [[nodiscard]] bool isEncrypted() const { return m_tls != nullptr; }
    /// After the handshake.
    [[nodiscard]] TlsDetails tls() const { return m_tls->details(); }
    [[nodiscard]] const QByteArray &tlsProblem() const { return m_tls->problem(); }

private:
    [[nodiscard]] Read receive(std::span<char> buffer);
    [[nodiscard]] Read readTls(std::span<char> buffer);
    [[nodiscard]] Read inputEnds(Status status);
    void outputEnds();
    void encrypt();

    FileDescriptor m_socket;
    Poller &m_poller;
    Poller::Handler &m_handler;
    std::unique_ptr<TlsLayer> m_tls;
    QByteArray m_plain; // to be encrypted by the next flush()
    QByteArray m_wire; // to be sent
    qint64 m_sent = 0;
    quint32 m_events; // that are watched
    bool m_readable = false;
    bool m_hangup = false; // the end is in sight: read until it is there
    bool m_cutOff = false;
    bool m_urgent = false; // a short read may stop at urgent data
    bool m_tlsReadable = false; // m_tls may have something decrypted
    bool m_blocked = false; // the kernel takes no more
    bool m_inputOver = false;
    bool m_outputOver = false;
    bool m_finishing = false;
};

} // namespace mailweir
