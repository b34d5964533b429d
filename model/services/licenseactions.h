#pragma once

#include "model/services/actiontools.h"

namespace rollcall
{

/// license.changed by who is in blank.
Event licenseChangedEvent(Event blank, const License& from, const License& to);

/// Changing the cluster's entitlement.
class LicenseActions : public QObject
{
    Q_OBJECT

public:
    LicenseActions(ActionTools& tools, QObject* parent);

    FutureResult<Done> set(std::optional<Edition> edition, std::optional<int> nodes);

private:
    ActionTools& m_tools;
};

} // namespace rollcall
