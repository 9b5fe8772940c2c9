// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/engine_status.h"

#include <map>
#include <mutex>

namespace mailweir {

/// Who hears from the engine. Thread: any; an observer that was removed may be in a last call on another thread until
/// remove() returns.
class Observers {
public:
    int add(EngineObserver observer);
    void remove(int subscription);

    void storeChanged(const StoreChange &change);
    void statusChanged(const EngineStatus &status);
    void alertChanged(const Alert &alert);
    void deliveryFailed(const Delivery &delivery);
    /// When nobody listens for problems yet, it is kept for the first who does: an engine may have one while it starts.
    void problem(const Error &error);

private:
    template <typename Function, typename Value> void notify(Function EngineObserver::*function, const Value &value);

    std::mutex m_mutex; // held during the calls, so that a removed observer is never called again
    std::map<int, EngineObserver> m_observers;
    int m_last = 0;
    QList<Error> m_unheard; // problems
};

} // namespace mailweir
