// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_codec.h"

#include <QCborArray>
#include <QCborStreamWriter>
#include <QCborValue>
#include <QtEndian>

namespace mailweir {

namespace {

/// Writes a list of lists of simple values, flat.
class ListWriter {
public:
    ListWriter()
        : m_out(&m_bytes)
    {
        m_out.startArray();
    }
    template <typename T> ListWriter &operator<<(const T &value)
    {
        m_out.append(value);
        return *this;
    }
    QByteArray finish()
    {
        m_out.endArray();
        return std::move(m_bytes);
    }

private:
    QByteArray m_bytes;
    QCborStreamWriter m_out;
};

QCborArray readList(const QByteArray &bytes)
{
    return QCborValue::fromCbor(bytes).toArray();
}

void write(ListWriter &out, const QList<MailAddress> &addresses)
{
    out << qint64(addresses.size());
    for (const MailAddress &address : addresses)
        out << address.name << address.address;
}

qsizetype read(const QCborArray &values, qsizetype at, QList<MailAddress> &out)
{
    const qint64 count = values.at(at++).toInteger();
    for (qint64 i = 0; i < count && at + 1 < values.size(); ++i, at += 2)
        out.append({values.at(at).toString(), values.at(at + 1).toString()});
    return at;
}

} // namespace

QByteArray encodeAddresses(const MessageSummary &summary)
{
    ListWriter out;
    write(out, summary.to);
    write(out, summary.cc);
    write(out, summary.bcc);
    write(out, summary.replyTo);
    return out.finish();
}

void decodeAddresses(const QByteArray &bytes, MessageSummary &out)
{
    const QCborArray values = readList(bytes);
    qsizetype at = read(values, 0, out.to);
    at = read(values, at, out.cc);
    at = read(values, at, out.bcc);
    read(values, at, out.replyTo);
}

QByteArray encodeByteArrays(const QList<QByteArray> &values)
{
    ListWriter out;
    for (const QByteArray &value : values)
        out << value;
    return out.finish();
}

QList<QByteArray> decodeByteArrays(const QByteArray &bytes)
{
    QList<QByteArray> out;
    const QCborArray values = readList(bytes);
    for (const QCborValue value : values)
        out.append(value.toByteArray());
    return out;
}

QByteArray encodeStrings(const QStringList &values)
{
    if (values.isEmpty())
        return {};
    ListWriter out;
    for (const QString &value : values)
        out << value;
    return out.finish();
}

QStringList decodeStrings(const QByteArray &bytes)
{
    QStringList out;
    if (bytes.isEmpty())
        return out;
    const QCborArray values = readList(bytes);
    for (const QCborValue value : values)
        out.append(value.toString());
    return out;
}

QByteArray encodeCounts(const RecipientCounts &counts)
{
    ListWriter out;
    for (const auto &[address, count] : counts)
        out << address << count;
    return out.finish();
}

RecipientCounts decodeCounts(const QByteArray &bytes)
{
    RecipientCounts out;
    const QCborArray values = readList(bytes);
    for (qsizetype at = 0; at + 1 < values.size(); at += 2)
        out.append({values.at(at).toByteArray(), values.at(at + 1).toInteger()});
    return out;
}

QByteArray encodeHistory(const std::array<quint32, Group::kHistoryMinutes> &history)
{
    QByteArray bytes(Group::kHistoryMinutes * 4, Qt::Uninitialized);
    qToLittleEndian<quint32>(history.data(), Group::kHistoryMinutes, bytes.data());
    return bytes;
}

std::array<quint32, Group::kHistoryMinutes> decodeHistory(const QByteArray &bytes)
{
    std::array<quint32, Group::kHistoryMinutes> history{};
    if (bytes.size() == Group::kHistoryMinutes * 4)
        qFromLittleEndian<quint32>(bytes.constData(), Group::kHistoryMinutes, history.data());
    return history;
}

QByteArray encodeReply(const Reply &reply)
{
    ListWriter out;
    out << qint64(reply.code) << qint64(reply.enhanced.statusClass) << qint64(reply.enhanced.subject)
        << qint64(reply.enhanced.detail);
    for (const QByteArray &line : reply.lines)
        out << line;
    return out.finish();
}

Reply decodeReply(const QByteArray &bytes)
{
    const QCborArray values = readList(bytes);
    Reply reply;
    reply.code = int(values.at(0).toInteger());
    reply.enhanced = {int(values.at(1).toInteger()), int(values.at(2).toInteger()), int(values.at(3).toInteger())};
    for (qsizetype at = 4; at < values.size(); ++at)
        reply.lines.append(values.at(at).toByteArray());
    return reply;
}

QByteArray encodeTranscript(const QList<TranscriptLine> &lines)
{
    ListWriter out;
    for (const TranscriptLine &line : lines)
        out << line.atMs << qint64(line.side) << line.text;
    return out.finish();
}

QList<TranscriptLine> decodeTranscript(const QByteArray &bytes)
{
    QList<TranscriptLine> lines;
    const QCborArray values = readList(bytes);
    for (qsizetype at = 0; at + 2 < values.size(); at += 3) {
        lines.append({values.at(at).toInteger(), TranscriptLine::Side(values.at(at + 1).toInteger()),
                      values.at(at + 2).toByteArray()});
    }
    return lines;
}

} // namespace mailweir
