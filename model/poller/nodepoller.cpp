#include "model/poller/nodepoller.h"

#include "model/core/clock.h"
#include "model/messenger/linkerror.h"
#include "model/poller/probeengine.h"
#include "model/poller/proberecord.h"

#include <QHostInfo>
#include <QTimer>

#include <unordered_map>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

struct PolledNode {
    ProbeRecord record;
    ProbeTicket ticket; ///< 0: not probed
};

} // namespace

class NodePoller::Private : public QObject
{
public:
    Private(std::optional<EncryptionKey> given, PollerTimings times, PollerLimits most, NodePoller* poller)
        : q(poller)
        , key(std::move(given))
        , timings(times)
        , limits(most)
    {
        tell.setSingleShot(true);
        connect(&tell, &QTimer::timeout, this, &Private::tellNow);
    }

    std::optional<Endpoint> add(NodeId node, const QString& text);
    ProbeEngine& engine();
    void lookUp(const QString& host);
    void takeOutcomes();
    void noteChange();
    void tellNow();

    NodePoller* q;
    std::optional<EncryptionKey> key;
    PollerTimings timings;
    PollerLimits limits;
    QHash<NodeId, PolledNode> nodes;
    std::unordered_map<ProbeTicket, NodeId> byTicket;
    ProbeTicket lastTicket = 0;
    QTimer tell;
    std::optional<Instant> toldAt;
    std::unique_ptr<ProbeEngine> started; ///< last: its callbacks use the others
};

/// Adds a node; its endpoint when it can be probed.
std::optional<Endpoint> NodePoller::Private::add(NodeId node, const QString& text)
{
    const auto notProbed = [&](const QString& why) {
        nodes.insert(node, {ProbeRecord(text, why), 0});
        return std::nullopt;
    };
    if (text.isEmpty())
        return notProbed(QStringLiteral("The node has not announced a messenger."));
    const Result<Endpoint> endpoint = Endpoint::parse(text);
    if (!endpoint)
        return notProbed(endpoint.error().what);
    if (endpoint->isTcp() && !key)
        return notProbed(QStringLiteral("There is no encryption key here to reach it with."));
    if (endpoint->listensOnAll())
        return notProbed(linkError(LinkEnd::ListeningOnly, *endpoint).what);
    nodes.insert(node, {ProbeRecord(text, {}), ++lastTicket});
    byTicket.emplace(lastTicket, node);
    return *endpoint;
}

ProbeEngine& NodePoller::Private::engine()
{
    if (!started) {
        const auto inThisThread = [this](auto&& what) {
            QMetaObject::invokeMethod(this, std::forward<decltype(what)>(what), Qt::QueuedConnection);
        };
        started = std::make_unique<ProbeEngine>(
            key, timings, limits,
            ProbeEngine::Callbacks{
                [this, inThisThread] { inThisThread([this] { noteChange(); }); },
                [this, inThisThread](const QString& host) { inThisThread([this, host] { lookUp(host); }); }});
    }
    return *started;
}

void NodePoller::Private::lookUp(const QString& host)
{
    QHostInfo::lookupHost(host, this,
                          [this, host](const QHostInfo& info) { engine().resolved(host, info.addresses()); });
}

void NodePoller::Private::takeOutcomes()
{
    if (!started)
        return;
    for (const ProbeOutcome& outcome : started->takeOutcomes()) {
        const auto node = byTicket.find(outcome.ticket);
        if (node != byTicket.end()) // of one that was removed meanwhile it means nothing
            nodes.find(node->second)->record.add(outcome);
    }
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
    takeOutcomes(); // the next one calls again
    Q_EMIT q->probesChanged();
}

NodePoller::NodePoller(std::optional<EncryptionKey> key, PollerTimings timings, PollerLimits limits,
                       QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(key), timings, limits, this))
{
}

NodePoller::~NodePoller() = default;

void NodePoller::setNodes(const QHash<NodeId, QString>& endpoints)
{
    std::vector<ProbeTicket> gone;
    bool changed = false;
    for (auto node = d->nodes.begin(); node != d->nodes.end();) {
        const auto wanted = endpoints.constFind(node.key());
        if (wanted != endpoints.constEnd() && *wanted == node->record.endpoint()) {
            ++node;
            continue;
        }
        if (node->ticket != 0) {
            gone.push_back(node->ticket);
            d->byTicket.erase(node->ticket);
        }
        node = d->nodes.erase(node);
        changed = true;
    }
    std::vector<std::pair<ProbeTicket, Endpoint>> added;
    for (auto wanted = endpoints.constBegin(); wanted != endpoints.constEnd(); ++wanted) {
        if (d->nodes.contains(wanted.key()))
            continue;
        if (const std::optional<Endpoint> endpoint = d->add(wanted.key(), wanted.value()))
            added.emplace_back(d->lastTicket, *endpoint);
        changed = true;
    }
    if (!gone.empty())
        d->engine().forget(std::move(gone));
    if (!added.empty())
        d->engine().watch(std::move(added));
    if (changed)
        d->noteChange();
}

void NodePoller::setKey(const std::optional<EncryptionKey>& key)
{
    if (d->key == key)
        return;
    d->takeOutcomes();
    d->started.reset();
    d->byTicket.clear();
    d->key = key;
    QHash<NodeId, PolledNode> before;
    before.swap(d->nodes);
    std::vector<std::pair<ProbeTicket, Endpoint>> again;
    for (auto node = before.begin(); node != before.end(); ++node)
        if (const std::optional<Endpoint> endpoint = d->add(node.key(), node->record.endpoint())) {
            again.emplace_back(d->lastTicket, *endpoint);
            if (node->ticket != 0)
                d->nodes.find(node.key())->record = node->record;
        }
    if (!again.empty())
        d->engine().watch(std::move(again));
    d->noteChange();
}

void NodePoller::probeNow(NodeId node)
{
    const auto found = d->nodes.constFind(node);
    if (found != d->nodes.constEnd() && found->ticket != 0)
        d->engine().probeNow(found->ticket);
}

void NodePoller::probeAllNow()
{
    if (d->started)
        d->started->probeAllNow();
}

QHash<NodeId, Probe> NodePoller::snapshot() const
{
    d->takeOutcomes();
    const Instant now = BootClock::now();
    QHash<NodeId, Probe> probes;
    probes.reserve(d->nodes.size());
    for (auto node = d->nodes.constBegin(); node != d->nodes.constEnd(); ++node)
        probes.insert(node.key(), node->record.probe(now));
    return probes;
}

} // namespace rollcall
