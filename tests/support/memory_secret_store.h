// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/secret_store.h"

#include <QMap>

#include <optional>

namespace mailweir {

/// Secrets in memory, answered at once. With `failure` set every call fails with it. Thread: one.
class MemorySecretStore final : public SecretStore {
public:
    QMap<QString, QString> values;
    std::optional<Error> failure;
    int reads = 0;

    void read(const QString &key, ReadDone done) override
    {
        ++reads;
        if (failure)
            done(*failure);
        else if (const auto found = values.constFind(key); found != values.constEnd())
            done(*found);
        else
            done(Error{ErrorCode::NotFound, key, {}});
    }
    void write(const QString &key, const QString &value, WriteDone done) override
    {
        if (!failure)
            values.insert(key, value);
        done(outcome());
    }
    void remove(const QString &key, WriteDone done) override
    {
        if (!failure)
            values.remove(key);
        done(outcome());
    }

private:
    [[nodiscard]] Result<void> outcome() const { return failure ? Result<void>(*failure) : Result<void>(); }
};

} // namespace mailweir
