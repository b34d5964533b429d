#pragma once

#include "model/database/settingrepository.h"
#include "model/services/actiontools.h"

namespace rollcall
{

/// setting.changed by who is in blank.
Event settingChangedEvent(Event blank, const SettingRepository::Written& change);

/// What an administrator does with the cluster's settings.
class SettingActions : public QObject
{
    Q_OBJECT

public:
    SettingActions(ActionTools& tools, QObject* parent);

    FutureResult<std::vector<SettingState>> read();
    FutureResult<Done> set(const std::vector<SettingChange>& changes);

private:
    ActionTools& m_tools;
};

} // namespace rollcall
