#pragma once

#include "model/services/actiontools.h"

namespace rollcall
{

/// The cluster's configuration, taken away and brought back.
class BackupActions : public QObject
{
    Q_OBJECT

public:
    BackupActions(ActionTools& tools, QObject* parent);

    FutureResult<ClusterBackup> make();
    FutureResult<RestorePlan> plan(const ClusterBackup& backup);
    FutureResult<Done> restore(const ClusterBackup& backup, bool intoAnother,
                               const std::optional<RestorePlan>& shown);

private:
    ActionTools& m_tools;
};

} // namespace rollcall
