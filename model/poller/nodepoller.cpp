#include "model/poller/nodepoller.h"

#include "model/core/clock.h"
#include "model/poller/polledtarget.h"

#include <QRandomGenerator>
#include <QTimer>

#include <map>

namespace rollcall
{

using namespace std::chrono_literals;

class NodePoller::Private : public QObject
{
public:
    Private(std::optional<EncryptionKey> given, PollerTimings times, NodePoller* poller)
        : q(poller)
        , key(std::move(given))
        , timings(times)
    {
        rhythm.setSingleShot(true);
        rhythm.setTimerType(Qt::PreciseTimer);
        connect(&rhythm, &QTimer::timeout, this, &Private::pingDue);
        tell.setSingleShot(true);
        connect(&tell, &QTimer::timeout, this, &Private::tellNow);
    }

    void add(NodeId node, const QString& endpoint);
    void pingDue();
    void arm();
    void noteChange();
    void tellNow();
    Instant spread(std::chrono::milliseconds least, std::chrono::milliseconds most) const;

    NodePoller* q;
    std::optional<EncryptionKey> key;
    PollerTimings timings;
    std::map<NodeId, std::unique_ptr<PolledTarget>> targets;
    std::multimap<Instant, NodeId> due; ///< one entry for each target
    QTimer rhythm;
    QTimer tell;
    std::optional<Instant> toldAt;
};

Instant NodePoller::Private::spread(std::chrono::milliseconds least, std::chrono::milliseconds most) const
{
    const double part = QRandomGenerator::global()->generateDouble();
    const auto extra =
        std::chrono::duration<double, std::milli>(static_cast<double>((most - least).count()) * part);
    return BootClock::now() + least + std::chrono::duration_cast<Instant::duration>(extra);
}

void NodePoller::Private::add(NodeId node, const QString& endpoint)
{
    // A target that is lost tries again at most one interval later, so that its return shows at once.
    auto target = std::make_unique<PolledTarget>(endpoint, key, timings.deadline, timings.interval, nullptr);
    connect(target.get(), &PolledTarget::changed, this, &Private::noteChange);
    targets.insert_or_assign(node, std::move(target));
    due.emplace(spread(0ms, timings.interval), node);
    noteChange();
}

void NodePoller::Private::pingDue()
{
    const Instant now = BootClock::now();
    while (!due.empty() && due.begin()->first <= now) {
        const NodeId node = due.begin()->second;
        due.erase(due.begin());
        const auto target = targets.find(node);
        target->second->ping();
        due.emplace(spread(timings.interval * 9 / 10, timings.interval * 11 / 10), node);
    }
    arm();
}

void NodePoller::Private::arm()
{
    if (due.empty())
        return rhythm.stop();
    // Not finer than 10 ms: with thousands of nodes one wake-up serves many.
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due.begin()->first - BootClock::now());
    rhythm.start(std::max<std::chrono::milliseconds>(left, 10ms));
}

void NodePoller::Private::noteChange()
{
    if (tell.isActive())
        return;
    const Instant now = BootClock::now();
    const Instant next = toldAt ? *toldAt + timings.coalesce : now;
    tell.start(std::max(std::chrono::ceil<std::chrono::milliseconds>(next - now), 0ms));
}

void NodePoller::Private::tellNow()
{
    toldAt = BootClock::now();
    Q_EMIT q->probesChanged();
}

NodePoller::NodePoller(std::optional<EncryptionKey> key, PollerTimings timings, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(key), timings, this))
{
}

NodePoller::~NodePoller() = default;

void NodePoller::setNodes(const QHash<NodeId, QString>& endpoints)
{
    bool removed = false;
    for (auto target = d->targets.begin(); target != d->targets.end();) {
        const auto wanted = endpoints.constFind(target->first);
        if (wanted != endpoints.constEnd() && *wanted == target->second->endpointText()) {
            ++target;
            continue;
        }
        std::erase_if(d->due, [&](const auto& entry) { return entry.second == target->first; });
        target = d->targets.erase(target);
        removed = true;
    }
    for (auto wanted = endpoints.constBegin(); wanted != endpoints.constEnd(); ++wanted) {
        if (!d->targets.contains(wanted.key()))
            d->add(wanted.key(), wanted.value());
    }
    if (removed)
        d->noteChange();
    d->arm();
}

void NodePoller::probeNow(NodeId node)
{
    const auto target = d->targets.find(node);
    if (target != d->targets.end())
        target->second->pingNow();
}

void NodePoller::probeAllNow()
{
    for (const auto& [node, target] : d->targets)
        target->pingNow();
}

QHash<NodeId, Probe> NodePoller::snapshot() const
{
    const Instant now = BootClock::now();
    QHash<NodeId, Probe> probes;
    probes.reserve(static_cast<qsizetype>(d->targets.size()));
    for (const auto& [node, target] : d->targets)
        probes.insert(node, target->probe(now));
    return probes;
}

} // namespace rollcall
