// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/private_file.h"
#include "core/settings/toml_writer.h"
#include "ui/widgets/settings_dialog.h"

#include <QFile>

namespace mailweir {
namespace {

Result<void> saveChanges(const QString &path, const Settings &before, const Settings &after)
{
    if (path.isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("mailweir.toml"), {}};
    QByteArray original;
    QFile file(path);
    if (file.exists()) {
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Io, path, file.errorString()};
        original = file.readAll();
    }
    const Result<QByteArray> edited = editSettings(original, before, after);
    if (!edited)
        return edited.error();
    return *edited == original ? Result<void>{} : savePrivateFile(path, *edited);
}

} // namespace

SettingsActions settingsActions(MailService &service, const SettingsFiles &files)
{
    return {
        .current = [&service] { return service.settings(); },
        .apply = [&service](const Settings &settings,
                            MailService::Done<void> done) { service.applySettings(settings, std::move(done)); },
        .save = [configFile = files.config](const Settings &before,
                                            const Settings &after) { return saveChanges(configFile, before, after); },
        .testRelay =
            [&service](const RelaySettings &relay, const QString &password, MailService::Done<DeliveryAttempt> done) {
                service.testRelay(relay, password, std::move(done));
            },
        .counts =
            [&service](MailService::Done<StoreCounts> done) {
                service.read([done = std::move(done)](StoreReader &reader) { done(reader.counts()); });
            },
        .files = files,
    };
}

} // namespace mailweir
