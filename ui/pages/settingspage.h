#pragma once

#include "ui/pages/page.h"
#include "ui/pages/settingchangescard.h"
#include "ui/pages/settingsreader.h"

class QBoxLayout;

namespace rollcall
{

class BackupCard;
class CardArea;
class LicenseCard;
class SettingsCard;

/// What holds for the whole cluster: its settings, its license, its backup, and who changed them. In a narrow
/// window the cards stand below each other, and the page scrolls.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    explicit SettingsPage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("Settings"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    bool focusFilter() override;
    QWidget* mainPane() override;

    void setLoaders(SettingsReader::Loader settings, SettingChangesCard::Loader changes);
    void reset(); ///< another cluster
    SettingsCard& settings() { return *m_settings; }
    SettingChangesCard& changes() { return *m_changes; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(bool narrow);

    SettingsReader m_reader;
    CardArea* m_scroll;
    QBoxLayout* m_lower; ///< license, and backup and changes
    SettingsCard* m_settings;
    LicenseCard* m_license;
    BackupCard* m_backup;
    SettingChangesCard* m_changes;
    std::optional<bool> m_narrow;
};

} // namespace rollcall
