#include "model/services/clustersession.h"

#include "model/core/logging.h"
#include "model/database/databaseworker.h"
#include "model/database/eventrepository.h"
#include "model/database/factsrepository.h"
#include "model/database/termrepository.h"
#include "model/messenger/encryptionkey.h"
#include "model/messenger/messengersubscription.h"
#include "model/poller/nodepoller.h"
#include "model/services/actiontools.h"
#include "model/services/logfeed.h"
#include "model/services/messengeraddress.h"
#include "model/services/sqlclusteractions.h"

#include <QTimer>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis readRhythm{500}; // counted from the end of the former reading
constexpr Millis readLimit{2000};

std::vector<EncryptionKey> keysOf(const ConnectionSpec& spec)
{
    if (spec.encryptionKey.isEmpty())
        return {};
    const Result<EncryptionKey> key = EncryptionKey::parse(spec.encryptionKey);
    if (!key)
        qCWarning(lcConsole).noquote() << key.error().message();
    return key ? std::vector{*key} : std::vector<EncryptionKey>();
}

/// What is in the key's file now, and in that of the next key.
void addFromFiles(std::vector<EncryptionKey>& keys, const QString& keyFile)
{
    for (const QString& file : {keyFile, keyFile + QStringLiteral(".next")})
        if (const Result<EncryptionKey> key = EncryptionKey::readFile(file);
            key && std::find(keys.begin(), keys.end(), *key) == keys.end())
            keys.push_back(*key);
}

/// The one that the cluster uses; otherwise one that it accepts; otherwise the first.
std::optional<EncryptionKey> keyFor(const KeyRotation& rotation, const std::vector<EncryptionKey>& keys)
{
    for (const QString& wanted : {rotation.inForce, rotation.other})
        for (const EncryptionKey& key : keys)
            if (key.fingerprint() == wanted)
                return key;
    return keys.empty() ? std::nullopt : std::optional(keys.front());
}

} // namespace

class ClusterSession::Private
{
public:
    Private(ClusterSession& session, ConnectionSpec connection)
        : q(session)
        , spec(std::move(connection))
        , keys(keysOf(spec))
        , key(keyFor({}, keys))
        , poller(key)
    {
        const Result<DatabaseUrl> url = DatabaseUrl::parse(spec.url);
        if (url) {
            DatabaseWorker::Options options;
            options.session.purpose = QStringLiteral("rollcall console");
            worker = std::make_unique<DatabaseWorker>(*url, spec.password, options);
        } else {
            badUrl = url.error();
        }
        actions = std::make_unique<SqlClusterActions>(ActionTools::Surroundings{
            worker.get(), badUrl, key, spec.actor, [this] { return poller.snapshot(); }, [this] { read(); }});
        rhythm.setSingleShot(true);
        rhythm.setTimerType(Qt::CoarseTimer);
        QObject::connect(&rhythm, &QTimer::timeout, &q, [this] { read(); });
        QObject::connect(&poller, &NodePoller::probesChanged, &q, [this] {
            if (status.lastReadAt)
                conclude();
        });
    }

    /// What is under way fails when the worker ends. That calls back at once, so everybody who is called must
    /// still be there: a continuation of Qt 6.4 may not outlive its context.
    ~Private()
    {
        ending = true;
        poller.disconnect(&q);
        actions->close();
        worker.reset();
    }

    void read();
    void took(const Result<ClusterFacts>& read);
    void conclude();
    void useKeyFor(const KeyRotation& rotation);
    void setStatus(Link link, const Error& error);

    ClusterSession& q;
    ConnectionSpec spec;
    std::vector<EncryptionKey> keys;  ///< that this computer has
    std::optional<EncryptionKey> key; ///< the one in use
    NodePoller poller;
    Error badUrl;
    std::unique_ptr<DatabaseWorker> worker;
    std::unique_ptr<SqlClusterActions> actions; ///< before worker and poller in death
    QTimer rhythm;
    ClusterFacts facts;
    ClusterView view;
    Status status;
    bool started = false;
    bool reading = false;
    bool readAgain = false; ///< asked for while a reading was under way
    bool ending = false;    ///< answers that come from now on are nobody's
};

void ClusterSession::Private::read()
{
    if (!started || ending)
        return;
    if (!worker)
        return setStatus(Link::Connecting, badUrl);
    if (reading) {
        readAgain = true;
        return;
    }
    reading = true;
    readAgain = false;
    rhythm.stop();
    worker->run(readLimit, [](Session& session) { return FactsRepository::read(session); })
        .then(&q, [this](const Result<ClusterFacts>& result) { took(result); });
}

void ClusterSession::Private::took(const Result<ClusterFacts>& result)
{
    if (ending)
        return;
    reading = false;
    rhythm.start(readAgain ? Millis(0) : readRhythm);
    if (!result) {
        setStatus(status.lastReadAt ? Link::Lost : Link::Connecting, result.error());
        return;
    }
    facts = *result;
    status.lastReadAt = BootClock::now();
    useKeyFor(facts.cluster.keys);
    QHash<NodeId, QString> endpoints;
    for (const NodeRow& row : facts.nodes)
        if (!row.removedAt)
            endpoints.insert(row.id, row.report.messenger);
    poller.setNodes(endpoints);
    // The view first: whoever hears that the link is live finds what was read.
    view = assess(facts, poller.snapshot());
    setStatus(Link::Live, {});
    Q_EMIT q.viewChanged();
}

void ClusterSession::Private::useKeyFor(const KeyRotation& rotation)
{
    if (!rotation.inForce.isEmpty() && key && key->fingerprint() != rotation.inForce &&
        !spec.keyFile.isEmpty())
        addFromFiles(keys, spec.keyFile);
    const std::optional<EncryptionKey> wanted = keyFor(rotation, keys);
    if (wanted == key)
        return;
    key = wanted;
    poller.setKey(key);
    actions->setKey(key);
}

void ClusterSession::Private::conclude()
{
    view = assess(facts, poller.snapshot());
    Q_EMIT q.viewChanged();
}

void ClusterSession::Private::setStatus(Link link, const Error& error)
{
    if (status.link == link && status.error == error)
        return;
    status.link = link;
    status.error = error;
    Q_EMIT q.statusChanged();
}

ClusterSession::ClusterSession(ConnectionSpec spec, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(spec)))
{
}

ClusterSession::~ClusterSession() = default;

void ClusterSession::start()
{
    if (d->started)
        return;
    d->started = true;
    // Not from inside start(): nobody expects a signal before it returns.
    d->rhythm.start(Millis(0));
}

void ClusterSession::refreshNow()
{
    d->read();
    d->poller.probeAllNow();
}

void ClusterSession::probeAgain(NodeId node)
{
    d->poller.probeNow(node);
}

const ConnectionSpec& ClusterSession::spec() const
{
    return d->spec;
}

std::optional<EncryptionKey> ClusterSession::key() const
{
    return d->key;
}

const ClusterView& ClusterSession::view() const
{
    return d->view;
}

ClusterSession::Status ClusterSession::status() const
{
    return d->status;
}

ClusterActions& ClusterSession::actions()
{
    return *d->actions;
}

FutureResult<std::vector<Event>> ClusterSession::events(qint64 before, int limit)
{
    EventQuery query;
    query.before = before;
    query.limit = limit;
    return events(query);
}

FutureResult<std::vector<Event>> ClusterSession::events(const EventQuery& query)
{
    if (!d->worker)
        return readyResult<std::vector<Event>>(Failure(d->badUrl));
    EventFilter filter;
    filter.before = query.before;
    filter.after = query.after;
    filter.since = query.since;
    filter.kind = query.kind;
    filter.node = query.node;
    filter.atLeast = query.atLeast;
    filter.limit = query.limit;
    return d->worker->run(readLimit,
                          [filter](Session& session) { return EventRepository::list(session, filter); });
}

FutureResult<std::vector<Term>> ClusterSession::terms(Millis length, int limit, Epoch before)
{
    if (!d->worker)
        return readyResult<std::vector<Term>>(Failure(d->badUrl));
    return d->worker->run(readLimit, [length, limit, before](Session& session) {
        return TermRepository::list(session, length, limit, before);
    });
}

std::unique_ptr<LogFeed> ClusterSession::followLogs(NodeId node, const QString& unit, int lastLines) const
{
    const auto row = std::find_if(d->facts.nodes.begin(), d->facts.nodes.end(),
                                  [&](const NodeRow& each) { return each.id == node && !each.removedAt; });
    const auto reachable = [&]() -> Result<MessengerAddress> {
        if (row == d->facts.nodes.end())
            return failure(ErrorKind::NotFound, QStringLiteral("This node is not in the cluster."));
        // What a node that has not reported yet runs, only it can say.
        if (!row->report.units.empty())
            if (const Result<UnitReport> known = unitOf(*row, unit); !known)
                return Failure(known.error());
        return messengerOf(*row, d->key);
    };
    const Result<MessengerAddress> address = reachable();
    std::unique_ptr<MessengerSubscription> source;
    if (address)
        source = std::make_unique<MessengerSubscription>(
            address->endpoint, address->key, QStringLiteral("logs.subscribe"),
            QJsonObject{{QStringLiteral("unit"), unit}, {QStringLiteral("lines"), lastLines}});
    return std::make_unique<LogFeed>(node, unit, lastLines, std::move(source),
                                     address ? Error() : address.error());
}

} // namespace rollcall
