#include "ui/pages/settingspage.h"

#include "ui/pages/backupcard.h"
#include "ui/pages/cardarea.h"
#include "ui/pages/licensecard.h"
#include "ui/pages/settingscard.h"

#include <QBoxLayout>
#include <QResizeEvent>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

/// Of the whole window, navigation included: 1120 px minus the navigation's 200.
constexpr int narrowSettings = 1120 - 200;
constexpr int licenseColumn = 360;

} // namespace

SettingsPage::SettingsPage(QWidget* parent)
    : Page(parent)
    , m_scroll(new CardArea)
    , m_settings(new SettingsCard(m_reader))
    , m_license(new LicenseCard)
    , m_backup(new BackupCard)
    , m_changes(new SettingChangesCard)
{
    auto* cards = new QVBoxLayout;
    m_lower = new QBoxLayout(QBoxLayout::LeftToRight);
    m_lower->setSpacing(12);
    auto* right = new QVBoxLayout;
    right->setSpacing(12);
    right->addWidget(m_backup);
    right->addWidget(m_changes, 1);
    m_lower->addWidget(m_license);
    m_lower->addLayout(right, 1);
    cards->addWidget(m_settings);
    cards->addLayout(m_lower, 1);
    m_scroll->setCards(cards);
    m_scroll->fill(this);
    arrange(false);

    connect(m_settings, &SettingsCard::requested, this, &Page::requested);
    connect(m_license, &LicenseCard::requested, this, &Page::requested);
    connect(m_backup, &BackupCard::requested, this, &Page::requested);
    connect(m_changes, &SettingChangesCard::allAsked, this, [this] { Q_EMIT eventsAsked({}); });
}

void SettingsPage::arrange(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    m_lower->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_license->setMinimumWidth(narrow ? 0 : licenseColumn);
    m_license->setMaximumWidth(narrow ? QWIDGETSIZE_MAX : licenseColumn);
}

void SettingsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    arrange(event->size().width() < narrowSettings);
}

void SettingsPage::present(const ClusterView& view, const Freshness& freshness)
{
    m_reader.present(view, freshness);
    m_settings->present(view, freshness);
    m_license->present(view, freshness);
    m_backup->present(view, freshness);
    m_changes->present(view, freshness);
}

bool SettingsPage::focusFilter()
{
    m_settings->focusFilter();
    m_scroll->ensureWidgetVisible(m_settings);
    return true;
}

QWidget* SettingsPage::mainPane()
{
    return m_settings->table();
}

void SettingsPage::setLoaders(SettingsReader::Loader settings, SettingChangesCard::Loader changes)
{
    m_reader.setLoader(std::move(settings));
    m_changes->setLoader(std::move(changes));
}

void SettingsPage::reset()
{
    m_reader.reset();
    m_changes->reset();
}

} // namespace rollcall
