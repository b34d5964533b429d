#include "app/node/servicestopper.h"

#include "app/node/checkconfiguration.h"
#include "model/core/logging.h"
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

QStringList servicesOf(const NodeConfig& config)
{
    QStringList services;
    for (const UnitSpec& unit : config.units)
        if (unit.role == UnitRole::Service && !unit.systemd.isEmpty())
            services.append(unit.systemd);
    return services;
}

} // namespace

bool killServicesAfterDeath(const std::string& configFile, Millis limit)
{
    int argc = 1;
    char name[] = "rollcall-node";
    char* argv[] = {name, nullptr};
    const QCoreApplication app(argc, argv);

    const NodeConfigReading reading =
        readNodeConfig(QFile::decodeName(configFile.c_str()), QProcessEnvironment::systemEnvironment());
    if (!reading.config) {
        qCWarning(lcNode)
            << "The configuration cannot be read any more, so its services of systemd are not known.";
        return false;
    }
    const QStringList services = servicesOf(*reading.config);
    if (const Result<void> killed = killServices(services, reading.config->systemd, limit); !killed) {
        qCWarning(lcNode).noquote() << killed.error().message();
        return false;
    }
    if (!services.isEmpty())
        qCInfo(lcNode).noquote() << "Nothing is left of" << services.join(QStringLiteral(", ")) + u'.';
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
    const QStringList services = servicesOf(*config);
    if (services.isEmpty())
        return exitDone;
    // Held until the end: no node service starts a service meanwhile.
    const Result<StateFolder> folder = StateFolder::open(config->stateDir);
    if (!folder) {
        std::fprintf(stderr, "%s\n", qPrintable(folder.error().message()));
        return folder.error().kind == ErrorKind::Refused ? exitRefused : exitBadConfiguration;
    }
    if (const Result<void> killed = killServices(services, config->systemd, stopServicesLimit); !killed) {
        std::fprintf(stderr, "%s\n", qPrintable(killed.error().message()));
        return 1;
    }
    return exitDone;
}

} // namespace rollcall::node
