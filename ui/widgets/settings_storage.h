// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_page.h"

class QVBoxLayout;

namespace mailweir {

class EntryList;
class KeepForm;

/// How safely and how much mail is kept, what that is now, and where.
class StoragePage final : public SettingsPage {
    Q_OBJECT
public:
    explicit StoragePage(const QString &dataDirectory, QWidget *parent = nullptr);

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;
    void validate() override;

    /// What is stored now.
    void showUse(qint64 messages, qint64 bytes);

private:
    QWidget *makePlace();
    void showPlace(const QString &storeUrl);
    void addProject(const KeepSettings &keep);
    void addNewProject();
    [[nodiscard]] bool isTaken(const KeepForm *except, const QString &project) const;

    const QString m_dataDirectory;
    QLabel *m_use = nullptr;
    QLineEdit *m_place = nullptr;
    QComboBox *m_durability = nullptr;
    QWidget *m_limits = nullptr; // holds m_keep
    KeepForm *m_keep = nullptr;
    EntryList *m_projects = nullptr;
};

} // namespace mailweir
