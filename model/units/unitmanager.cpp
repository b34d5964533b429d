#include "model/units/unitmanager.h"

#include "model/units/commandprocess.h"
#include "model/units/strays.h"
#include "model/units/systemdservice.h"
#include "model/units/unit.h"
#include "model/units/unitchecks.h"

#include <QTimer>

#include <algorithm>

namespace rollcall
{

namespace
{
constexpr Millis strayRound{10};     ///< while strays are being killed
constexpr Millis strayRhythm{10000}; ///< otherwise: only reaps what nobody waits for
} // namespace

class UnitManager::Private
{
public:
    struct Entry {
        Entry(const UnitSpec& spec, std::unique_ptr<UnitProcess> process)
            : unit(spec, std::move(process))
            , checks(spec)
        {
        }
        bool isService() const { return unit.spec().role == UnitRole::Service; }
        Unit unit;
        UnitChecks checks;
    };

    Private(UnitManager* manager, std::vector<UnitSpec> unitSpecs, UnitIdentity unitIdentity,
            SystemdSetup systemdSetup)
        : q(manager)
        , specs(std::move(unitSpecs))
        , identity(std::move(unitIdentity))
        , systemd(std::move(systemdSetup))
        , systemdBus(systemd.scope)
    {
        for (const UnitSpec& spec : specs) {
            units.push_back(std::make_unique<Entry>(spec, processOf(spec)));
            Entry* entry = units.back().get();
            Unit* unit = &entry->unit;
            connect(unit, &Unit::changed, q, [this, entry] {
                follow(*entry);
                Q_EMIT q->reportsChanged();
                announceLater();
            });
            connect(unit, &Unit::gone, q, [this] { sweep(); });
            connect(unit, &Unit::outsideChanged, q, [this] { tellOutside(); });
            connect(unit, &Unit::lineWritten, q,
                    [this, unit](const QString& line) { Q_EMIT q->lineWritten(unit->spec().name, line); });
            connect(&entry->checks, &UnitChecks::changed, q, [this] {
                Q_EMIT q->reportsChanged();
                announceLater();
            });
            connect(&entry->checks, &UnitChecks::gone, q, [this] { sweep(); });
            follow(*entry);
        }
        fitness = unfit();
        tellOutside();
        connect(&strayTimer, &QTimer::timeout, q, [this] { sweep(); });
        strayTimer.start(strayRhythm);
    }

    std::unique_ptr<UnitProcess> processOf(const UnitSpec& spec)
    {
        if (spec.systemd.isEmpty())
            return std::make_unique<CommandProcess>(spec);
        return std::make_unique<SystemdService>(
            spec.systemd, QStringLiteral("%1/%2.env").arg(systemd.folder, spec.name), systemdBus);
    }

    void tellOutside()
    {
        const bool now = std::any_of(units.begin(), units.end(), [](const auto& entry) {
            return entry->isService() && entry->unit.mayRunOutside();
        });
        if (now != std::exchange(outside, now) && systemd.tellOutside)
            systemd.tellOutside(now);
    }

    Unit* find(const QString& name) const
    {
        const auto it = std::find_if(units.begin(), units.end(),
                                     [&](const auto& entry) { return entry->unit.spec().name == name; });
        return it == units.end() ? nullptr : &(*it)->unit;
    }

    void follow(Entry& entry)
    {
        if (!shuttingDown)
            entry.checks.follow(entry.unit.report().state, entry.unit.isWanted(), variables(entry.unit));
    }

    std::optional<QString> unfit() const
    {
        for (const auto& entry : units)
            if (const std::optional<QString> why = entry->checks.unfit())
                return why;
        return {};
    }

    bool serviceWorking() const
    {
        return demand.epoch > fencedEpoch && !shuttingDown &&
               std::all_of(units.begin(), units.end(), [](const auto& entry) {
                   return !entry->isService() || !entry->unit.isWanted() || entry->checks.isWorking();
               });
    }

    bool allGone(bool serviceOnly) const
    {
        return strays == 0 && std::all_of(units.begin(), units.end(), [&](const auto& entry) {
                   return (serviceOnly && !entry->isService()) ||
                          (entry->unit.isGone() && entry->checks.isGone(serviceOnly));
               });
    }

    QMap<QString, QString> variables(const Unit& unit) const
    {
        QMap<QString, QString> result{{QStringLiteral("ROLLCALL_NODE"), identity.node},
                                      {QStringLiteral("ROLLCALL_CLUSTER"), identity.cluster},
                                      {QStringLiteral("ROLLCALL_MESSENGER"), identity.messenger},
                                      {QStringLiteral("ROLLCALL_UNIT"), unit.spec().name}};
        if (unit.spec().role == UnitRole::Service)
            result.insert(QStringLiteral("ROLLCALL_EPOCH"), QString::number(demand.epoch));
        return result;
    }

    void start(Unit& unit)
    {
        const QMap<QString, QString> fresh = variables(unit);
        // Acting on under an epoch that has passed is what must never happen: no grace for it.
        if (unit.spec().role == UnitRole::Service && !unit.isGone() && unit.variables() != fresh)
            unit.kill();
        if (unit.spec().role == UnitRole::Service)
            serviceLive = true;
        anyLive = true;
        unit.start(fresh);
    }

    void sweep()
    {
        QSet<qint64> guards;
        for (const auto& entry : units) {
            if (!entry->unit.isGone())
                guards.insert(entry->unit.childPid());
            guards.unite(entry->checks.guardPids());
        }
        strays = killStrays(guards);
        const Millis rhythm = strays > 0 ? strayRound : strayRhythm;
        if (strayTimer.intervalAsDuration() != rhythm)
            strayTimer.start(rhythm);
        announce();
    }

    /// Signals come from the event loop, never from inside a call of the owner.
    void announceLater()
    {
        QMetaObject::invokeMethod(
            q, [this] { announce(); }, Qt::QueuedConnection);
    }

    void announce()
    {
        if (serviceLive && !serviceWanted && allGone(true)) {
            serviceLive = false;
            Q_EMIT q->allServiceUnitsStopped();
        }
        if (anyLive && shuttingDown && allGone(false)) {
            anyLive = false;
            Q_EMIT q->allUnitsStopped();
        }
        if (workBegan != demand.epoch && serviceWorking()) {
            workBegan = demand.epoch;
            Q_EMIT q->serviceWorkBegan(workBegan);
        }
        if (std::optional<QString> now = unfit(); now != fitness) {
            fitness = std::move(now);
            Q_EMIT q->fitnessChanged();
        }
    }

    UnitManager* q;
    std::vector<UnitSpec> specs;
    UnitIdentity identity;
    SystemdSetup systemd;
    SystemdBus systemdBus; ///< opened by the first unit that needs it
    std::vector<std::unique_ptr<Entry>> units;
    QTimer strayTimer;
    UnitDemand demand;
    Epoch fencedEpoch = 0;          ///< nothing runs under it any more
    Epoch workBegan = 0;            ///< of the last serviceWorkBegan()
    std::optional<QString> fitness; ///< unfit() as it was announced
    int strays = 0;
    bool outside = false; ///< as it was told last
    bool serviceWanted = false;
    bool serviceLive = false; ///< a service unit was started since allServiceUnitsStopped()
    bool anyLive = false;
    bool shuttingDown = false;
};

UnitManager::UnitManager(std::vector<UnitSpec> units, UnitIdentity identity, SystemdSetup systemd,
                         QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(units), std::move(identity), std::move(systemd)))
{
    adoptOrphans();
}

UnitManager::~UnitManager() = default;

void UnitManager::apply(const UnitDemand& demand)
{
    if (d->shuttingDown)
        return;
    d->demand = demand;
    std::vector<QString> wanted = wantedUnits(d->specs, demand);
    d->serviceWanted = false;
    for (const auto& entry : d->units) {
        const bool service = entry->isService();
        const bool runs = std::find(wanted.begin(), wanted.end(), entry->unit.spec().name) != wanted.end() &&
                          !(service && demand.epoch <= d->fencedEpoch);
        d->serviceWanted = d->serviceWanted || (runs && service);
        if (runs)
            d->start(entry->unit);
        else
            entry->unit.stop();
        d->follow(*entry);
    }
    d->announceLater();
}

void UnitManager::fence()
{
    d->fencedEpoch = std::max(d->fencedEpoch, d->demand.epoch);
    d->serviceWanted = false;
    for (const auto& entry : d->units) {
        if (entry->isService())
            entry->unit.kill(); // and with it, as it is no longer running, what asks whether it is ready
    }
    d->announceLater();
}

void UnitManager::shutDown()
{
    d->shuttingDown = true;
    d->serviceWanted = false;
    d->anyLive = true; // answers also when nothing runs
    for (const auto& entry : d->units) {
        entry->checks.stop();
        entry->unit.stop();
    }
    d->announceLater();
}

Result<void> UnitManager::restart(const QString& name)
{
    Unit* unit = d->find(name);
    if (!unit)
        return failure(ErrorKind::NotFound, QStringLiteral("This node has no unit %1.").arg(name),
                       QStringLiteral("Its units are the [[unit]] sections of its configuration file."));
    if (!unit->isWanted())
        return failure(ErrorKind::Refused,
                       QStringLiteral("The unit %1 should not run on this node now.").arg(name),
                       QStringLiteral("Start it, or order its restart where it runs."));
    unit->restart();
    return {};
}

bool UnitManager::serviceUnitsGone() const
{
    return d->allGone(true);
}

bool UnitManager::unitsGone() const
{
    return d->allGone(false);
}

std::vector<UnitReport> UnitManager::reports() const
{
    std::vector<UnitReport> result;
    for (const auto& entry : d->units) {
        result.push_back(entry->unit.report());
        entry->checks.tell(result.back());
    }
    return result;
}

int UnitManager::serviceFailuresInARow() const
{
    int most = 0;
    for (const auto& entry : d->units)
        if (entry->isService() && entry->unit.report().state == UnitState::Failed)
            most = std::max(most, entry->unit.failuresInARow());
    return most;
}

bool UnitManager::serviceNotReady() const
{
    return std::any_of(d->units.begin(), d->units.end(),
                       [](const auto& entry) { return entry->isService() && entry->checks.isFailing(); });
}

bool UnitManager::serviceWorking() const
{
    return d->serviceWorking();
}

std::optional<QString> UnitManager::unfit() const
{
    return d->unfit();
}

Result<QStringList> UnitManager::lastLines(const QString& name) const
{
    const Unit* unit = d->find(name);
    if (!unit)
        return failure(ErrorKind::NotFound, QStringLiteral("This node has no unit %1.").arg(name));
    return unit->lastLines();
}

} // namespace rollcall
