// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/relay/delivery.h"
#include "core/secrets/secret_store.h"
#include "ui/widgets/settings_page.h"

#include <optional>

class QComboBox;
class QPushButton;
class QRadioButton;

namespace mailweir {

/// The mail server that summaries go through, and to whom. A password that is typed here goes to the secret store and
/// nowhere else, and is never shown again.
class RelayPage final : public SettingsPage {
    Q_OBJECT
public:
    explicit RelayPage(QWidget *parent = nullptr);

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;
    [[nodiscard]] bool changedBeside() const override;
    void storeBeside() override;

    /// Hands a typed password to the store; `done` with how that went, at once when there is nothing to do.
    void storePassword(SecretStore &secrets, SecretStore::WriteDone done);
    /// Takes the stored password back if the login was removed; the same otherwise. For when the settings are in force.
    void dropPassword(SecretStore &secrets, SecretStore::WriteDone done);
    /// Why nothing could be stored, and what to do about it, in the user's words.
    [[nodiscard]] static QString secretTrouble(const Error &error);

    void showTestResult(const Result<DeliveryAttempt> &result);

Q_SIGNALS:
    /// An empty password stands for the stored one.
    void testRequested(const mailweir::RelaySettings &relay, const QString &password);

private:
    void makeServerFields();
    void makeRecipientFields();
    void makeRetryFields();
    void updateEnabled();
    /// Set up to print summaries instead of sending them, which the command line asks for, and no server is named.
    [[nodiscard]] bool prints() const;
    void suggestPort();
    void test();
    [[nodiscard]] RelaySettings collected() const;

    QCheckBox *m_enabled = nullptr;
    QLineEdit *m_host = nullptr;
    QSpinBox *m_port = nullptr;
    QComboBox *m_security = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_password = nullptr;
    QComboBox *m_auth = nullptr;
    QPushButton *m_test = nullptr;
    QLabel *m_testResult = nullptr;
    QRadioButton *m_toMe = nullptr;
    QRadioButton *m_toOriginal = nullptr;
    QLineEdit *m_me = nullptr;
    QLineEdit *m_retryFirst = nullptr;
    QLineEdit *m_retryMax = nullptr;
    QLineEdit *m_retryAge = nullptr;
    QSpinBox *m_retryAttempts = nullptr;
    QList<QWidget *> m_needsRelay; // everything that means nothing while there is none
    std::optional<RelaySettings> m_before;
};

} // namespace mailweir
