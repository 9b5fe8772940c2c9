// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launch/listener_files.h"

#include "core/base/clock.h"
#include "core/net/login_checker.h"
#include "core/net/tls_source.h"

#include <algorithm>

namespace mailweir {

SettingsMistakes listenerFileMistakes(const Settings &settings)
{
    const SystemClock clock;
    SettingsMistakes mistakes;
    const auto note = [&mistakes](const QString &key, const Error &error) {
        mistakes.append({{}, 0, 0, key, describe(error)});
    };
    for (const ListenerSettings &listener : settings.listeners) {
        if (listener.tls != ListenerTls::None && !listener.certificate.isEmpty()) {
            TlsSource source({listener.certificate, listener.key, {}}, {}, clock);
            if (const Result<void> loaded = source.load(); !loaded)
                note(QStringLiteral("listener.certificate"), loaded.error());
        }
        if (listener.auth == ListenerAuth::Required) {
            if (const Result<UserList> users = UserList::load(listener.users); !users)
                note(QStringLiteral("listener.users"), users.error());
        }
    }
    return mistakes;
}

bool isAboutListenerFile(const Settings &settings, const Error &error)
{
    const auto names = [&error](const QString &file) {
        return !file.isEmpty() && (error.subject == file || error.subject.startsWith(file + QLatin1Char(':')));
    };
    return std::any_of(settings.listeners.begin(), settings.listeners.end(),
                       [&names](const ListenerSettings &listener) {
                           return names(listener.certificate) || names(listener.key) || names(listener.users);
                       });
}

} // namespace mailweir
