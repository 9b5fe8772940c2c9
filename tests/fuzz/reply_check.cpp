// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/reply_check.h"

#include "core/smtp/characters.h"
#include "tests/fuzz/fuzz_support.h"

namespace mailweir {

namespace {

constexpr qsizetype kMaxReplyLine = 512; // with CRLF, RFC 5321 section 4.5.3.1.5

/// Whether `text` begins as an enhanced code does: "2.1.5 ".
bool hasEnhancedCode(QByteArrayView text)
{
    return text.size() >= 6 && isDigit(text[0]) && text[1] == '.' && isDigit(text[2]);
}

void checkLine(QByteArrayView line)
{
    MUST(line.size() + 2 <= kMaxReplyLine);
    MUST(line.size() >= 4);
    for (const char c : line)
        MUST(c == ' ' || isGraphic(c));
    MUST(line[0] >= '2' && line[0] <= '5' && line[1] >= '0' && line[1] <= '5' && isDigit(line[2]));
    MUST(line[3] == ' ' || line[3] == '-');
    const QByteArrayView text = line.sliced(4);
    if (hasEnhancedCode(text))
        MUST(text[0] == line[0] && line[0] != '3');
}

} // namespace

void checkReplies(QByteArrayView bytes)
{
    QByteArrayView code; // of a reply that goes on
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf("\r\n");
        MUST(end >= 0);
        const QByteArrayView line = bytes.first(end);
        bytes = bytes.sliced(end + 2);
        checkLine(line);
        MUST(code.isEmpty() || code == line.first(3));
        code = line[3] == '-' ? line.first(3) : QByteArrayView();
    }
    MUST(code.isEmpty());
}

} // namespace mailweir
