#include "model/services/clustercreator.h"

#include "model/database/clusterrepository.h"
#include "model/database/databaseworker.h"
#include "model/database/migrator.h"
#include "model/services/futuretools.h"

namespace rollcall
{

namespace
{

constexpr Millis connectLimit{10'000};
constexpr Millis tablesLimit{120'000}; // another process may hold the lock while it migrates
constexpr Millis clusterLimit{10'000};

/// Refused when there is a cluster; a database without tables, or with empty ones, is what is wanted.
Result<void> refuseExisting(Session& session)
{
    const Result<ClusterRow> existing = ClusterRepository::read(session);
    if (existing)
        return failure(ErrorKind::Refused,
                       QStringLiteral("This database has a cluster already: %1.").arg(existing->name),
                       QStringLiteral("Connect to it, or create the cluster in another database."),
                       session.url().place());
    return existing.error().kind == ErrorKind::NotFound ? Result<void>() : Failure(existing.error());
}

} // namespace

class ClusterCreator::Private
{
public:
    explicit Private(ConnectionSpec connection)
        : spec(std::move(connection))
    {
    }

    /// Opens the worker, once; the error is that of the URL.
    Result<void> open(bool mayCreateFile)
    {
        const Result<DatabaseUrl> url = DatabaseUrl::parse(spec.url);
        if (!url)
            return Failure(url.error());
        DatabaseWorker::Options options;
        options.session.purpose = QStringLiteral("rollcall create");
        options.session.createFile = mayCreateFile;
        options.session.requireSchema = false;
        options.session.statementLimit = tablesLimit;
        worker = std::make_unique<DatabaseWorker>(*url, spec.password, options);
        return {};
    }

    ConnectionSpec spec;
    std::unique_ptr<DatabaseWorker> worker;
};

ClusterCreator::ClusterCreator(ConnectionSpec where, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(where)))
{
}

ClusterCreator::~ClusterCreator() = default;

FutureResult<ClusterId> ClusterCreator::create(const QString& name)
{
    const QString words = name.simplified();
    if (words.isEmpty() || words.size() > 100)
        return readyResult<ClusterId>(
            failure(ErrorKind::Invalid, QStringLiteral("A cluster needs a name of 1 to 100 characters.")));
    if (const Result<void> opened = d->open(true); !opened)
        return readyResult<ClusterId>(Failure(opened.error()));
    Q_EMIT stepStarted(Step::Connect, QStringLiteral("Connecting to the database."));
    FutureResult<bool> connected = d->worker->run(connectLimit, [](Session& session) -> Result<bool> {
        return refuseExisting(session).map([] { return true; });
    });
    FutureResult<int> migrated = andThen<bool>(connected, this, [this](bool) {
        Q_EMIT stepFinished(Step::Connect);
        Q_EMIT stepStarted(Step::Tables, QStringLiteral("Creating the tables."));
        return d->worker->run(tablesLimit, [](Session& session) { return Migrator().migrate(session); });
    });
    return andThen<int>(migrated, this, [this, words](int) {
        Q_EMIT stepFinished(Step::Tables);
        Q_EMIT stepStarted(Step::Cluster, QStringLiteral("Creating the cluster %1.").arg(words));
        return d->worker
            ->run(clusterLimit,
                  [words, actor = d->spec.actor](Session& session) {
                      return ClusterRepository::create(session, words, actor);
                  })
            .then(this, [this](const Result<ClusterRow>& created) -> Result<ClusterId> {
                if (!created)
                    return Failure(created.error());
                Q_EMIT stepFinished(Step::Cluster);
                return created->id;
            });
    });
}

FutureResult<QString> ClusterCreator::upgrade()
{
    if (const Result<void> opened = d->open(false); !opened)
        return readyResult<QString>(Failure(opened.error()));
    Q_EMIT stepStarted(Step::Tables, QStringLiteral("Bringing the tables up to date."));
    return d->worker
        ->run(tablesLimit,
              [](Session& session) -> Result<int> {
                  if (const Result<ClusterRow> cluster = ClusterRepository::read(session);
                      !cluster && cluster.error().kind == ErrorKind::NotFound)
                      return Failure(cluster.error());
                  return Migrator().migrate(session);
              })
        .then(this, [this](const Result<int>& applied) -> Result<QString> {
            if (!applied)
                return Failure(applied.error());
            Q_EMIT stepFinished(Step::Tables);
            return *applied == 0 ? QStringLiteral("The tables are up to date already.")
                                 : QStringLiteral("The tables are up to date now; %1 %2 applied.")
                                       .arg(*applied)
                                       .arg(*applied == 1 ? QStringLiteral("change was")
                                                          : QStringLiteral("changes were"));
        });
}

} // namespace rollcall
