#include "model/node/memberstatus.h"

#include "model/health/healthtexts.h"

#include <QJsonArray>

namespace rollcall
{

QJsonObject memberStatus(const HealthFacts& facts, const QJsonObject& messenger)
{
    QJsonArray units;
    for (const UnitReport& unit : facts.units)
        units.append(unitJson(unit));
    QJsonObject object{{QStringLiteral("node"), facts.nodeId.toString()},
                       {QStringLiteral("name"), facts.node},
                       {QStringLiteral("cluster"), facts.clusterId.toString()},
                       {QStringLiteral("version"), facts.version},
                       {QStringLiteral("mode"), wordOf(facts.placement.mode)},
                       {QStringLiteral("wanted"), wordOf(facts.placement.wanted)},
                       {QStringLiteral("primary"), facts.epoch != 0},
                       {QStringLiteral("epoch"), facts.epoch},
                       {QStringLiteral("units"), units},
                       {QStringLiteral("messenger"), messenger}};
    if (facts.databaseAge)
        object.insert(QLatin1String("database_age_ms"), qint64(facts.databaseAge->count()));
    return object;
}

} // namespace rollcall
