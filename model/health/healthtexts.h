#pragma once

#include "model/health/healthfacts.h"

#include <QByteArray>
#include <QJsonObject>

namespace rollcall
{

/// A unit as everything that a node tells of itself shows it; "ready" is null when it is not known, or the
/// unit has no check. Fields are only ever added.
QJsonObject unitJson(const UnitReport& unit);

/// /health/json. Fields are only ever added.
QJsonObject healthJson(const HealthFacts& facts, bool primary);

/// /metrics: Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). Names are
/// only ever added.
QByteArray metricsText(const HealthFacts& facts, bool primary);

} // namespace rollcall
