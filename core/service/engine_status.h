// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/alert.h"
#include "core/base/result.h"
#include "core/relay/delivery.h"
#include "core/settings/settings.h"
#include "core/store/mail_store.h"

#include <functional>

namespace mailweir {

/// A socket that accepts mail.
struct ListenerStatus {
    QString name;
    QString host; ///< an address, never a name; empty for a unix socket
    quint16 port = 0;
    QString unixPath; ///< of a unix socket
    ListenerTls tls = ListenerTls::None;
    ListenerProtocol protocol = ListenerProtocol::Smtp;

    friend bool operator==(const ListenerStatus &, const ListenerStatus &) = default;
};

/// What the engine is doing, for status bars and the status calls.
struct EngineStatus {
    Timestamp startedAt{};
    QList<ListenerStatus> listeners; ///< IPv4 before IPv6
    int clients = 0;
    bool intakePaused = false;
    bool relayPaused = false;
    QString relayName; ///< empty = no relay is set
    QStringList faults; ///< names of the fault rules that are enabled
    bool faultsOn = false; ///< and whether they are in force

    friend bool operator==(const EngineStatus &, const EngineStatus &) = default;
};

/// What a front door may hear from the engine. Functions that are empty are passed over.
/// Thread: they are called from the engine's threads and must hand the value on at once (Mailbox::wrap()).
struct EngineObserver {
    std::function<void(const StoreChange &)> storeChanged;
    /// At once; of clients that come and go ten times a second at most.
    std::function<void(const EngineStatus &)> statusChanged;
    /// A flood that begins, goes on (at most once a second) or is over.
    std::function<void(const Alert &)> alertChanged;
    /// A delivery that has finally failed, once each time.
    std::function<void(const Delivery &)> deliveryFailed;
    /// Something the user should know that belongs to no message: the disk is full, the fail directory is not writable.
    std::function<void(const Error &)> problem;
};

} // namespace mailweir
