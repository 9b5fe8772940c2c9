// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace mailweir {

namespace {

constexpr quint32 kReadEvents = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLET;
constexpr quint32 kEndEvents = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
constexpr size_t kPiece = 32 * 1024; // of what is decrypted or thrown away: two full TLS records
constexpr int kMaxPieces = 8; // then it is the next client's turn
constexpr qsizetype kEncryptedAtOnce = 16 * 1024; // one full TLS record: the buffers for it stay small

bool wouldBlock(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK;
}

} // namespace

Stream::Stream(FileDescriptor socket, Poller &poller, Poller::Handler &handler)
    : m_socket(std::move(socket))
    , m_poller(poller)
    , m_handler(handler)
    , m_events(kReadEvents)
{
}

Stream::~Stream()
{
    m_poller.forget(m_socket.get(), m_handler);
}

bool Stream::open()
{
    return m_poller.watch(m_socket.get(), m_events, m_handler);
}

void Stream::onReady(quint32 events)
{
    if ((events & (EPOLLIN | EPOLLPRI | kEndEvents)) != 0)
        m_readable = true;
    if ((events & EPOLLPRI) != 0)
        m_urgent = true;
    if ((events & kEndEvents) != 0)
        m_hangup = true;
    if ((events & (EPOLLHUP | EPOLLERR)) != 0)
        m_cutOff = true;
    if (m_blocked && (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
        m_blocked = false;
        flush();
    }
}

void Stream::yieldTurn()
{
    m_poller.rewatch(m_socket.get(), m_events | EPOLLOUT, m_handler);
    m_events |= EPOLLOUT;
}

Stream::Read Stream::read(std::span<char> buffer)
{
    return m_tls ? readTls(buffer) : receive(buffer);
}

Stream::Read Stream::receive(std::span<char> buffer)
{
    if (m_inputOver || !m_readable)
        return {Status::Blocked};
    for (;;) {
        const ssize_t size = recv(m_socket.get(), buffer.data(), buffer.size(), 0);
        if (size > 0) {
            // A short read has emptied the socket; what comes later is told.
            m_readable = m_hangup || m_urgent || size_t(size) == buffer.size();
            return {Status::Data, size};
        }
        if (size == 0)
            return inputEnds(Status::Ended);
        if (wouldBlock(errno)) {
            m_readable = false;
            return {Status::Blocked};
        }
        if (errno != EINTR) {
            outputEnds();
            return inputEnds(Status::Broken);
        }
    }
}

Stream::Read Stream::readTls(std::span<char> buffer)
{
    std::array<char, kPiece> piece;
    for (int i = 0; i < kMaxPieces; ++i) {
        const TlsLayer::Read read = m_tls->read(buffer);
        m_tls->takeOutput(m_wire);
        if (!m_wire.isEmpty())
            flush();
        switch (read.status) {
        case TlsLayer::Status::Done:
            m_tlsReadable = true;
            return {Status::Data, read.size};
        case TlsLayer::Status::Ended:
            return inputEnds(Status::Ended);
        case TlsLayer::Status::Failed:
            return inputEnds(Status::Broken);
        case TlsLayer::Status::NeedsInput:
            break;
        }
        m_tlsReadable = false;
        const Read received = receive(piece);
        if (received.status != Status::Data)
            return received;
        m_tls->feed({piece.data(), received.size});
    }
    m_tlsReadable = true;
    yieldTurn();
    return {Status::Blocked};
}

void Stream::discard()
{
    std::array<char, kPiece> piece;
    for (int i = 0; i < kMaxPieces; ++i) {
        if (receive(piece).status != Status::Data)
            return;
    }
    yieldTurn();
}

void Stream::write(const QByteArray &bytes)
{
    if (m_outputOver || m_finishing)
        return;
    QByteArray &to = m_tls ? m_plain : m_wire;
    if (to.isEmpty())
        to = bytes;
    else
        to.append(bytes);
}

void Stream::flush()
{
    encrypt();
    while (!m_wire.isEmpty() && !m_blocked && !m_outputOver) {
        const ssize_t size = send(m_socket.get(), m_wire.constData(), size_t(m_wire.size()), MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0 && !wouldBlock(errno)) {
            outputEnds();
            return;
        }
        m_sent += std::max<ssize_t>(size, 0);
        if (size == m_wire.size()) {
            m_wire.clear();
        } else {
            m_wire.remove(0, std::max<ssize_t>(size, 0));
            m_blocked = true;
            m_events |= EPOLLOUT;
            m_poller.rewatch(m_socket.get(), m_events, m_handler); // room that has come meanwhile is told
        }
    }
    if (m_finishing && m_wire.isEmpty() && !m_outputOver) {
        shutdown(m_socket.get(), SHUT_WR);
        outputEnds();
    }
}

void Stream::encrypt()
{
    const QByteArray plain = std::exchange(m_plain, {});
    for (QByteArrayView rest(plain); !rest.isEmpty();) {
        const QByteArrayView piece = rest.first(std::min(rest.size(), kEncryptedAtOnce));
        if (!m_tls->write(piece))
            return outputEnds();
        m_tls->takeOutput(m_wire);
        rest = rest.sliced(piece.size());
    }
}

void Stream::finish()
{
    if (m_finishing)
        return;
    flush();
    if (m_tls) {
        m_tls->close();
        m_tls->takeOutput(m_wire);
    }
    m_finishing = true;
    flush();
}

void Stream::startTls(SSL_CTX &context, QByteArrayView alreadyRead)
{
    m_tls = std::make_unique<TlsLayer>(context);
    m_tls->feed(alreadyRead);
}

Stream::Handshake Stream::handshake()
{
    std::array<char, kPiece> piece;
    for (int i = 0; i < kMaxPieces; ++i) {
        const TlsLayer::Status status = m_tls->handshake();
        m_tls->takeOutput(m_wire);
        flush();
        if (status == TlsLayer::Status::Done) {
            m_tlsReadable = true;
            return Handshake::Done;
        }
        if (status != TlsLayer::Status::NeedsInput)
            return Handshake::Failed;
        const Read received = receive(piece);
        if (received.status == Status::Blocked)
            return Handshake::Going;
        if (received.status != Status::Data)
            return Handshake::Failed;
        m_tls->feed({piece.data(), received.size});
    }
    yieldTurn();
    return Handshake::Going;
}

Stream::Read Stream::inputEnds(Status status)
{
    m_inputOver = true;
    return {status};
}

void Stream::outputEnds()
{
    m_outputOver = true;
    m_plain.clear();
    m_wire.clear();
}

} // namespace mailweir
