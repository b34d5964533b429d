#include "app/node/releaser.h"

#include "model/core/logging.h"
#include "model/database/noderepository.h"
#include "model/database/sqlleasestore.h"
#include "model/messenger/messengerclient.h"
#include "model/node/keykeeper.h"
#include "model/node/nodeconfig.h"
#include "model/node/statefolder.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace rollcall::node
{

namespace
{

constexpr Millis nudgeLimit{500};

std::vector<Endpoint> messengersOfOthers(Session& session, NodeId me)
{
    std::vector<Endpoint> endpoints;
    const Result<std::vector<NodeRow>> rows = NodeRepository::list(session);
    if (!rows)
        return endpoints;
    for (const NodeRow& row : *rows) {
        const bool alive =
            !row.removedAt && !row.stopped && row.heartbeatAge.value_or(Millis::max()) < Millis(30'000);
        const Result<Endpoint> endpoint = Endpoint::parse(row.report.messenger);
        if (row.id != me && alive && endpoint)
            endpoints.push_back(*endpoint);
    }
    return endpoints;
}

void nudgeAll(const std::vector<Endpoint>& endpoints, const std::optional<EncryptionKey>& key, Epoch epoch)
{
    auto left = std::make_shared<int>(0);
    for (const Endpoint& endpoint : endpoints) {
        if (endpoint.isTcp() && !key)
            continue;
        ++*left;
        nudgeOnce(endpoint, key, QStringLiteral("released"), epoch, nudgeLimit)
            .then(qApp, [left](const Result<void>&) {
                if (--*left == 0)
                    QCoreApplication::quit();
            });
    }
    if (*left > 0)
        QCoreApplication::exec();
}

} // namespace

void releaseAfterDeath(const std::string& configFile, Epoch epoch)
{
    int argc = 1;
    char name[] = "rollcall-node";
    char* argv[] = {name, nullptr};
    const QCoreApplication app(argc, argv);

    const NodeConfigReading reading =
        readNodeConfig(QFile::decodeName(configFile.c_str()), QProcessEnvironment::systemEnvironment());
    if (!reading.config)
        return;
    const NodeConfig& config = *reading.config;
    const Result<StateFolder> folder = StateFolder::open(config.stateDir);
    if (!folder)
        return;
    const NodeId me = folder->nodeId();
    // One connection for both: the others wait for the nudge.
    const Result<std::unique_ptr<Session>> session =
        openLeaseSession(config.databaseUrl, config.databasePassword);
    const Result<bool> released = session ? releaseLease(**session, me, epoch, TermEnd::WorkerDied)
                                          : Result<bool>(Failure(session.error()));
    if (!released) {
        qCWarning(lcNode).noquote() << "The lease could not be given back." << released.error().message();
        return;
    }
    if (!*released)
        return; // another node has it already
    nudgeAll(messengersOfOthers(**session, me), keyToUse(**session, config), epoch);
}

} // namespace rollcall::node
