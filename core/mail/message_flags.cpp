// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/message_flags.h"

#include "core/mail/header_block.h"

#include <algorithm>

namespace mailweir {

namespace {

constexpr qsizetype kMaxLine = 998; // RFC 5322 section 2.1.1

constexpr std::pair<MessageFlag, const char *> kNames[] = {
    {MessageFlag::BareCr, "bare-cr"},      {MessageFlag::BareLf, "bare-lf"},      {MessageFlag::Nul, "nul"},
    {MessageFlag::LongLine, "long-lines"}, {MessageFlag::Undeclared8Bit, "8bit"}, {MessageFlag::Malformed, "malformed"},
    {MessageFlag::Imported, "imported"},
};

bool declares8Bit(const Envelope &envelope)
{
    return std::any_of(
        envelope.parameters.cbegin(), envelope.parameters.cend(), [](const EnvelopeParameter &parameter) {
            return parameter.name == "SMTPUTF8"
                || (parameter.name == "BODY" && parameter.value.compare("7BIT", Qt::CaseInsensitive) != 0);
        });
}

bool hasHighByte(QByteArrayView bytes)
{
    uchar all = 0;
    for (const char c : bytes)
        all |= uchar(c);
    return (all & 0x80) != 0;
}

/// Whether every line up to the first empty one is a field or goes on with one (RFC 5322 section 2.2).
bool hasSoundHeader(QByteArrayView message)
{
    bool inField = false;
    for (qsizetype at = 0; at < message.size();) {
        const QByteArrayView line = lineAt(message, at);
        const QByteArrayView text = withoutLineEnd(line);
        if (text.isEmpty())
            return true;
        const bool goesOn = inField && (text.front() == ' ' || text.front() == '\t');
        inField = goesOn || fieldNameLength(text) > 0;
        if (!inField)
            return false;
        at += line.size();
    }
    return true;
}

} // namespace

QList<QByteArray> flagNames(MessageFlags flags)
{
    QList<QByteArray> names;
    for (const auto &[flag, name] : kNames) {
        if (flags.testFlag(flag))
            names.append(name);
    }
    return names;
}

/// Line by line with what the C library and the compiler do sixteen bytes at a time.
void FlagScanner::add(QByteArrayView bytes)
{
    if (bytes.contains('\0'))
        m_flags |= MessageFlag::Nul;
    if (hasHighByte(bytes))
        m_flags |= MessageFlag::Undeclared8Bit;
    while (!bytes.isEmpty()) {
        const qsizetype lf = bytes.indexOf('\n');
        const QByteArrayView line = bytes.first(lf < 0 ? bytes.size() : lf);
        bytes = bytes.sliced(lf < 0 ? bytes.size() : lf + 1);
        if (m_afterCr && !line.isEmpty())
            m_flags |= MessageFlag::BareCr;
        if (!line.isEmpty()) {
            const qsizetype cr = line.indexOf('\r');
            if (cr >= 0 && cr < line.size() - 1)
                m_flags |= MessageFlag::BareCr;
            m_afterCr = line.back() == '\r';
        }
        m_line += line.size();
        // A CR at the end may be half of a line end.
        if (m_line - (m_afterCr ? 1 : 0) > kMaxLine)
            m_flags |= MessageFlag::LongLine;
        if (lf < 0)
            return;
        if (m_afterCr)
            m_line = 0;
        else
            m_flags |= MessageFlag::BareLf;
        m_line += m_afterCr ? 0 : 1;
        m_afterCr = false;
    }
}

MessageFlags FlagScanner::finish()
{
    if (std::exchange(m_afterCr, false))
        m_flags |= MessageFlag::BareCr;
    return m_flags;
}

MessageFlags messageFlags(const Envelope &envelope, QByteArrayView raw)
{
    FlagScanner scanner;
    scanner.add(raw);
    return messageFlags(envelope, raw, scanner.finish());
}

MessageFlags messageFlags(const Envelope &envelope, QByteArrayView head, MessageFlags ofBytes)
{
    MessageFlags flags = ofBytes;
    if (envelope.imported || declares8Bit(envelope))
        flags.setFlag(MessageFlag::Undeclared8Bit, false);
    flags.setFlag(MessageFlag::Malformed, envelope.lenient || !hasSoundHeader(head));
    flags.setFlag(MessageFlag::Imported, envelope.imported);
    return flags;
}

} // namespace mailweir
