// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/mail_transfer.h"

#include <QDialog>

class QButtonGroup;
class QComboBox;

namespace mailweir {

/// Something that can be exported, in the user's words: "The 3 selected messages".
struct ExportChoice {
    QString text;
    decltype(ExportRequest::messages) messages;
};

/// Asks what is to be exported, as what, and where to. Thread: GUI.
class ExportDialog final : public QDialog {
    Q_OBJECT
public:
    /// The first of the `choices`, of which there is one at least, is proposed.
    explicit ExportDialog(const QList<ExportChoice> &choices, QWidget *parent = nullptr);

    void accept() override;

Q_SIGNALS:
    void chosen(const mailweir::ExportRequest &request);

private:
    void finish(const QString &path);

    QList<ExportChoice> m_choices;
    QButtonGroup *m_what = nullptr;
    QComboBox *m_format = nullptr;
};

} // namespace mailweir
