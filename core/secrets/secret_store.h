// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

#include <functional>
#include <memory>

namespace mailweir {

/// Where passwords are kept: never in the settings file, the log, the API or the store.
/// Keys are `relay/<name>`. Thread: the main one only; answers come there too, possibly before the call returns.
class SecretStore {
public:
    using ReadDone = std::function<void(Result<QString>)>;
    using WriteDone = std::function<void(Result<void>)>;

    virtual ~SecretStore() = default;

    /// Errors: NotFound (which a locked keychain may say too), Unavailable, Refused, TimedOut.
    virtual void read(const QString &key, ReadDone done) = 0;
    virtual void write(const QString &key, const QString &value, WriteDone done) = 0;
    virtual void remove(const QString &key, WriteDone done) = 0;
};

/// The desktop keychain (service `mailweir`) through QtKeychain; loaded at its first use. An answer that takes longer
/// than 30 s (an unlock prompt that nobody answers) is TimedOut.
[[nodiscard]] std::unique_ptr<SecretStore> makeKeychainSecretStore();

/// For machines without a keychain: the file named by MAILWEIR_SECRETS_FILE (mode 0600, lines `relay/NAME = value`), or
/// systemd's $CREDENTIALS_DIRECTORY/relay.NAME. Writing goes to the file; credentials are read-only.
[[nodiscard]] std::unique_ptr<SecretStore> makeFileSecretStore(const QString &file,
                                                               const QString &credentialsDirectory);

/// The file or credentials when the environment names them, else the keychain.
[[nodiscard]] std::unique_ptr<SecretStore> makeSecretStore();

} // namespace mailweir
