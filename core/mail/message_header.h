// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/header_block.h"
#include "core/mail/message_summary.h"

namespace mailweir {

/// The header of a message, in our types. Costs little: the body is not looked at. Thread: a value.
class MessageHeader {
public:
    [[nodiscard]] static MessageHeader parse(QByteArrayView raw) { return MessageHeader(HeaderBlock::parse(raw)); }

    [[nodiscard]] QString subject() const { return value("Subject"); }
    [[nodiscard]] MailAddress from() const;
    /// Of To, Cc, Bcc, Reply-To, Sender …; group syntax is flattened. At most kMaxAddresses.
    [[nodiscard]] QList<MailAddress> addresses(QByteArrayView name) const;
    [[nodiscard]] QString messageId() const;
    /// Nothing when the Date field is missing or cannot be read.
    [[nodiscard]] std::optional<Timestamp> date() const;
    /// The first field of that name, unfolded and decoded; empty when there is none.
    [[nodiscard]] QString value(QByteArrayView name) const;

    [[nodiscard]] const HeaderBlock &block() const { return m_block; }

private:
    explicit MessageHeader(HeaderBlock block)
        : m_block(std::move(block))
    {
    }
    HeaderBlock m_block;
};

} // namespace mailweir
