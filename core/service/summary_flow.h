// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/mailbox.h"
#include "core/batch/batcher.h"
#include "core/batch/summary_composer.h"
#include "core/service/observers.h"
#include "core/store/mail_store.h"

#include <QSet>
#include <QTimer>

#include <deque>

namespace mailweir {

/// Takes batches from collecting to a stored summary with its delivery: one timer for the next due time, then
/// beginSealing on the writing thread (fixes what belongs to it), composing on the reading thread, finishSealing on the
/// writing thread (mail and delivery in one transaction). A batch that a crash left between the two is composed again,
/// with the same Message-ID. A bounded number is on its way at once, so that a stop never waits for thousands.
/// Thread: the I/O thread; answers come there too.
class SummaryFlow {
public:
    struct Options {
        BatchRule rule;
        SummaryOptions summary;
        QString relay; ///< name of the smarthost; empty = none: summaries are held
        QByteArray redirectTo; ///< instead of a batch's own recipient; empty = none
    };

    SummaryFlow(MailStore &store, const Clock &clock, Mailbox &mailbox, Observers &observers);

    void configure(const Options &options);
    [[nodiscard]] const Options &options() const { return m_options; }

    /// Batches as they are now: new, changed, or found at start.
    void update(const QList<Batch> &batches);

    /// Seals a batch now, whether it is due or not. The answer is the batch once it is sealed.
    void flush(BatchId id, std::function<void(Result<Batch>)> done);
    /// Flushes every collecting batch; `done` is called when nothing is being sealed any more.
    void flushAll(std::function<void()> done);
    /// Starts nothing any more; what has not begun stays collecting.
    void stop();

private:
    enum class When { Due, Now };
    struct Request {
        BatchId id;
        When when = When::Due;
        std::function<void(Result<Batch>)> done;
    };

    void arm();
    void sealDue();
    void seal(BatchId id, When when, std::function<void(Result<Batch>)> done);
    void startNext();
    void begin(const Request &request);
    void reload(BatchId id);
    void compose(BatchId id, std::function<void(Result<Batch>)> done);
    void finished(BatchId id, const Result<Batch> &result, const std::function<void(Result<Batch>)> &done);

    MailStore &m_store;
    const Clock &m_clock;
    Mailbox &m_mailbox;
    Observers &m_observers;
    Options m_options;
    Batcher m_batcher{BatchRule{}};
    QTimer m_timer;
    std::deque<Request> m_waiting;
    QSet<BatchId> m_sealing; // waiting or on their way
    int m_underWay = 0;
    bool m_stopped = false;
    std::function<void()> m_whenIdle; // set by flushAll()
};

} // namespace mailweir
