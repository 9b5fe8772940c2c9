// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/flag_words.h"

#include <QLocale>

namespace mailweir {

QString FlagWords::line(MessageFlags flags)
{
    QStringList what;
    if (flags & MessageFlag::BareCr)
        what += tr("line ends of a single CR", "This message has …");
    if (flags & MessageFlag::BareLf)
        what += tr("line ends of a single LF", "This message has …");
    if (flags & MessageFlag::Nul)
        what += tr("NUL bytes", "This message has …");
    if (flags & MessageFlag::LongLine)
        what += tr("very long lines", "This message has …");
    if (flags & MessageFlag::Undeclared8Bit)
        what += tr("undeclared 8-bit text", "This message has …");
    if (flags & MessageFlag::Malformed)
        what += tr("a malformed address or command", "This message has …");
    if (what.isEmpty())
        return {};
    return tr("This message has %1; some servers refuse or change it.").arg(QLocale().createSeparatedList(what));
}

QString FlagWords::details(MessageFlags flags)
{
    QStringList lines;
    if (flags & MessageFlag::BareCr)
        lines += tr("Single CR: a line has to end with CR and LF, and neither may stand alone (RFC 5321, 2.3.8).");
    if (flags & MessageFlag::BareLf)
        lines += tr("Single LF: a line has to end with CR and LF, and neither may stand alone (RFC 5321, 2.3.8).");
    if (flags & MessageFlag::Nul)
        lines +=
            tr("NUL: this byte may only be sent in binary parts (RFC 3030); others drop it or cut the mail there.");
    if (flags & MessageFlag::LongLine)
        lines += tr("Long line: a line may have 998 bytes at most (RFC 5322, 2.1.1); others break or refuse it.");
    if (flags & MessageFlag::Undeclared8Bit)
        lines += tr("8-bit: bytes above 127 need BODY=8BITMIME or SMTPUTF8 with MAIL (RFC 6152, RFC 6531).");
    if (flags & MessageFlag::Malformed)
        lines += tr("Malformed: the session did not keep to RFC 5321; the Conversation tab shows where.");
    return lines.join(u'\n');
}

} // namespace mailweir
