// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/mail_service.h"
#include "ui/models/message_table_model.h"

namespace mailweir {

/// What the window does with messages. Answers come on one of the engine's threads.
struct MessageActions {
    ReadRunner read;
    std::function<void(const QList<MessageId> &, MailService::Done<RemovalId>)> remove;
    std::function<void(MailService::Done<RemovalId>)> removeAll;
    std::function<void(RemovalId, MailService::Done<qint64>)> undo;
    std::function<void(const QList<MessageId> &, bool read, MailService::Done<void>)> markRead;
    std::function<void(const QList<MessageId> &, bool pinned, MailService::Done<void>)> setPinned;

    [[nodiscard]] static MessageActions of(MailService &service);
};

} // namespace mailweir
