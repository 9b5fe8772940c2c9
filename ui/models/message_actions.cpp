// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_actions.h"

namespace mailweir {

MessageActions MessageActions::of(MailService &service)
{
    return {
        .read = [&service](MailStore::ReadJob job) { service.read(std::move(job)); },
        .remove = [&service](const QList<MessageId> &ids,
                             MailService::Done<RemovalId> done) { service.removeMessages(ids, std::move(done)); },
        .removeAll = [&service](MailService::Done<RemovalId> done) { service.removeAllMessages(std::move(done)); },
        .undo = [&service](RemovalId removal,
                           MailService::Done<qint64> done) { service.undoRemoval(removal, std::move(done)); },
        .markRead = [&service](const QList<MessageId> &ids, bool read,
                               MailService::Done<void> done) { service.markRead(ids, read, std::move(done)); },
        .setPinned = [&service](const QList<MessageId> &ids, bool pinned,
                                MailService::Done<void> done) { service.setPinned(ids, pinned, std::move(done)); },
    };
}

} // namespace mailweir
