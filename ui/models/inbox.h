// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mailbox.h"

#include <QPointer>
#include <QThread>

#include <functional>
#include <memory>

namespace mailweir {

/// Brings the engine's answers into the thread of an object of the window, and drops those that come after that object
/// is gone: unlike the engine, pages and dialogs come and go.
///
/// Thread: constructed, copied into and destroyed in the owner's thread; what wrap() returns may be called from any.
class Inbox final {
public:
    explicit Inbox(QObject *owner)
        : m_owner(owner)
        , m_box(new Mailbox, &Inbox::discard)
    {
    }

    /// A function that runs `handler` with the same value in the owner's thread, as long as the owner lives.
    template <typename T>
    [[nodiscard]] std::function<void(const T &)> wrap(std::function<void(const T &)> handler) const
    {
        return [box = m_box, owner = m_owner, handler = std::move(handler)](const T &value) {
            box->post([owner, handler, value] {
                if (owner)
                    handler(value);
            });
        };
    }

private:
    // The last reference may be an answer that is still on its way, in a thread of the engine.
    static void discard(Mailbox *box)
    {
        if (box->thread() == QThread::currentThread())
            delete box;
        else
            box->deleteLater();
    }

    QPointer<QObject> m_owner;
    std::shared_ptr<Mailbox> m_box;
};

} // namespace mailweir
