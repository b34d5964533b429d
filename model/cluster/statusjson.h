#pragma once

#include "model/cluster/clusterview.h"
#include "model/cluster/preflight.h"
#include "model/cluster/settings.h"

#include <QJsonArray>
#include <QJsonObject>

namespace rollcall
{

/// The stable JSON of rollcallctl. Fields are only ever added.
QJsonObject statusJson(const ClusterView& view);
QJsonArray nodesJson(const ClusterView& view);
QJsonObject eventJson(const Event& event);
QJsonObject termJson(const Term& term);
/// What happens if the primary fails now.
QJsonObject forecastJson(const ClusterView& view);
QJsonObject settingJson(const SettingState& setting);
QJsonObject preflightJson(const Preflight& preflight);

} // namespace rollcall
