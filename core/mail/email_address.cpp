// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/email_address.h"

#include <QString>

namespace mailweir {

QByteArray EmailAddress::text() const
{
    return domain.isEmpty() ? localPart : localPart + '@' + domain;
}

QByteArray EmailAddress::key() const
{
    return QString::fromUtf8(text()).toCaseFolded().toUtf8();
}

EmailAddress EmailAddress::fromText(QByteArrayView text)
{
    bool quoted = false;
    qsizetype at = -1;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            quoted = !quoted;
        else if (text[i] == '\\' && quoted)
            ++i;
        else if (text[i] == '@' && !quoted)
            at = i;
    }
    if (at < 0)
        return {text.toByteArray(), {}};
    return {text.first(at).toByteArray(), text.sliced(at + 1).toByteArray()};
}

} // namespace mailweir
