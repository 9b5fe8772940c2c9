// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"

#include <future>
#include <memory>

namespace mailweir {

/// Asks the store and waits for the answer, which a thread of its own may do. Not after MailStore::close(), and never
/// from a thread of the store.
template <typename Job> [[nodiscard]] auto readAndWait(MailStore &store, Job job)
{
    using Answer = std::invoke_result_t<Job, StoreReader &>;
    const auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    store.read([promise, job = std::move(job)](StoreReader &reader) { promise->set_value(job(reader)); });
    return answer.get();
}

/// The same on the searching thread.
template <typename Job> [[nodiscard]] auto searchAndWait(MailStore &store, Job job)
{
    using Answer = std::invoke_result_t<Job, StoreReader &>;
    const auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    store.search([promise, job = std::move(job)](StoreReader &reader) { promise->set_value(job(reader)); });
    return answer.get();
}

/// Makes a change and waits for its end; likewise.
[[nodiscard]] inline Result<void> writeAndWait(MailStore &store, MailStore::WriteJob job)
{
    const auto promise = std::make_shared<std::promise<Result<void>>>();
    std::future<Result<void>> answer = promise->get_future();
    store.write(std::move(job), [promise](Result<void> result) { promise->set_value(std::move(result)); });
    return answer.get();
}

} // namespace mailweir
