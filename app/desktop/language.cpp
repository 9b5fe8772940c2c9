// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace mailweir {

void installTranslations(QCoreApplication &application)
{
    const QString directory = QStringLiteral(":/i18n");
    auto *own = new QTranslator(&application);
    const bool known = own->load(QLocale(), QStringLiteral("mailweir"), QStringLiteral("_"), directory);
    if (known || own->load(QStringLiteral("mailweir_en"), directory))
        QCoreApplication::installTranslator(own);
    if (!known)
        return; // Qt's buttons in another language than ours would be worse than English ones
    const QLocale language(own->language());
    auto *qt = new QTranslator(&application);
    if (qt->load(language, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
}

} // namespace mailweir
