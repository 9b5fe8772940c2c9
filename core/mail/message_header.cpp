// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/message_header.h"

#include "core/mail/header_values.h"

#include <algorithm>

namespace mailweir {

MailAddress MessageHeader::from() const
{
    const QList<MailAddress> senders = addresses("From");
    return senders.isEmpty() ? MailAddress{} : senders.first();
}

QList<MailAddress> MessageHeader::addresses(QByteArrayView name) const
{
    QList<MailAddress> found;
    for (const auto &[fieldName, fieldValue] : m_block.fields()) {
        if (fieldName.size() == name.size() && qstrnicmp(fieldName.constData(), name.data(), size_t(name.size())) == 0)
            found += parseAddresses(fieldValue);
    }
    found.resize(std::min(found.size(), kMaxAddresses));
    return found;
}

QString MessageHeader::messageId() const
{
    QString id = value("Message-ID");
    if (id.startsWith(u'<') && id.endsWith(u'>'))
        id = id.sliced(1, id.size() - 2);
    return id;
}

std::optional<Timestamp> MessageHeader::date() const
{
    const std::optional<QByteArray> text = m_block.value("Date");
    return text ? parseDate(*text) : std::nullopt;
}

QString MessageHeader::value(QByteArrayView name) const
{
    const std::optional<QByteArray> text = m_block.value(name);
    return text ? decodeHeader(*text) : QString();
}

} // namespace mailweir
