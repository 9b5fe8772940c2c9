// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets/secret_store.h"
#include "core/service/mail_service.h"
#include "ui/models/inbox.h"
#include "ui/widgets/settings_files.h"

#include <QDialog>
#include <QIcon>

class QDialogButtonBox;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace mailweir {

class RelayPage;
class SettingsPage;
class StoragePage;

/// What the dialog asks of the world; answers may come on any thread.
struct SettingsActions {
    std::function<Settings()> current;
    std::function<void(const Settings &, MailService::Done<void>)> apply;
    /// Writes what differs between the two into the configuration file and nothing else.
    std::function<Result<void>(const Settings &before, const Settings &after)> save;
    std::function<void(const RelaySettings &, const QString &password, MailService::Done<DeliveryAttempt>)> testRelay;
    std::function<void(MailService::Done<StoreCounts>)> counts;
    SettingsFiles files;
};

/// Those of a running engine, which must outlive the dialog; changes are kept in the configuration file.
[[nodiscard]] SettingsActions settingsActions(MailService &service, const SettingsFiles &files);

enum class SettingsTopic { Receiving, Faults, Grouping, Relay, Alerts, Storage, General };

/// Everything that can be set, in pages. Mistakes are named under their field while typing. Changes go to the keychain
/// (a password), then to the running engine, then into the file: the file never holds what the engine refused.
/// Closing with changes asks. Thread: GUI.
class SettingsDialog final : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(SettingsActions actions, SecretStore &secrets, QWidget *parent = nullptr);
    ~SettingsDialog() override;

    void showTopic(SettingsTopic topic);

    void accept() override;
    void reject() override;

Q_SIGNALS:
    /// The engine runs with the changes and the file has them.
    void applied();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void addPage(SettingsPage *page);
    QWidget *makeFooter();
    void load();
    void readCounts();
    void updateState();
    void apply();
    void applyToEngine();
    void finish(const Result<void> &result);
    void conclude(const Result<void> &passwordDropped);
    void setBusy(bool busy);
    void stop(const QString &reason);
    void say(const QString &text);
    [[nodiscard]] Settings collected() const;
    [[nodiscard]] bool changed() const;

    SettingsActions m_actions;
    SecretStore &m_secrets;
    Inbox m_inbox{this};
    QList<SettingsPage *> m_pages;
    RelayPage *m_relay = nullptr;
    StoragePage *m_storage = nullptr;
    QListWidget *m_list = nullptr;
    QStackedWidget *m_stack = nullptr;
    QIcon m_noIcon;
    QLabel *m_message = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    Settings m_before; // what the fields were filled from
    Settings m_after; // while applying
    bool m_closeWhenDone = false;
    bool m_busy = false;
};

} // namespace mailweir
