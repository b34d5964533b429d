#include "model/node/selfdescription.h"

#include "model/health/httpserver.h"

#include <QSysInfo>
#include <QUrl>

#include <cstdlib>

#include <unistd.h>

namespace rollcall
{

namespace
{

QString healthUrl(const NodeConfig& config)
{
    const Result<ListenAddress> listen = parseListenAddress(config.healthListen);
    if (!listen)
        return {};
    const bool everywhere = listen->host == QHostAddress(QHostAddress::Any) ||
                            listen->host == QHostAddress(QHostAddress::AnyIPv4) ||
                            listen->host == QHostAddress(QHostAddress::AnyIPv6);
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(everywhere ? config.address : listen->host.toString());
    url.setPort(listen->port);
    return url.toString();
}

} // namespace

SelfReport describeSelf(const NodeConfig& config)
{
    SelfReport report;
    report.version = QStringLiteral(ROLLCALL_VERSION);
    report.os = QSysInfo::prettyProductName();
    report.address = config.address;
    report.messenger = config.messenger.advertised(config.address).toString();
    report.health = healthUrl(config);
    report.keyFingerprint = config.key ? config.key->fingerprint() : QString();
    return report;
}

double currentLoad()
{
    double minute = 0;
    const long processors = ::sysconf(_SC_NPROCESSORS_ONLN);
    return ::getloadavg(&minute, 1) == 1 && processors > 0 ? minute / static_cast<double>(processors) : 0;
}

} // namespace rollcall
