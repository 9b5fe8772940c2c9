// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/socket_owner.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr size_t maxRecent = 16;

using AddressBytes = std::array<quint8, 16>;

AddressBytes bytesOf(const QHostAddress &address)
{
    AddressBytes bytes;
    const Q_IPV6ADDR v6 = address.toIPv6Address(); // IPv4 becomes IPv4-mapped
    std::copy_n(v6.c, bytes.size(), bytes.begin());
    return bytes;
}

bool isV4(const AddressBytes &bytes)
{
    constexpr std::array<quint8, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

struct CloseDirectory {
    void operator()(DIR *directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

QByteArray fileOf(qint64 pid, const char *name)
{
    return "/proc/" + QByteArray::number(pid) + '/' + name;
}

bool leadsTo(int directory, const char *file, QByteArrayView link)
{
    std::array<char, 64> target; // longer ones are no sockets
    const ssize_t size = ::readlinkat(directory, file, target.data(), target.size());
    return size == link.size() && std::memcmp(target.data(), link.data(), size_t(size)) == 0;
}

/// Under which number the process has it open.
std::optional<QByteArray> openFile(qint64 pid, QByteArrayView link)
{
    const QByteArray path = fileOf(pid, "fd");
    const Directory files(::opendir(path.constData()));
    if (!files)
        return {};
    while (const dirent *entry = ::readdir(files.get())) {
        if (leadsTo(::dirfd(files.get()), entry->d_name, link))
            return path + '/' + entry->d_name;
    }
    return {};
}

/// The newest first, as far as pids tell: who has just connected was probably just started. This process comes last: it
/// has the server's end, and many files.
std::vector<qint64> allPids()
{
    std::vector<qint64> pids;
    const Directory processes(::opendir("/proc"));
    if (!processes)
        return pids;
    while (const dirent *entry = ::readdir(processes.get())) {
        bool ok = false;
        const qint64 pid =
            QByteArray::fromRawData(entry->d_name, qsizetype(std::strlen(entry->d_name))).toLongLong(&ok);
        if (ok)
            pids.push_back(pid);
    }
    const qint64 own = ::getpid();
    std::sort(pids.begin(), pids.end(),
              [own](qint64 a, qint64 b) { return std::pair(a != own, a) > std::pair(b != own, b); });
    return pids;
}

/// As /proc/net/tcp and tcp6 write an end: words in the machine's byte order, in hexadecimal.
QByteArray tableText(const AddressBytes &address, quint16 port, bool v6)
{
    QByteArray text;
    for (size_t at = v6 ? 0 : 12; at < address.size(); at += 4) {
        quint32 word = 0;
        std::memcpy(&word, &address[at], sizeof word);
        text += QByteArray::number(word, 16).rightJustified(8, '0');
    }
    return (text + ':' + QByteArray::number(port, 16).rightJustified(4, '0')).toUpper();
}

std::optional<quint64> inodeInTable(const QString &path, const QByteArray &ends)
{
    constexpr qsizetype inodeField = 6; // after state, queues, timer, retransmissions, user and timeout
    QFile table(path);
    if (!table.open(QIODevice::ReadOnly))
        return {};
    for (QByteArray line = table.readLine(); !line.isEmpty(); line = table.readLine()) {
        const qsizetype at = line.indexOf(ends);
        if (at < 0)
            continue;
        const QList<QByteArray> fields = line.sliced(at + ends.size()).simplified().split(' ');
        const quint64 inode = fields.value(inodeField).toULongLong();
        return inode != 0 ? std::optional(inode) : std::nullopt;
    }
    return {};
}

/// What the link in /proc/PID leads to; none when there is no such process, empty when it may not be read.
std::optional<QByteArray> linkOf(qint64 pid, const char *name)
{
    std::array<char, 4096> target;
    const ssize_t size = ::readlink(fileOf(pid, name).constData(), target.data(), target.size());
    if (size < 0)
        return errno == ENOENT || errno == ESRCH ? std::nullopt : std::optional(QByteArray());
    return QByteArray(target.data(), size);
}

} // namespace

std::optional<quint64> SocketOwner::inodeOf(const TcpEnds &ends)
{
    const std::optional<quint64> inode = inodeFromKernel(ends);
    if (inode) {
        m_kernelAnswers = true;
        return inode;
    }
    // The kernel says the same for a connection that is not there and for a table that it has no module for.
    return m_kernelAnswers ? std::nullopt : inodeInTables(ends);
}

/// sock_diag(7). Asked for one socket, the kernel answers before send() returns.
std::optional<quint64> SocketOwner::inodeFromKernel(const TcpEnds &ends)
{
    if (!m_netlink.isOpen())
        m_netlink = FileDescriptor(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
    const AddressBytes client = bytesOf(ends.client);
    const AddressBytes server = bytesOf(ends.server);
    const bool v4 = isV4(client) && isV4(server);

    struct {
        nlmsghdr header;
        inet_diag_req_v2 body;
    } question = {};
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    question.header.nlmsg_flags = NLM_F_REQUEST;
    question.body.sdiag_family = v4 ? AF_INET : AF_INET6;
    question.body.sdiag_protocol = IPPROTO_TCP;
    question.body.idiag_states = ~0u;
    inet_diag_sockid &id = question.body.id; // the socket's own end is the source
    const size_t first = v4 ? 12 : 0;
    std::memcpy(id.idiag_src, client.data() + first, client.size() - first);
    std::memcpy(id.idiag_dst, server.data() + first, server.size() - first);
    id.idiag_sport = qToBigEndian(ends.clientPort);
    id.idiag_dport = qToBigEndian(ends.serverPort);
    id.idiag_cookie[0] = id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;

    alignas(nlmsghdr) std::array<char, 8192> answer;
    if (::send(m_netlink.get(), &question, sizeof question, 0) != ssize_t(sizeof question))
        return {};
    const ssize_t size = ::recv(m_netlink.get(), answer.data(), answer.size(), MSG_DONTWAIT);
    const auto *header = reinterpret_cast<const nlmsghdr *>(answer.data());
    if (size < 0 || !NLMSG_OK(header, size) || header->nlmsg_type != SOCK_DIAG_BY_FAMILY
        || header->nlmsg_len < NLMSG_LENGTH(sizeof(inet_diag_msg)))
        return {};
    const quint64 inode = static_cast<const inet_diag_msg *>(NLMSG_DATA(header))->idiag_inode;
    return inode != 0 ? std::optional(inode) : std::nullopt; // 0: closed by its program
}

std::optional<quint64> SocketOwner::inodeInTables(const TcpEnds &ends)
{
    const AddressBytes client = bytesOf(ends.client);
    const AddressBytes server = bytesOf(ends.server);
    const auto text = [&](bool v6) {
        return ' ' + tableText(client, ends.clientPort, v6) + ' ' + tableText(server, ends.serverPort, v6) + ' ';
    };
    if (isV4(client) && isV4(server)) {
        if (const std::optional<quint64> inode = inodeInTable(QStringLiteral("/proc/self/net/tcp"), text(false)))
            return inode;
    }
    return inodeInTable(QStringLiteral("/proc/self/net/tcp6"), text(true));
}

std::optional<qint64> SocketOwner::pidOf(quint64 inode)
{
    const QByteArray link = "socket:[" + QByteArray::number(inode) + ']';
    const auto first = [&](std::vector<Holder>::iterator holder) {
        std::rotate(m_recent.begin(), holder, holder + 1);
        return m_recent.front().pid;
    };
    // A program that opens a connection for each message gets the same number every time: one system call finds it.
    for (auto holder = m_recent.begin(); holder != m_recent.end(); ++holder) {
        if (leadsTo(AT_FDCWD, holder->file.constData(), link))
            return first(holder);
    }
    for (auto holder = m_recent.begin(); holder != m_recent.end(); ++holder) {
        if (const std::optional<QByteArray> file = openFile(holder->pid, link)) {
            holder->file = *file;
            return first(holder);
        }
    }
    for (const qint64 pid : allPids()) {
        if (const std::optional<QByteArray> file = openFile(pid, link)) {
            m_recent.insert(m_recent.begin(), {pid, *file});
            if (m_recent.size() > maxRecent)
                m_recent.pop_back();
            return pid;
        }
    }
    return {};
}

std::optional<PeerProcess> SocketOwner::describe(qint64 pid)
{
    const std::optional<QByteArray> executable = linkOf(pid, "exe");
    const std::optional<QByteArray> directory = linkOf(pid, "cwd");
    if (!executable || !directory)
        return {};
    return PeerProcess{pid, *executable, *directory};
}

} // namespace mailweir
