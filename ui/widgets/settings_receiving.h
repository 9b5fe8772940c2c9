// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/settings_page.h"

namespace mailweir {

class EntryList;
class ListenerForm;

/// Where mail is accepted: a list of listeners. The built-in one that is passed over when its port is taken is not in
/// it, and goes as soon as a listener is written down.
class ReceivingPage final : public SettingsPage {
    Q_OBJECT
public:
    explicit ReceivingPage(QWidget *parent = nullptr);

    void load(const Settings &settings) override;
    void store(Settings &settings) const override;
    void validate() override;

private:
    void addListener(const ListenerSettings &listener);
    void addNewListener();
    [[nodiscard]] QList<ListenerSettings> collected(const ListenerForm *except = nullptr) const;

    EntryList *m_listeners = nullptr;
    QLabel *m_others = nullptr;
};

} // namespace mailweir
