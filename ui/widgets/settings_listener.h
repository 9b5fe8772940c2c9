// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "ui/widgets/entry_list.h"

namespace mailweir {

/// Everything about one listener.
class ListenerForm final : public EntryForm {
    Q_OBJECT
public:
    /// The listeners besides this one, as they are set up now: names and addresses must differ.
    using Others = std::function<QList<ListenerSettings>(const ListenerForm *)>;

    ListenerForm(const ListenerSettings &listener, Others others, QWidget *parent = nullptr);

    [[nodiscard]] ListenerSettings collected() const;
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString summary() const override;

private:
    void makeAddressFields();
    void makeEncryptionFields();
    void makeLoginFields();
    void makeLimitFields();
    void makeAdvancedFields();
    void load();
    void showWhatCounts();
    [[nodiscard]] bool isAddressTaken() const;
    [[nodiscard]] QString addressTrouble() const;
    [[nodiscard]] QString pathTrouble() const;

    const ListenerSettings m_before;
    const Others m_others;
    QLineEdit *m_name = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_host = nullptr;
    QSpinBox *m_port = nullptr;
    QLineEdit *m_path = nullptr;
    QComboBox *m_protocol = nullptr;
    QComboBox *m_tls = nullptr;
    QCheckBox *m_requireTls = nullptr;
    QLineEdit *m_certificate = nullptr;
    QLineEdit *m_key = nullptr;
    QComboBox *m_auth = nullptr;
    QLineEdit *m_users = nullptr;
    QComboBox *m_insecure = nullptr;
    QLineEdit *m_size = nullptr;
    QSpinBox *m_recipientCount = nullptr;
    QSpinBox *m_clients = nullptr;
    QLineEdit *m_idle = nullptr;
    QLineEdit *m_recipients = nullptr;
    QCheckBox *m_strict = nullptr;
    QLineEdit *m_proxies = nullptr;
    QLineEdit *m_project = nullptr;
};

} // namespace mailweir
