// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/mail/envelope.h"

#include <functional>
#include <memory>

namespace mailweir {

/// One message being received. Destroyed without commit(): nothing of it stays.
/// Thread: the one that began it.
class Intake {
public:
    virtual ~Intake() = default;

    /// The next bytes of the message, exactly as they are to be stored. What is beyond 1 MiB is written ahead in chunk
    /// records, so that memory stays bounded.
    virtual void append(QByteArrayView bytes) = 0;
    [[nodiscard]] virtual qint64 size() const = 0;
    /// Asks for the message to be made durable; `done` is called once, from the store's log thread, with the id after
    /// the fdatasync that covers it, or with the error (DiskFull, Io …) after which nothing of it is stored.
    /// The Intake is finished by this call.
    virtual void commit(const Envelope &envelope, std::function<void(Result<MessageId>)> done) = 0;
};

/// Where listeners put mail. Thread: any.
class IntakeGate {
public:
    virtual ~IntakeGate() = default;

    /// Whether `size` more bytes may be taken: DiskFull below 1 GiB or 5 % of free disk, Io when the index fails and
    /// its backlog is full. Cheap: looked up once a second.
    [[nodiscard]] virtual Result<void> admits(qint64 size) = 0;
    [[nodiscard]] virtual std::unique_ptr<Intake> beginMessage() = 0;
    /// Whether so much waits for the disk (above 16 MiB) that sockets should not be read for now.
    [[nodiscard]] virtual bool congested() const = 0;
};

} // namespace mailweir
