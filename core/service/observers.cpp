// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/observers.h"

namespace mailweir {

namespace {

constexpr qsizetype kMaxUnheard = 20;

}

int Observers::add(EngineObserver observer)
{
    const std::lock_guard lock(m_mutex);
    if (observer.problem) {
        for (const Error &error : std::exchange(m_unheard, {}))
            observer.problem(error);
    }
    m_observers.emplace(++m_last, std::move(observer));
    return m_last;
}

void Observers::remove(int subscription)
{
    const std::lock_guard lock(m_mutex);
    m_observers.erase(subscription);
}

template <typename Function, typename Value>
void Observers::notify(Function EngineObserver::*function, const Value &value)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[subscription, observer] : m_observers) {
        if (observer.*function)
            (observer.*function)(value);
    }
}

void Observers::storeChanged(const StoreChange &change)
{
    notify(&EngineObserver::storeChanged, change);
}

void Observers::statusChanged(const EngineStatus &status)
{
    notify(&EngineObserver::statusChanged, status);
}

void Observers::alertChanged(const Alert &alert)
{
    notify(&EngineObserver::alertChanged, alert);
}

void Observers::deliveryFailed(const Delivery &delivery)
{
    notify(&EngineObserver::deliveryFailed, delivery);
}

void Observers::problem(const Error &error)
{
    const std::lock_guard lock(m_mutex);
    bool heard = false;
    for (const auto &[subscription, observer] : m_observers) {
        if (observer.problem) {
            observer.problem(error);
            heard = true;
        }
    }
    if (!heard && m_unheard.size() < kMaxUnheard)
        m_unheard.append(error);
}

} // namespace mailweir
