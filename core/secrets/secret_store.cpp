// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/secret_store.h"

namespace mailweir {

std::unique_ptr<SecretStore> makeSecretStore()
{
    const QString file = qEnvironmentVariable("MAILWEIR_SECRETS_FILE");
    const QString credentials = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
    if (!file.isEmpty() || !credentials.isEmpty())
        return makeFileSecretStore(file, credentials);
    return makeKeychainSecretStore();
}

} // namespace mailweir
