// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/proxy_header.h"

#include <QtEndian>

#include <arpa/inet.h>

// https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt
namespace mailweir {

namespace {

constexpr QByteArrayView linePrefix = "PROXY ";
constexpr qsizetype maxLine = 107; // with its CR LF; section 2.1
constexpr QByteArrayView signature{"\r\n\r\n\0\r\nQUIT\n", 12}; // section 2.2
constexpr qsizetype fixedPart = 16; // signature, version and command, family and protocol, length
constexpr qsizetype maxBlock = 4096;

struct Reading {
    ProxyHeader::State state = ProxyHeader::State::Incomplete;
    std::optional<ProxyHeader::Source> source;
};

Reading invalid()
{
    return {ProxyHeader::State::Invalid, {}};
}

QHostAddress addressIn(QByteArrayView bytes)
{
    const auto *begin = reinterpret_cast<const quint8 *>(bytes.data());
    return bytes.size() == 4 ? QHostAddress(qFromBigEndian<quint32>(begin)) : QHostAddress(begin);
}

/// inet_pton() is as strict as the specification wants it, QHostAddress is not.
std::optional<QHostAddress> readAddress(const QByteArray &text, int family)
{
    char bytes[sizeof(in6_addr)];
    if (inet_pton(family, text.constData(), bytes) != 1)
        return {};
    return addressIn(QByteArrayView(bytes, family == AF_INET ? 4 : 16));
}

/// 0 to 65535 without a heading zero.
std::optional<quint16> readPort(const QByteArray &text)
{
    bool ok = false;
    const quint16 port = text.toUShort(&ok);
    if (!ok || QByteArray::number(port) != text)
        return {};
    return port;
}

/// Version 1, a line without its CR LF.
Reading readLine(const QByteArray &line)
{
    if (line.contains('\0'))
        return invalid();
    const QList<QByteArray> fields = line.split(' ');
    const QByteArray &family = fields.at(1);
    if (family == "UNKNOWN")
        return {ProxyHeader::State::Complete, {}}; // what follows is to be ignored
    if ((family != "TCP4" && family != "TCP6") || fields.size() != 6)
        return invalid();
    const int addressFamily = family == "TCP4" ? AF_INET : AF_INET6;
    const std::optional<QHostAddress> client = readAddress(fields.at(2), addressFamily);
    const std::optional<quint16> clientPort = readPort(fields.at(4));
    if (!client || !readAddress(fields.at(3), addressFamily) || !clientPort || !readPort(fields.at(5)))
        return invalid();
    return {ProxyHeader::State::Complete, ProxyHeader::Source{*client, *clientPort}};
}

/// Version 2, as soon as its fixed part is there.
Reading readBinary(QByteArrayView bytes)
{
    const auto octet = [&](qsizetype at) {
        return quint8(bytes[at]);
    };
    const int command = octet(12) & 0xf;
    const int family = octet(13) >> 4;
    const int protocol = octet(13) & 0xf;
    const qsizetype block = qFromBigEndian<quint16>(bytes.data() + 14);
    const bool local = command == 0;
    // The families are none, IPv4, IPv6 and unix; the protocols none, stream and datagram.
    if (octet(12) >> 4 != 2 || command > 1 || block > maxBlock || (!local && (family > 3 || protocol > 2)))
        return invalid();
    const bool tcp = !local && protocol == 1 && (family == 1 || family == 2);
    const qsizetype addressSize = family == 1 ? 4 : 16;
    if (tcp && block < 2 * addressSize + 4)
        return invalid();
    if (bytes.size() < fixedPart + block)
        return {};
    if (!tcp)
        return {ProxyHeader::State::Complete, {}};
    return {ProxyHeader::State::Complete,
            ProxyHeader::Source{addressIn(bytes.sliced(fixedPart, addressSize)),
                                qFromBigEndian<quint16>(bytes.data() + fixedPart + 2 * addressSize)}};
}

/// What the bytes so far are; one byte was added since it was Incomplete.
Reading read(const QByteArray &bytes)
{
    if (bytes.startsWith(linePrefix)) {
        if (bytes.endsWith("\r\n"))
            return readLine(bytes.chopped(2));
        return bytes.size() < maxLine ? Reading{} : invalid();
    }
    if (bytes.startsWith(signature))
        return bytes.size() < fixedPart ? Reading{} : readBinary(bytes);
    return linePrefix.startsWith(bytes) || signature.startsWith(bytes) ? Reading{} : invalid();
}

} // namespace

// Byte by byte, so that how they arrive makes no difference and nothing after the header is touched.
ProxyHeader::State ProxyHeader::take(QByteArrayView &input)
{
    while (m_state == State::Incomplete && !input.isEmpty()) {
        m_bytes.append(input.front());
        input = input.sliced(1);
        const Reading reading = read(m_bytes);
        m_state = reading.state;
        m_source = reading.source;
    }
    if (m_state != State::Incomplete)
        m_bytes.clear();
    return m_state;
}

} // namespace mailweir
