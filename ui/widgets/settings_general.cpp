// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_general.h"

#include "ui/widgets/appearance.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLocale>

namespace mailweir {

GeneralPage::GeneralPage(const QString &configFile, QWidget *parent)
    : SettingsPage(tr("General"), parent)
{
    m_scheme = new QComboBox;
    m_scheme->setObjectName(QStringLiteral("appearance"));
    m_scheme->addItem(tr("As the system"), static_cast<int>(ColourScheme::System));
    m_scheme->addItem(tr("Light"), static_cast<int>(ColourScheme::Light));
    m_scheme->addItem(tr("Dark"), static_cast<int>(ColourScheme::Dark));
    addField(tr("&Appearance:"), m_scheme);
    connect(m_scheme, &QComboBox::currentIndexChanged, this, &GeneralPage::edited);
    m_startHidden = addSwitch("startHidden", tr("Start &hidden in the tray"));
    addGap();
    addNote(tr("The language is that of the system."));
    if (!configFile.isEmpty())
        addNote(tr("The settings are kept in %1. Options on the command line come before them.")
                    .arg(QDir::toNativeSeparators(configFile)));
}

GeneralPage::~GeneralPage() = default;

void GeneralPage::load(const Settings &)
{
    const DesktopSettings settings = loadDesktopSettings();
    m_scheme->setCurrentIndex(m_scheme->findData(static_cast<int>(settings.scheme)));
    m_startHidden->setChecked(settings.startHidden);
}

void GeneralPage::store(Settings &) const
{
}

DesktopSettings GeneralPage::collected() const
{
    DesktopSettings settings = loadDesktopSettings();
    settings.scheme = static_cast<ColourScheme>(m_scheme->currentData().toInt());
    settings.startHidden = m_startHidden->isChecked();
    return settings;
}

bool GeneralPage::changedBeside() const
{
    return collected() != loadDesktopSettings();
}

void GeneralPage::storeBeside()
{
    const DesktopSettings settings = collected();
    const bool redress = settings.scheme != loadDesktopSettings().scheme;
    saveDesktopSettings(settings);
    if (redress)
        m_appearance = std::make_unique<Appearance>(); // reads the choice anew; the application's own agrees
}

} // namespace mailweir
