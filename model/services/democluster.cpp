#include "model/services/democluster.h"

#include "model/cluster/clusterview.h"
#include "model/database/databaseworker.h"
#include "model/database/factsrepository.h"
#include "model/services/clustercreator.h"
#include "model/services/connectionresolver.h"
#include "model/services/demofolder.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>
#include <chrono>

#ifdef Q_OS_LINUX
#include <csignal>

#include <sys/prctl.h>
#endif

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr Millis lookRhythm{100};
constexpr Millis startLimit{30'000};
constexpr Millis primaryPatience{3'000}; // after all heartbeats are there; a paused cluster may have none
constexpr Millis stopLimit{10'000};
constexpr Millis restartDelay{5'000};
// A node whose supervisor was killed may still be ending its worker, and keeps its state folder until then.
constexpr Millis tooSoon{2'000};
constexpr Millis retryDelay{500};
constexpr int retries = 20;

/// Next to this program, as installed and as built; else in PATH.
Result<QString> findProgram(const QString& name)
{
    const QString beside = QCoreApplication::applicationDirPath() + u'/' + name;
    if (QFileInfo(beside).isExecutable())
        return beside;
    const QString found = QStandardPaths::findExecutable(name);
    if (!found.isEmpty())
        return found;
    return failure(ErrorKind::NotFound, QStringLiteral("The program %1 was not found.").arg(name),
                   QStringLiteral("Install it next to this program, or in a folder of PATH."));
}

/// Settings of this program are not the nodes'.
QProcessEnvironment nodeEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& key : environment.keys())
        if (key.startsWith(QStringLiteral("ROLLCALL_")))
            environment.remove(key);
    return environment;
}

QString namesOf(const QStringList& names)
{
    return names.mid(0, names.size() - 1).join(QStringLiteral(", ")) + QStringLiteral(" and ") + names.last();
}

} // namespace

class DemoCluster::Private
{
public:
    Private(DemoCluster& cluster, Options given)
        : q(cluster)
        , options(std::move(given))
        , folder(options.directory)
    {
        look.setSingleShot(true);
        QObject::connect(&look, &QTimer::timeout, &q, [this] { lookAtHeartbeats(); });
        stopDeadline.setSingleShot(true);
        QObject::connect(&stopDeadline, &QTimer::timeout, &q, [this] { killAll(); });
    }

    Result<void> prepare();
    void createCluster();
    void startNodes();
    void launch(size_t index);
    void lookAtHeartbeats();
    void consider(const ClusterFacts& facts);
    void exited(size_t index, const QString& how);
    void fail(const Error& error);
    void endAll();
    void killAll();
    void afterExit();
    bool anyRunning() const;

    DemoCluster& q;
    Options options;
    DemoFolder folder;
    State state = State::Stopped;
    std::optional<Error> failure; ///< why Stopping, when start() went wrong
    QString nodeProgram;
    std::vector<Node> nodes;
    std::vector<std::unique_ptr<QProcess>> processes;
    std::vector<QElapsedTimer> launched; ///< by node, as processes
    std::vector<int> retriesLeft;
    ConnectionSpec connection;
    std::unique_ptr<ClusterCreator> creator;
    std::unique_ptr<DatabaseWorker> worker;
    QTimer look;
    QTimer stopDeadline;
    QElapsedTimer sinceStart;
    std::optional<qint64> heartbeatsSince; ///< on sinceStart: when all nodes were there
};

Result<void> DemoCluster::Private::prepare()
{
    const Result<QString> node = findProgram(QStringLiteral("rollcall-node"));
    if (!node)
        return Failure(node.error());
    const Result<QString> demo = findProgram(QStringLiteral("rollcall-demo"));
    if (!demo)
        return Failure(demo.error());
    nodeProgram = *node;
    if (const Result<void> made = folder.prepare(options.databaseUrl, options.passwordFile, *demo); !made)
        return made;
    connection.name = options.name.isEmpty() ? QStringLiteral("Demo") : options.name;
    connection.url = options.databaseUrl.isEmpty() ? folder.databaseUrl() : options.databaseUrl;
    connection.actor = localActor(QProcessEnvironment::systemEnvironment());
    const Result<Secret> key = readSecretFile(folder.keyFile());
    if (!key)
        return Failure(key.error());
    connection.encryptionKey = *key;
    if (!options.passwordFile.isEmpty()) {
        const Result<Secret> password = readSecretFile(options.passwordFile);
        if (!password)
            return Failure(password.error());
        connection.password = *password;
    }
    nodes.clear();
    processes.clear();
    launched.assign(folder.nodes().size(), {});
    retriesLeft.assign(folder.nodes().size(), 0);
    for (const DemoNodeFiles& files : folder.nodes()) {
        Node shown;
        shown.name = files.name;
        shown.webUrl = QStringLiteral("http://127.0.0.1:%1/").arg(files.webPort);
        shown.health = QStringLiteral("http://127.0.0.1:%1").arg(files.healthPort);
        nodes.push_back(shown);
        processes.push_back(nullptr);
    }
    return {};
}

void DemoCluster::Private::createCluster()
{
    Q_EMIT q.progress(2, QStringLiteral("Creating the cluster %1.").arg(connection.name));
    creator = std::make_unique<ClusterCreator>(connection);
    creator->create(connection.name).then(&q, [this](const Result<ClusterId>& created) {
        if (state != State::Starting)
            return;
        if (created)
            return startNodes();
        if (created.error().kind != ErrorKind::Refused)
            return fail(created.error());
        // An earlier demo left its cluster: it is used again.
        creator.release()->deleteLater(); // this is its answer
        creator = std::make_unique<ClusterCreator>(connection);
        creator->upgrade().then(&q, [this](const Result<QString>& upgraded) {
            if (state != State::Starting)
                return;
            upgraded ? startNodes() : fail(upgraded.error());
        });
    });
}

void DemoCluster::Private::startNodes()
{
    Q_EMIT q.progress(3, QStringLiteral("Starting %1.").arg(namesOf(DemoFolder::nodeNames())));
    const Result<DatabaseUrl> url = DatabaseUrl::parse(connection.url);
    if (!url)
        return fail(url.error());
    DatabaseWorker::Options session;
    session.session.purpose = QStringLiteral("rollcall demo");
    worker = std::make_unique<DatabaseWorker>(*url, connection.password, session);
    heartbeatsSince.reset();
    sinceStart.start();
    // The first one to register becomes the primary; the others follow when it has.
    launch(0);
    look.start(lookRhythm);
}

void DemoCluster::Private::launch(size_t index)
{
    const DemoNodeFiles& files = folder.nodes()[index];
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(nodeEnvironment());
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(files.log, QIODevice::Append);
#ifdef Q_OS_LINUX
    // The nodes end with this program, whatever ends it.
    process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
    QObject::connect(
        process.get(), &QProcess::finished, &q, [this, index](int code, QProcess::ExitStatus how) {
            exited(index, how == QProcess::CrashExit ? QStringLiteral("was killed by a signal")
                                                     : QStringLiteral("ended with code %1").arg(code));
        });
    QObject::connect(
        process.get(), &QProcess::errorOccurred, &q, [this, index](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                exited(index,
                       QStringLiteral("could not be started: %1").arg(processes[index]->errorString()));
        });
    QProcess& started = *process;
    if (processes[index])
        processes[index].release()->deleteLater(); // it may be its own signal that got us here
    processes[index] = std::move(process);
    nodes[index].lastWord.clear();
    started.start(nodeProgram, {QStringLiteral("--config"), files.config});
    nodes[index].pid = started.processId();
    launched[index].start();
}

void DemoCluster::Private::lookAtHeartbeats()
{
    if (state != State::Starting || !worker)
        return;
    worker->run(2000ms, [](Session& session) { return FactsRepository::read(session, 1); })
        .then(&q, [this](const Result<ClusterFacts>& facts) {
            if (state != State::Starting)
                return;
            if (sinceStart.elapsed() > startLimit.count())
                return fail({ErrorKind::TimedOut,
                             QStringLiteral("The nodes have not written their heartbeats within 30 s."),
                             QStringLiteral("Look at node.log in the folders of the nodes."),
                             options.directory});
            if (facts)
                consider(*facts);
            if (state == State::Starting)
                look.start(lookRhythm);
        });
}

void DemoCluster::Private::consider(const ClusterFacts& facts)
{
    const qint64 elapsed = sinceStart.elapsed();
    const auto beats = [&facts, elapsed](const QString& name) {
        return std::any_of(facts.nodes.begin(), facts.nodes.end(), [&name, elapsed](const NodeRow& row) {
            return row.name == name && !row.removedAt && !row.stopped && row.heartbeatAge &&
                   row.heartbeatAge->count() < std::min<qint64>(elapsed, staleAfter.count());
        });
    };
    if (!beats(nodes.front().name))
        return;
    for (size_t i = 1; i < nodes.size(); ++i)
        if (!processes[i]) {
            launch(i);
            if (i + 1 == nodes.size())
                Q_EMIT q.progress(4, QStringLiteral("Waiting for their heartbeats."));
        }
    if (!std::all_of(nodes.begin(), nodes.end(), [&beats](const Node& node) { return beats(node.name); }))
        return;
    if (!heartbeatsSince)
        heartbeatsSince = elapsed;
    const bool primary =
        facts.lease && !facts.lease->released() && facts.leaseAge && facts.leaseAge->count() < elapsed;
    if (!primary && elapsed - *heartbeatsSince < primaryPatience.count())
        return;
    state = State::Running;
    Q_EMIT q.ready();
}

void DemoCluster::Private::exited(size_t index, const QString& how)
{
    Node& node = nodes[index];
    if (node.pid == 0 && !node.lastWord.isEmpty())
        return;
    node.pid = 0;
    const QString last = lastLineOf(folder.nodes()[index].log);
    node.lastWord = QStringLiteral("%1 %2.").arg(node.name, how) +
                    (last.isEmpty() ? QString() : QStringLiteral(" Its last words: %1").arg(last));
    switch (state) {
    case State::Starting:
        return fail({ErrorKind::Refused, node.lastWord, QStringLiteral("Look at its log."),
                     folder.nodes()[index].log});
    case State::Running:
        if (retriesLeft[index] > 0 && launched[index].elapsed() < tooSoon.count()) {
            --retriesLeft[index];
            QTimer::singleShot(retryDelay, &q, [this, index] {
                if (state != State::Running || nodes[index].pid != 0)
                    return;
                launch(index);
                Q_EMIT q.nodeStarted(nodes[index].name);
            });
            return;
        }
        if (options.restartNodes)
            QTimer::singleShot(restartDelay, &q, [this, name = node.name] {
                if (state == State::Running)
                    q.startNode(name);
            });
        Q_EMIT q.nodeExited(node.name, node.lastWord);
        return;
    case State::Stopping:
    case State::Stopped:
        return afterExit();
    }
}

void DemoCluster::Private::fail(const Error& error)
{
    failure = error;
    endAll();
}

void DemoCluster::Private::endAll()
{
    state = State::Stopping;
    look.stop();
    for (const auto& process : processes)
        if (process && process->state() != QProcess::NotRunning)
            process->terminate();
    stopDeadline.start(stopLimit);
    QTimer::singleShot(0, &q, [this] { afterExit(); }); // when nothing ran
}

void DemoCluster::Private::killAll()
{
    for (const auto& process : processes)
        if (process && process->state() != QProcess::NotRunning)
            process->kill();
}

void DemoCluster::Private::afterExit()
{
    if (state != State::Stopping || anyRunning())
        return;
    state = State::Stopped;
    stopDeadline.stop();
    worker.reset();
    creator.reset();
    options.removeFolder ? folder.remove() : folder.release();
    if (const std::optional<Error> why = std::exchange(failure, std::nullopt))
        Q_EMIT q.failed(*why);
    else
        Q_EMIT q.stopped();
}

bool DemoCluster::Private::anyRunning() const
{
    return std::any_of(processes.begin(), processes.end(), [](const std::unique_ptr<QProcess>& process) {
        return process && process->state() != QProcess::NotRunning;
    });
}

DemoCluster::DemoCluster(Options options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(options)))
{
}

DemoCluster::~DemoCluster()
{
    d->state = State::Stopped;
    for (const auto& process : d->processes)
        if (process) {
            process->disconnect();
            process->terminate();
        }
    const Instant deadline = BootClock::now() + 5s;
    for (const auto& process : d->processes) {
        if (!process || process->state() == QProcess::NotRunning)
            continue;
        const auto left = std::chrono::duration_cast<Millis>(deadline - BootClock::now());
        if (!process->waitForFinished(int(std::max<qint64>(1, left.count())))) {
            process->kill();
            process->waitForFinished(1000);
        }
    }
    if (d->options.removeFolder)
        d->folder.remove();
}

void DemoCluster::start()
{
    if (d->state != State::Stopped)
        return;
    d->state = State::Starting;
    Q_EMIT progress(1, QStringLiteral("Writing the key and the configurations."));
    // Signals of the outcome come after start() has returned.
    QTimer::singleShot(0, this, [this] {
        if (d->state != State::Starting)
            return;
        if (const Result<void> prepared = d->prepare(); !prepared)
            return d->fail(prepared.error());
        d->createCluster();
    });
}

void DemoCluster::stop()
{
    if (d->state == State::Starting || d->state == State::Running)
        d->endAll();
}

DemoCluster::State DemoCluster::state() const
{
    return d->state;
}

ConnectionSpec DemoCluster::connection() const
{
    return d->connection;
}

QString DemoCluster::keyFile() const
{
    return d->folder.keyFile();
}

const std::vector<DemoCluster::Node>& DemoCluster::nodes() const
{
    return d->nodes;
}

Result<void> DemoCluster::startNode(const QString& name)
{
    for (size_t i = 0; i < d->nodes.size(); ++i) {
        if (d->nodes[i].name != name)
            continue;
        if (d->state != State::Running)
            return failure(ErrorKind::Refused, QStringLiteral("The demo is not running."));
        if (d->nodes[i].pid != 0)
            return failure(ErrorKind::Refused, QStringLiteral("%1 is running already.").arg(name));
        d->retriesLeft[i] = retries;
        d->launch(i);
        Q_EMIT nodeStarted(name);
        return {};
    }
    return failure(ErrorKind::NotFound, QStringLiteral("The demo has no node %1.").arg(name));
}

} // namespace rollcall
