// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/header_block.h"

#include <cstring>

namespace mailweir {

namespace {

bool isContinuation(QByteArrayView line)
{
    return !line.isEmpty() && (line.front() == ' ' || line.front() == '\t');
}

/// Whether a field comes before the header's end, in the next few lines.
bool fieldFollows(QByteArrayView message, qsizetype at)
{
    for (int i = 0; i < 10; ++i) {
        const QByteArrayView line = lineAt(message, at);
        if (withoutLineEnd(line).isEmpty())
            return false;
        if (!isContinuation(line) && fieldNameLength(line) > 0)
            return true;
        at += line.size();
    }
    return false;
}

} // namespace

QByteArrayView lineAt(QByteArrayView text, qsizetype from)
{
    if (from >= text.size())
        return {};
    const QByteArrayView rest = text.sliced(from);
    const void *newline = std::memchr(rest.data(), '\n', size_t(rest.size()));
    return newline ? rest.first(static_cast<const char *>(newline) - rest.data() + 1) : rest;
}

QByteArrayView withoutLineEnd(QByteArrayView line)
{
    if (line.endsWith('\n'))
        line.chop(1);
    if (line.endsWith('\r'))
        line.chop(1);
    return line;
}

qsizetype fieldNameLength(QByteArrayView line)
{
    qsizetype length = 0;
    while (length < line.size() && line[length] > ' ' && line[length] < 0x7f && line[length] != ':')
        ++length;
    // RFC 5322 section 4.5.8: obsolete syntax has blanks before the colon.
    qsizetype colon = length;
    while (colon < line.size() && (line[colon] == ' ' || line[colon] == '\t'))
        ++colon;
    return colon < line.size() && line[colon] == ':' ? length : 0;
}

HeaderBlock HeaderBlock::parse(QByteArrayView message)
{
    HeaderBlock block;
    qsizetype at = 0;
    if (message.startsWith("From ") && fieldNameLength(lineAt(message, 0)) == 0)
        at = lineAt(message, 0).size();
    QByteArray name;
    QByteArray value;
    const auto close = [&block, &name, &value] {
        if (!name.isEmpty() && block.m_fields.size() < kMaxFields)
            block.m_fields.emplaceBack(name, value.trimmed());
        name.clear();
        value.clear();
    };
    while (at < message.size()) {
        const QByteArrayView line = lineAt(message, at);
        const QByteArrayView content = withoutLineEnd(line);
        if (content.isEmpty()) {
            at += line.size();
            break;
        }
        if (!name.isEmpty() && isContinuation(content)) {
            value += content;
        } else if (const qsizetype length = fieldNameLength(content); length > 0) {
            close();
            name = content.first(length).toByteArray();
            value = content.sliced(content.indexOf(':') + 1).toByteArray();
        } else if (name.isEmpty() || !fieldFollows(message, at + line.size())) {
            break;
        }
        at += line.size();
    }
    close();
    block.m_bodyOffset = at;
    return block;
}

std::optional<QByteArray> HeaderBlock::value(QByteArrayView name) const
{
    for (const auto &[fieldName, fieldValue] : m_fields) {
        if (fieldName.size() == name.size() && qstrnicmp(fieldName.constData(), name.data(), size_t(name.size())) == 0)
            return fieldValue;
    }
    return std::nullopt;
}

} // namespace mailweir
