// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/startup_failure.h"

#include "ui/models/texts.h"

#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

namespace mailweir {
namespace {

QMessageBox *plainBox(const QString &text, const QString &remedy)
{
    auto *box = new QMessageBox(QMessageBox::Critical, QStringLiteral("Mailweir"), text, QMessageBox::Close);
    box->setTextFormat(Qt::PlainText);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->setInformativeText(remedy);
    return box;
}

} // namespace

QMessageBox *StartupFailure::window(const SettingsMistakes &mistakes)
{
    QStringList lines;
    QString file;
    for (const SettingsMistake &mistake : mistakes) {
        lines += mistake.text();
        if (file.isEmpty())
            file = mistake.file;
    }
    auto *box = plainBox(
        tr("Mailweir has not started: %n setting(s) cannot be used.", nullptr, static_cast<int>(mistakes.size()))
            + QStringLiteral("\n\n") + lines.join(QLatin1Char('\n')),
        tr("Please correct this and start Mailweir again. Nothing was changed."));
    if (!file.isEmpty()) {
        QPushButton *open = box->addButton(tr("&Open the file"), QMessageBox::ActionRole);
        open->disconnect(); // opening does not close the box
        QObject::connect(open, &QPushButton::clicked, box,
                         [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(file)); });
    }
    return box;
}

QMessageBox *StartupFailure::window(const LaunchFailure &failure)
{
    return plainBox(tr("Mailweir has not started.") + QStringLiteral("\n\n") + Texts::error(failure.error),
                    remedy(failure));
}

QString StartupFailure::remedy(const LaunchFailure &failure)
{
    switch (failure.error.code) {
    case ErrorCode::AddressInUse:
        return tr("Please end that one, or choose another port with --bind or in the configuration file.");
    case ErrorCode::Locked:
        return tr("Please end the other Mailweir, or choose another directory with --data-dir.");
    case ErrorCode::PermissionDenied:
        return tr("Please check who may use it; ports below 1024 need special rights.");
    case ErrorCode::DiskFull:
        return tr("Please make room on this disk and start Mailweir again.");
    case ErrorCode::TooNew:
        return tr("Please use the newer version of Mailweir, or another directory with --data-dir.");
    default:
        return failure.remedy;
    }
}

} // namespace mailweir
