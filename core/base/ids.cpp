// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/ids.h"

#include <QRandomGenerator>

namespace mailweir {

namespace {

constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr int kTextLength = 22; // 62^22 > 2^128
__extension__ using Wide = unsigned __int128; // GCC and Clang

int digitValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 36;
    return -1;
}

} // namespace

QByteArray MessageId::text() const
{
    QByteArray out(kTextLength, Qt::Uninitialized);
    Wide number = (Wide(order) << 64) | salt;
    for (int i = kTextLength - 1; i >= 0; --i) {
        out[i] = kDigits[int(number % 62)];
        number /= 62;
    }
    return out;
}

std::optional<MessageId> MessageId::fromText(QByteArrayView text)
{
    if (text.size() != kTextLength)
        return std::nullopt;
    Wide number = 0;
    for (const char c : text) {
        const int digit = digitValue(c);
        if (digit < 0)
            return std::nullopt;
        const Wide next = number * 62 + Wide(digit);
        if (next / 62 != number) // 22 digits can say a little more than 128 bits
            return std::nullopt;
        number = next;
    }
    const MessageId id{quint64(number >> 64), quint64(number)};
    return id.isNull() ? std::nullopt : std::optional(id);
}

void MessageIdSource::startAfter(MessageId last)
{
    m_last = std::max(m_last, last.order);
}

MessageId MessageIdSource::next(Timestamp now)
{
    m_last = std::max(m_last + 1, quint64(toUnixMs(now)) << 16);
    return {m_last, QRandomGenerator::global()->generate64()};
}

} // namespace mailweir
