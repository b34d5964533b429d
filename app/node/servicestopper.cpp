#include "app/node/servicestopper.h"

#include "app/node/checkconfiguration.h"
#include "model/core/logging.h"
#include "model/node/servicerecord.h"
#include "model/node/statefolder.h"
#include "model/node/supervisor.h"
#include "model/units/servicekiller.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace rollcall::node
{

namespace
{

constexpr Millis stopServicesLimit{10000};

Result<void> killAll(const OutsideServices& services, Millis limit)
{
    if (services.names.isEmpty())
        return {};
    return killServices(services.names, services.scope, limit);
}

} // namespace

bool killServicesAfterDeath(const char* stateFolder, Millis limit)
{
    int argc = 1;
    char name[] = "rollcall-node";
    char* argv[] = {name, nullptr};
    const QCoreApplication app(argc, argv);

    const OutsideServices services = rememberedServices(QFile::decodeName(stateFolder));
    if (services.names.isEmpty()) {
        qCWarning(lcNode) << "The record of the services of systemd cannot be read, so they are not known.";
        return false;
    }
    if (const Result<void> killed = killAll(services, limit); !killed) {
        qCWarning(lcNode).noquote() << killed.error().message();
        return false;
    }
    qCInfo(lcNode).noquote() << "Nothing is left of" << services.names.join(QStringLiteral(", ")) + u'.';
    return true;
}

int stopServices(const std::string& configFile)
{
    int argc = 1;
    char name[] = "rollcall-node";
    char* argv[] = {name, nullptr};
    const QCoreApplication app(argc, argv);

    const std::optional<NodeConfig> config = loadConfiguration(QFile::decodeName(configFile.c_str()));
    if (!config)
        return exitBadConfiguration;
    const OutsideServices configured = outsideServicesOf(*config);
    const OutsideServices remembered = rememberedServices(config->stateDir);
    if (configured.names.isEmpty() && remembered.names.isEmpty())
        return exitDone;
    // Held until the end: no node service starts a service meanwhile.
    const Result<StateFolder> folder = StateFolder::open(config->stateDir);
    if (!folder) {
        std::fprintf(stderr, "%s\n", qPrintable(folder.error().message()));
        return folder.error().kind == ErrorKind::Refused ? exitRefused : exitBadConfiguration;
    }
    int code = exitDone;
    for (const OutsideServices& services : {remembered, configured}) {
        if (const Result<void> killed = killAll(services, stopServicesLimit); !killed) {
            std::fprintf(stderr, "%s\n", qPrintable(killed.error().message()));
            code = 1;
        }
    }
    return code;
}

} // namespace rollcall::node
