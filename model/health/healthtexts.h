#pragma once

#include "model/health/healthfacts.h"

#include <QByteArray>
#include <QJsonObject>

namespace rollcall
{

/// /health/json. Fields are only ever added.
QJsonObject healthJson(const HealthFacts& facts, bool primary);

/// /metrics: Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). Names are
/// only ever added.
QByteArray metricsText(const HealthFacts& facts, bool primary);

} // namespace rollcall
