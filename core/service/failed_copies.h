// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/maildir_follower.h"

#include <QSet>

#include <optional>

namespace mailweir {

/// The maildir of every summary that finally failed. A copy is announced, in a file of the data directory, before the
/// failure is recorded, and struck off when it is on the disk: so a crash loses none, and what the user has taken out
/// of the maildir does not come back. Nothing is announced or copied while that file cannot be read.
/// Thread: announce() and add() from any, the rest belongs to the owner's.
class FailedCopies {
public:
    FailedCopies(const QString &directory, const QString &listFile, MailStore &store, MaildirFollower::Problem problem);

    /// It is about to be recorded as failed.
    [[nodiscard]] Result<void> announce(DeliveryId id);
    /// It has failed.
    void add(const Delivery &delivery);
    /// Ends the thread; see MaildirFollower::stop().
    void stop() { m_follower.stop(); }
    [[nodiscard]] const QString &directory() const { return m_directory; }

private:
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<QList<MaildirFollower::Mail>> leftOver();
    [[nodiscard]] bool isAnnounced(DeliveryId id);
    [[nodiscard]] Result<void> strikeOff(const QList<MaildirFollower::Mail> &copied);
    [[nodiscard]] Result<void> append(const QByteArray &lines);

    const QString m_directory;
    const QString m_listFile;
    MailStore &m_store;
    std::mutex m_mutex;
    std::optional<QSet<DeliveryId>> m_announced; // as soon as it is known; guarded by m_mutex, and so is the file
    MaildirFollower m_follower; // last: its thread uses the others
};

} // namespace mailweir
