#pragma once

#include "model/services/actiontools.h"

namespace rollcall
{

/// The cluster's switches: load balancing, high availability, and pausing automatic takeover.
class FeatureActions : public QObject
{
    Q_OBJECT

public:
    FeatureActions(ActionTools& tools, QObject* parent);

    FutureResult<Preflight> preflight(Feature feature);
    FutureResult<Done> enable(Feature feature, const QStringList& overrides);
    FutureResult<Done> disable(Feature feature);
    FutureResult<Done> pause(const QString& reason);
    FutureResult<Done> resume();

private:
    FutureResult<Done> setMode(const ClusterView& view, Mode wanted, NodeId designated, const Event& event,
                               const Done& done);

    ActionTools& m_tools;
};

} // namespace rollcall
