// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/reply_reader.h"

#include <QScopeGuard>

namespace mailweir {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The code at the front; 0 when the line has none. Codes with an odd second digit are codes too (RFC 5321 section
/// 4.3.2); 1yz has no meaning in SMTP.
int codeOf(QByteArrayView line)
{
    if (line.size() < 3 || line[0] < '2' || line[0] > '5' || !isDigit(line[1]) || !isDigit(line[2]))
        return 0;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-')
        return 0;
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

} // namespace

std::optional<Reply> ReplyReader::next()
{
    qsizetype begin = 0;
    const auto dropRead = qScopeGuard([&] { m_pending.remove(0, begin); });
    while (m_fault.isEmpty()) {
        const qsizetype end = m_pending.indexOf('\n', begin);
        if ((end < 0 ? m_pending.size() : end) - begin > kMaxLine) {
            m_fault = QByteArrayLiteral("a line of the server's reply is too long");
            break;
        }
        if (end < 0)
            break;
        QByteArrayView line = QByteArrayView(m_pending).sliced(begin, end - begin);
        if (line.endsWith('\r'))
            line.chop(1);
        begin = end + 1;
        if (takeLine(line))
            return std::exchange(m_reply, {});
    }
    if (!m_fault.isEmpty())
        begin = m_pending.size();
    return std::nullopt;
}

/// Whether the reply is whole with this line.
bool ReplyReader::takeLine(QByteArrayView line)
{
    const int code = codeOf(line);
    if (code == 0) {
        m_fault = "the server does not speak SMTP: " + line.first(std::min<qsizetype>(line.size(), 80)).toByteArray();
        return false;
    }
    if (m_reply.code != 0 && m_reply.code != code) {
        m_fault = "the server's reply mixes the codes " + QByteArray::number(m_reply.code) + " and "
            + QByteArray::number(code);
        return false;
    }
    const bool last = line.size() == 3 || line[3] == ' ';
    QByteArrayView text = line.sliced(std::min<qsizetype>(line.size(), 4));
    const std::optional<EnhancedStatus> enhanced = EnhancedStatus::fromFrontOf(text);
    if (m_reply.code == 0 && enhanced)
        m_reply.enhanced = *enhanced;
    if (enhanced && *enhanced == m_reply.enhanced)
        text = text.sliced(std::min(text.size(), enhanced->text().size() + 1));
    m_reply.code = code;
    if (m_reply.lines.size() < kMaxLines)
        m_reply.lines.append(text.toByteArray());
    return last;
}

} // namespace mailweir
