// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/service/maildir_follower.h"

namespace mailweir {

/// The maildir of every message received. How far it has come is kept in a file of the data directory, so that a crash
/// loses none, and what the user has taken out of the maildir does not come back. Mail that was there before, or came
/// while this was switched off, is not written, nor is imported mail, nor what is removed from the store before its
/// turn comes: usually within 100 ms, later while the maildir cannot be written.
/// Thread: update() from any, the rest belongs to the owner's.
class ReceivedCopies {
public:
    /// `positionFile` is made at once when it is missing or about another directory.
    ReceivedCopies(const QString &directory, const QString &positionFile, MailStore &store, const Clock &clock,
                   MaildirFollower::Problem problem);

    /// What the store has got.
    void update(const StoreChange &change);
    /// Ends the thread; see MaildirFollower::stop().
    void stop() { m_follower.stop(); }
    [[nodiscard]] const QString &directory() const { return m_directory; }

private:
    [[nodiscard]] Result<QList<MaildirFollower::Mail>> leftOver();
    [[nodiscard]] Result<void> note(MessageId position);

    const QString m_directory;
    const QString m_positionFile;
    MailStore &m_store;
    MessageId m_position; // all up to here is done; the follower's thread
    MaildirFollower m_follower; // last: its thread uses the others
};

} // namespace mailweir
