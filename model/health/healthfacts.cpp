#include "model/health/healthfacts.h"

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis databaseStale{5000};

bool isHeld(const HealthFacts& facts, const QString& unit)
{
    return std::find(facts.held.begin(), facts.held.end(), unit) != facts.held.end();
}

/// The first unit that should run here and does not.
const UnitReport* missingUnit(const HealthFacts& facts, const Placement& placement, bool webOnly)
{
    for (const UnitReport& unit : facts.units) {
        if (webOnly && unit.role != UnitRole::Web)
            continue;
        if (placement.runs(unit.role) && unit.state != UnitState::Running && !isHeld(facts, unit.name))
            return &unit;
    }
    return nullptr;
}

/// The first unit that runs, but does not pass its own readiness check (yet).
const UnitReport* unreadyUnit(const HealthFacts& facts, bool webOnly)
{
    for (const UnitReport& unit : facts.units)
        if ((!webOnly || unit.role == UnitRole::Web) && unit.state == UnitState::Running && !unit.isWorking())
            return &unit;
    return nullptr;
}

/// A node without a running web unit has nothing to give to visitors, also when an administrator stopped it.
bool webIsHeld(const HealthFacts& facts)
{
    bool any = false;
    for (const UnitReport& unit : facts.units) {
        if (unit.role != UnitRole::Web)
            continue;
        if (!isHeld(facts, unit.name))
            return false;
        any = true;
    }
    return any;
}

Readiness no(const QString& word)
{
    return {false, word};
}

Readiness unready(const UnitReport& unit)
{
    return no(QStringLiteral("failing: unit %1 is not ready: %2").arg(unit.name, unit.notReady));
}

} // namespace

Readiness readiness(const HealthFacts& facts, bool primary)
{
    Placement placement = facts.placement;
    placement.primary = primary;
    if (!facts.joined)
        return no(QStringLiteral("failing: not joined to a cluster yet"));
    if (!placement.licensed)
        return no(QStringLiteral("over the license's number of nodes"));
    if (placement.wanted == Wanted::Maintenance)
        return no(QStringLiteral("maintenance"));
    if (placement.wanted == Wanted::Draining)
        return no(QStringLiteral("draining"));
    if (!placement.takesTraffic())
        return no(QStringLiteral("idle"));
    if (webIsHeld(facts))
        return no(QStringLiteral("failing: an administrator stopped every web unit"));
    if (const UnitReport* unit = missingUnit(facts, placement, true))
        return no(QStringLiteral("failing: unit %1 is %2").arg(unit->name, wordOf(unit->state)));
    if (const UnitReport* unit = unreadyUnit(facts, true))
        return unready(*unit);
    return {true, QStringLiteral("ready")};
}

Readiness nodeHealth(const HealthFacts& facts, bool primary)
{
    Placement placement = facts.placement;
    placement.primary = primary;
    if (!facts.joined)
        return no(QStringLiteral("failing: not joined to a cluster yet"));
    if (!facts.databaseAge)
        return no(QStringLiteral("failing: the database has not answered yet"));
    if (*facts.databaseAge > databaseStale)
        return no(QStringLiteral("failing: the database has not answered for %1 s")
                      .arg(facts.databaseAge->count() / 1000));
    if (const UnitReport* unit = missingUnit(facts, placement, false))
        return no(QStringLiteral("failing: unit %1 is %2").arg(unit->name, wordOf(unit->state)));
    if (const UnitReport* unit = unreadyUnit(facts, false))
        return unready(*unit);
    return {true, QStringLiteral("healthy")};
}

} // namespace rollcall
